"""Typed clients of our contracts, how they are deployed and found again, and how transactions are sent.

Nothing is imported here: `artifacts` and `address_book` serve processes that have no use for the rest.
"""
