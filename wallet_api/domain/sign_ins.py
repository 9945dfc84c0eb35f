"""Signing in at an issuer, as a state machine: begun, then receiving, then finished or failed.

While it is begun, the citizen is at the issuer's page in a browser. Whoever comes back must bring the `state`
that only this sign-in knows; it comes back once.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.encoding import parse_json_object, serialize_json, string_member
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.pkce import (
    CodeVerifier,
)
from wallet_api.domain.identifiers import ApplicationId, CardId, Sealed, SignInId, WalletId

SIGN_IN_LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInTerms:
    """What never changes: at which issuer, for which credentials, and the digest of `state`."""

    id: SignInId
    wallet_id: WalletId
    credential_issuer: str
    configuration_ids: tuple[str, ...]
    state_digest: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunSignIn:
    """The citizen is at the issuer's page. `sealed_secrets` is what redeems the code that comes back."""

    terms: SignInTerms
    sealed_secrets: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivingSignIn:
    """The citizen came back, and the cards are fetched; the answer that came back counts no second time."""

    terms: SignInTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedSignIn:
    """The cards are in the wallet; `application_id` where an officer must approve some of them first."""

    terms: SignInTerms
    card_ids: tuple[CardId, ...]
    application_id: ApplicationId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedSignIn:
    """No card came; `code` is the error's."""

    terms: SignInTerms
    code: str


SignIn = BegunSignIn | ReceivingSignIn | FinishedSignIn | FailedSignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSecrets:
    """What only the wallet knows of a sign-in: `state`, the PKCE verifier, and the key for its tokens."""

    state: str
    code_verifier: CodeVerifier
    key: EcSigningKey | None


def digest_of_state(state: str) -> bytes:
    """What the database keeps of a `state`."""
    return hashlib.sha256(state.encode()).digest()


def serialize_secrets(secrets: SignInSecrets) -> bytes:
    """Write the secrets, to be sealed at once."""
    members = {"state": secrets.state, "code_verifier": secrets.code_verifier}
    if secrets.key is not None:
        members["key"] = secrets.key.to_pem().decode()
    return serialize_json(dict(members))


def parse_secrets(content: bytes) -> SignInSecrets:
    """Read the secrets back.

    Raises:
        ProtocolError: the bytes hold none.
    """
    members = parse_json_object(content)
    key = members.get("key")
    return SignInSecrets(
        state=string_member(members, "state"),
        code_verifier=CodeVerifier(string_member(members, "code_verifier")),
        key=EcSigningKey.from_pem(key.encode()) if isinstance(key, str) else None,
    )
