"""The database of a small imagined service, for tests of migrations."""
