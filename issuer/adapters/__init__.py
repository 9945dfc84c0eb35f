"""Adapters of the issuer: they translate between the ports and the world, and decide nothing."""
