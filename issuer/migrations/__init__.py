"""The issuer's database, one step after the other."""
