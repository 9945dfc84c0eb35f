"""SD-JWTs, credentials, presentations: valid ones, and forged ones that break a single rule."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from citywallet.protocol.encoding import JsonObject, JsonValue, encode_base64url, serialize_json
from citywallet.protocol.jose import serialize_compact, sign_jws
from citywallet.protocol.keys import SigningKey, thumbprint
from citywallet.protocol.sdjwt import (
    ClaimPath,
    KeyBinding,
    SdJwt,
    build_key_binding,
    build_sd_jwt,
    parse_sd_jwt,
    select_disclosures,
    serialize_sd_jwt,
    verify_key_binding,
    with_key_binding,
)
from citywallet.protocol.sdjwtvc import build_credential
from citywallet.protocol.statuslist import StatusReference
from tests.support.keys import HOLDER, ISSUER, a_signing_key

NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
TYP = "example+sd-jwt"
NONCE = "n-0S6_WzA2Mj-0S6_WzA2Mj"
AUDIENCE = "x509_hash:Uvo3HtuIxuhC92rShpgqcT3YXwrqRxWEviRiA0OZszk"
MAX_AGE = timedelta(minutes=5)
LEEWAY = timedelta(seconds=60)

CLAIMS: JsonObject = {
    "name": "김하늘",
    "birthdate": "1955-03-01",
    "age_equal_or_over": {"14": True, "19": True, "60": True, "65": True},
    "district": {"name": "남동구", "id": "28200"},
    "nationalities": ["KR", "US"],
    "incheon_resident": True,
}
DISCLOSABLE: tuple[ClaimPath, ...] = (
    ("name",),
    ("birthdate",),
    ("age_equal_or_over", "19"),
    ("age_equal_or_over", "65"),
    ("district",),
    ("nationalities", None),
    ("incheon_resident",),
)


def some_salts(seed: str = "salt") -> Iterator[str]:
    """Salts without end, the same for the same seed."""
    return (encode_base64url(sha256(f"{seed} {number}".encode()).digest()[:16]) for number in count())


def an_sd_jwt(
    claims: JsonObject = CLAIMS,
    *,
    disclosable: Collection[ClaimPath] = DISCLOSABLE,
    decoys: int = 0,
    typ: str = TYP,
    key: SigningKey | None = None,
    seed: str = "salt",
) -> SdJwt:
    """A signed SD-JWT with all of its disclosures."""
    unsigned = build_sd_jwt(
        {"typ": typ}, claims, disclosable=disclosable, salts=some_salts(seed), decoys=decoys
    )
    return unsigned.signed((key or a_signing_key(ISSUER)).sign(unsigned.signing_input))


def a_disclosure(*elements: JsonValue) -> str:
    """A disclosure of whatever elements, however wrong."""
    return encode_base64url(serialize_json(list(elements)))


def digest_of(disclosure: str) -> str:
    """SHA-256 digest of a disclosure, base64url."""
    return encode_base64url(sha256(disclosure.encode()).digest())


def a_forged_sd_jwt(
    payload: JsonObject, *disclosures: str, typ: str = TYP, key: SigningKey | None = None
) -> str:
    """A rightly signed SD-JWT with a payload and disclosures that nobody checked."""
    token = sign_jws({"typ": typ}, payload, key=key or a_signing_key(ISSUER))
    return "~".join((token, *disclosures, ""))


def a_credential(
    *,
    claims: JsonObject = CLAIMS,
    disclosable: Collection[ClaimPath] = DISCLOSABLE,
    issued_at: datetime = NOW,
    expires_at: datetime = NOW + timedelta(days=730),
    status: StatusReference | None = None,
    holder: SigningKey | None = None,
    key: SigningKey | None = None,
    x5c: tuple[bytes, ...] = (b"leaf certificate", b"intermediate certificate"),
    issuer: str = "http://localhost:8100",
    vct: str = "http://localhost:8100/vct/citizen-id/1",
    decoys: int = 0,
    seed: str = "salt",
) -> SdJwt:
    """A signed credential with all of its disclosures; its certificates are placeholders."""
    issuer_key = key or a_signing_key(ISSUER)
    unsigned = build_credential(
        vct=vct,
        issuer=issuer,
        x5c=x5c,
        key_id=encode_base64url(thumbprint(issuer_key.public)),
        holder_key=(holder or a_signing_key(HOLDER)).public,
        issued_at=issued_at,
        expires_at=expires_at,
        status=status or StatusReference(uri="http://localhost:8100/status/1", index=4711),
        claims=claims,
        disclosable=disclosable,
        salts=some_salts(seed),
        decoys=decoys,
    )
    return unsigned.signed(issuer_key.sign(unsigned.signing_input))


def a_forged_credential(
    changes: dict[str, Any], *disclosures: str, typ: str = "dc+sd-jwt", key: SigningKey | None = None
) -> SdJwt:
    """A rightly signed credential with some claims of its payload changed; None removes one."""
    payload: JsonObject = dict(a_credential(claims={}, disclosable=()).payload)
    for name, value in changes.items():
        if value is None:
            del payload[name]
        else:
            payload[name] = value
    return parse_sd_jwt(a_forged_sd_jwt(payload, *disclosures, typ=typ, key=key))


def a_presentation(
    sd_jwt: SdJwt | None = None,
    *,
    paths: Collection[ClaimPath] = (("age_equal_or_over", "65"), ("incheon_resident",)),
    nonce: str = NONCE,
    audience: str = AUDIENCE,
    now: datetime = NOW,
    holder: SigningKey | None = None,
) -> SdJwt:
    """A presentation of some claims, bound to the holder's key."""
    selected = select_disclosures(sd_jwt or a_credential(), paths=paths)
    signing_input = build_key_binding(selected, nonce=nonce, audience=audience, now=now)
    signature = (holder or a_signing_key(HOLDER)).sign(signing_input)
    return with_key_binding(selected, serialize_compact(signing_input, signature))


def a_presentation_text(sd_jwt: SdJwt | None = None, **options: Any) -> str:
    """The compact form of `a_presentation`."""
    return serialize_sd_jwt(a_presentation(sd_jwt, **options))


def bind(sd_jwt: SdJwt, header: JsonObject, claims: JsonObject, *, holder: SigningKey | None = None) -> SdJwt:
    """Attach a key binding with whatever header and claims, rightly signed."""
    return with_key_binding(sd_jwt, sign_jws(header, claims, key=holder or a_signing_key(HOLDER)))


def check_binding(
    presentation: SdJwt,
    *,
    holder: SigningKey | None = None,
    nonce: str = NONCE,
    audience: str = AUDIENCE,
    now: datetime = NOW,
) -> KeyBinding:
    """Verify a key binding with this module's expectations."""
    return verify_key_binding(
        presentation,
        holder_key=(holder or a_signing_key(HOLDER)).public,
        nonce=nonce,
        audience=audience,
        now=now,
        max_age=MAX_AGE,
        leeway=LEEWAY,
    )
