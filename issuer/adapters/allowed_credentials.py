"""Credentials that may be fetched, as the JSON of a column."""

from collections.abc import Sequence
from typing import Any

from issuer.domain.authorizations import AllowedCredential
from issuer.domain.identifiers import CredentialConfigurationId


def members_of(credentials: Sequence[AllowedCredential]) -> list[dict[str, Any]]:
    """What the column holds."""
    return [
        {"configuration_id": allowed.configuration_id, "identifier": allowed.identifier}
        for allowed in credentials
    ]


def credentials_of(members: Sequence[dict[str, Any]]) -> tuple[AllowedCredential, ...]:
    """What the column says."""
    return tuple(
        AllowedCredential(
            configuration_id=CredentialConfigurationId(each["configuration_id"]),
            identifier=each["identifier"],
        )
        for each in members
    )
