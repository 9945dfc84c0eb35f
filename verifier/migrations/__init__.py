"""The verifier's tables, migration by migration."""
