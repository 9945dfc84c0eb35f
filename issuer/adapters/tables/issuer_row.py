"""What the issuer's tables share."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import registry

from citywallet.storage.rows import Row

DIGEST = LargeBinary(32)
SIGNATURE = LargeBinary(64)
ACCOUNT = LargeBinary(20)


class IssuerRow(Row, registry=registry()):
    """The base of the rows of this service alone."""
