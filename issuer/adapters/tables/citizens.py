"""The register."""

from datetime import date, datetime

from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from issuer.adapters.tables.issuer_row import IssuerRow


class CitizenRow(IssuerRow, table=True):
    """A citizen of the register, as the last import had them."""

    __tablename__ = "citizens"

    citizen_id: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=100)
    birthdate: date
    district_id: str = Field(max_length=64)
    district_name: str = Field(max_length=100)
    district_code: str | None = Field(default=None, max_length=10)
    legal_dong_name: str | None = Field(default=None, max_length=100)
    legal_dong_code: str | None = Field(default=None, max_length=10)
    incheon_resident: bool
    last_import: str = Field(max_length=64)
    changed_at: datetime = Field(sa_type=UtcDateTime)
