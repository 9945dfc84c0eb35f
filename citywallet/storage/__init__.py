"""Database engine, units of work, columns, leases, outbox and migrations, for whichever service owns the tables."""
