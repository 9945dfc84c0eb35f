"""A small provider of OpenID Connect for demonstrations: whoever comes chooses which invented person to be.

It stands where a real city has its citizens' login. Nobody it knows exists, so it asks for no password.
"""
