"""Putting the parts of one subject together, for `wallet_api.app` to call."""
