"""A wallet provider whose certificate leads to a root of its own, and a wallet that it attests."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import claims_of, parse_compact_jws, serialize_compact, sign_jws
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.oauth.client_attestation import (
    ClientAttestation,
    build_attestation_pop,
    build_client_attestation,
)
from citywallet.protocol.oid4vci import build_key_attestation, build_key_proof
from citywallet.protocol.trust import (
    CertificateUsage,
    TrustedAttesters,
    serialize_pem_certificates,
)
from tests.support.certificates import a_leaf, a_root
from tests.support.keys import a_signing_key

PROVIDER = 51
PROVIDER_ROOT = 52
INSTANCE = 53
OTHER_INSTANCE = 54
PROVIDER_URL = "https://wallet-provider.example"
CLIENT_ID = "https://wallet.example"
_numbers = count()


@cache
def provider_root() -> bytes:
    """The root that operators trust for wallet providers alone, DER."""
    return a_root(PROVIDER_ROOT, common_name="Wallet providers")


@cache
def provider_chain() -> tuple[bytes, ...]:
    """The provider's certificates, without the root."""
    return (
        a_leaf(
            CertificateUsage.ATTESTATION_SIGNER,
            a_signing_key(PROVIDER),
            uris=(PROVIDER_URL,),
            common_name="Wallet provider",
            issuer_certificate=provider_root(),
            issuer_key=a_signing_key(PROVIDER_ROOT),
        ),
    )


def trusted() -> TrustedAttesters:
    """Trust in the provider by its root."""
    return TrustedAttesters(anchors=(provider_root(),))


def anchors_file(folder: Path) -> Path:
    """The root in a file, as operators name it in the settings."""
    path = folder / "wallet-providers.pem"
    path.write_bytes(serialize_pem_certificates((provider_root(),)))
    return path


def an_attestation(
    *,
    now: datetime,
    key: EcSigningKey | None = None,
    signer: EcSigningKey | None = None,
    header: JsonObject | None = None,
    **claims: Any,
) -> str:
    """An attestation of a wallet's key, with what is given changed before it is signed; None is left out."""
    attestation = ClientAttestation(
        attester=PROVIDER_URL,
        client_id=CLIENT_ID,
        key=(key or a_signing_key(INSTANCE)).public,
        expires_at=now + timedelta(hours=1),
    )
    signing_input = build_client_attestation(attestation, chain=provider_chain(), now=now)
    return _signed(signing_input, signer or a_signing_key(PROVIDER), header or {}, claims)


def a_pop(
    *,
    audience: str,
    now: datetime,
    challenge: str | None = None,
    signer: EcSigningKey | None = None,
    header: JsonObject | None = None,
    **claims: Any,
) -> str:
    """A proof that the wallet holds the attested key, with what is given changed before it is signed."""
    signing_input = build_attestation_pop(
        client_id=CLIENT_ID,
        audience=audience,
        proof_id=f"pop-{next(_numbers)}",
        challenge=challenge,
        now=now,
    )
    return _signed(signing_input, signer or a_signing_key(INSTANCE), header or {}, claims)


def a_key_attestation(
    *numbers: int,
    now: datetime,
    nonce: str,
    signer: EcSigningKey | None = None,
    header: JsonObject | None = None,
    **claims: Any,
) -> str:
    """An attestation of the keys of these numbers, with what is given changed before it is signed."""
    signing_input = build_key_attestation(
        [a_signing_key(number).public for number in numbers],
        attester=PROVIDER_URL,
        chain=provider_chain(),
        nonce=nonce,
        now=now,
        expires_at=now + timedelta(hours=1),
    )
    return _signed(signing_input, signer or a_signing_key(PROVIDER), header or {}, claims)


def an_attested_proof(
    number: int, attestation: str, *, audience: str, nonce: str, now: datetime, key_id: str | None = None
) -> str:
    """A key proof that carries a key attestation, and names its key by `jwk`, or by the given `kid`."""
    key = a_signing_key(number)
    jws = parse_compact_jws(
        serialize_compact(build_key_proof(key=key.public, audience=audience, nonce=nonce, now=now), bytes(64))
    )
    header = jws.header | {"key_attestation": attestation}
    if key_id is not None:
        del header["jwk"]
        header["kid"] = key_id
    return sign_jws(header, claims_of(jws), key=key)


@dataclass
class AttestedWallet:
    """What a wallet sends to an authorization server, to prove who it is."""

    audience: str
    number: int = INSTANCE

    def headers(self, *, now: datetime, challenge: str | None = None) -> dict[str, str]:
        """The header fields of one request."""
        key = a_signing_key(self.number)
        return {
            "OAuth-Client-Attestation": an_attestation(now=now, key=key),
            "OAuth-Client-Attestation-PoP": a_pop(
                audience=self.audience, now=now, challenge=challenge, signer=key
            ),
        }


def _signed(signing_input: bytes, key: EcSigningKey, header: JsonObject, claims: dict[str, Any]) -> str:
    jws = parse_compact_jws(serialize_compact(signing_input, bytes(64)))
    changed = {name: value for name, value in (claims_of(jws) | claims).items() if value is not None}
    return sign_jws(jws.header | header, changed, key=key)
