"""What the verifier does: one act a file."""
