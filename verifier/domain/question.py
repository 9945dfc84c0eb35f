"""A question that a desk may ask: what is wanted, why, by what right, and what makes the answer a yes."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from citywallet.protocol.dcql import CredentialQuery, DcqlQuery, SdJwtVcMeta
from citywallet.protocol.policy import BilingualText, Policy


class Flow(StrEnum):
    """Where the person stands who is asked."""

    SAME_DEVICE = "same_device"
    PROXIMITY = "proximity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One entry of the catalogue.

    `card` names the card asked for in plain words. Transactions are deleted when `retention` is over. The
    query asks for exactly one credential.
    """

    name: str
    label: BilingualText
    purpose: BilingualText
    legal_basis: BilingualText
    card: BilingualText
    retention: timedelta
    flow: Flow
    query: DcqlQuery
    policy: Policy

    @property
    def credential_query(self) -> CredentialQuery:
        """The one credential that is asked for."""
        return self.query.credentials[0]

    @property
    def credential_types(self) -> tuple[str, ...]:
        """The types (`vct`) of cards that answer the question."""
        meta = self.credential_query.meta
        return meta.vct_values if isinstance(meta, SdJwtVcMeta) else ()
