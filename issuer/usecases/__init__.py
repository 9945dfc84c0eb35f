"""Use cases of the issuer: one file, one act."""
