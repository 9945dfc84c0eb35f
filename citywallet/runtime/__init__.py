"""What touches the world: clock, entropy, settings, logging, the HTTP shell, the guarded outgoing client."""
