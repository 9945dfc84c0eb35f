"""What a credential says, of whom, and until when; and what differs between its copies."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.statuslist import StatusReference
from issuer.domain.catalogue import CredentialType
from issuer.domain.claims import expiry_of
from issuer.domain.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialSubject:
    """What is known of whom a credential is about, of which type it is, and its times.

    Ages are stated as of `day`, the city's, by its `time_zone`.
    """

    facts: Facts
    type: CredentialType
    issued_at: datetime
    expires_at: datetime
    day: date
    time_zone: tzinfo

    @classmethod
    def of(
        cls, facts: Facts, credential_type: CredentialType, *, now: datetime, time_zone: tzinfo
    ) -> "CredentialSubject":
        """What is issued at the moment `now`."""
        return cls(
            facts=facts,
            type=credential_type,
            issued_at=now,
            expires_at=expiry_of(credential_type, issued_at=now, time_zone=time_zone),
            day=now.astimezone(time_zone).date(),
            time_zone=time_zone,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialCopy:
    """What one copy has for itself alone: the key it is bound to, and its place in a status list."""

    holder_key: PublicJwk
    status: StatusReference
