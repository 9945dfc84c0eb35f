"""Composes the services into a running city."""
