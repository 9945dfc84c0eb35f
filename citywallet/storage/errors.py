"""What the database can fail with, apart from broken constraints (`sqlalchemy.exc.IntegrityError`)."""


class StorageError(Exception):
    """The root of this package's errors."""


class StorageUnavailable(StorageError):
    """Raised when the database cannot answer now (locked too long, disk full, read-only, unreadable); try
    later.

    Nothing of the unit of work was kept.
    """


class UnitOfWorkNested(StorageError):
    """Raised when a task opens a unit of work inside its own; it would wait for itself for ever."""


class DatabaseUnusable(StorageError):
    """The root of what can be wrong with a database at the start; the message is a sentence for a person."""


class DatabaseHalfWritten(DatabaseUnusable):
    """Raised when the file is no database, is damaged, or holds tables that no migration of ours made."""


class DatabaseTooNew(DatabaseUnusable):
    """Raised when the database was migrated by a newer release than this one."""


class DatabaseNotMigrated(DatabaseUnusable):
    """Raised when a service meets a database that is behind its migrations."""


class MigrationLocked(DatabaseUnusable):
    """Raised when another process migrates the same database and does not end in time."""
