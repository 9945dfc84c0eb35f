"""The database schema of the wallet, step by step."""
