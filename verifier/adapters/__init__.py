"""The ports' other side: chain, status lists, database, catalogue."""
