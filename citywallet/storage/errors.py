"""What the database can fail with, apart from broken constraints (`sqlalchemy.exc.IntegrityError`)."""


class StorageError(Exception):
    """The root of this package's errors."""


class StorageUnavailable(StorageError):
    """Raised when the database cannot answer now; nothing of the unit of work was kept, so try again later.

    It is locked for too long, for example, or its disk is full, read-only or unreadable.
    """


class UnitOfWorkNested(StorageError):
    """Raised when a task opens a unit of work inside its own; it would wait for itself for ever."""


class UnitOfWorkUndone(StorageError):
    """Raised when a block swallowed the error that undid its unit of work, and ended as if all were kept."""


class RowIncomplete(StorageError):
    """Raised when a row has no known state, or lacks what its state requires; no code of ours writes it."""


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
