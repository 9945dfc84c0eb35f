"""Values and pure transitions of the issuer: no I/O, no clock, no randomness."""
