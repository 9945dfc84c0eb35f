"""What a client may fetch for one citizen: the authorization in which every grant ends.

Tokens and credentials belong to it. Whatever shows that its tokens are in wrong hands ends the whole of it.
"""

from dataclasses import dataclass
from datetime import datetime

from issuer.domain.identifiers import AuthorizationId, CitizenId, CredentialConfigurationId


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedCredential:
    """A credential that may be fetched; `identifier` is set where the wallet asked by details."""

    configuration_id: CredentialConfigurationId
    identifier: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """What was allowed, by the citizen or by an officer's offer.

    `client_id` is None for a client that did not say who it is; `instance_thumbprint` is the key by which it
    proved that, None where it did not. `dpop_thumbprint` is the key that every token of the authorization is
    bound to, None for bearer tokens. `is_offered` where an officer
    offered it: then nobody need approve it again.
    """

    id: AuthorizationId
    citizen_id: CitizenId
    client_id: str | None
    instance_thumbprint: bytes | None
    credentials: tuple[AllowedCredential, ...]
    dpop_thumbprint: bytes | None
    is_offered: bool
    granted_at: datetime
    ended_at: datetime | None


def credential_identifier_of(configuration_id: CredentialConfigurationId) -> str:
    """How the citizen's one dataset for a configuration is named to the wallet."""
    return f"{configuration_id}.register"
