"""Database engine, units of work, columns, leases, outbox, migrations; the tables are the services' own."""
