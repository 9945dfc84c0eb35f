"""An issuance: one answered request, with the credentials that it gave."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from citywallet.protocol.encoding import serialize_json
from citywallet.protocol.oid4vci import CredentialRequest, serialize_credential_request
from issuer.domain.identifiers import AuthorizationId, CredentialConfigurationId, IssuanceId

_TAG = b"citywallet/credential-request/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuance:
    """What was asked for, by which right. Wallets know its id as the notification id.

    Whoever lost the answer sends the same request, of the same 32-byte digest, and gets the same credentials.
    """

    id: IssuanceId
    authorization_id: AuthorizationId
    configuration_id: CredentialConfigurationId
    request_digest: bytes
    issued_at: datetime


def digest_of_request(request: CredentialRequest) -> bytes:
    """The same for requests that ask for the same with the same key proofs, however they are encrypted."""
    members = serialize_credential_request(replace(request, response_encryption=None))
    return hashlib.sha256(_TAG + serialize_json(members)).digest()
