"""Putting the parts of one subject together, for `issuer.app` to call."""
