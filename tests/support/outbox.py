"""An outbox and its leases, in tables of an imagined service."""

from sqlalchemy.orm import registry

from citywallet.storage.lease import LeaseRow
from citywallet.storage.outbox import OutboxRow
from citywallet.storage.rows import Row, table_of


class ImaginedRow(Row, registry=registry()):
    """The base of the rows of the imagined service."""


class ImaginedOutboxRow(OutboxRow, ImaginedRow, table=True):
    """Its outbox."""


class ImaginedLeaseRow(LeaseRow, ImaginedRow, table=True):
    """Its leases."""


metadata = ImaginedRow.metadata
outbox, leases = table_of(ImaginedOutboxRow), table_of(ImaginedLeaseRow)
