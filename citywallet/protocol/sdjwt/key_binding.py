"""Key binding: the holder signs for one verifier, one request and exactly the disclosures that are sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    numeric_date,
    numeric_date_member,
    optional_numeric_date_member,
    string_member,
)
from citywallet.protocol.jose import (
    AlgorithmRefused,
    CriticalHeaderUnknown,
    Jws,
    JwsMalformed,
    JwsTypeWrong,
    build_signing_input,
    claims_of,
    verify_jws,
)
from citywallet.protocol.keys import PublicJwk, SignatureInvalid, SignatureMalformed
from citywallet.protocol.sdjwt.disclosure import digest_of
from citywallet.protocol.sdjwt.errors import (
    KeyBindingMalformed,
    KeyBindingMissing,
    KeyBindingOutsideWindow,
    KeyBindingUnexpected,
    KeyBindingWrongAudience,
    KeyBindingWrongKey,
    KeyBindingWrongNonce,
    KeyBindingWrongSdHash,
)
from citywallet.protocol.sdjwt.serialization import SdJwt, parse_key_binding
from citywallet.protocol.sdjwt.verification import VerifiedSdJwt

KEY_BINDING_TYP = "kb+jwt"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBinding:
    """A verified key binding. `claims` holds all of its claims, those of a profile included."""

    issued_at: datetime
    claims: JsonObject = field(repr=False)


def build_key_binding(
    sd_jwt: SdJwt,
    *,
    nonce: str,
    audience: str,
    now: datetime,
    transaction_data_hashes: Sequence[str] = (),
) -> bytes:
    """Build what the holder signs to present `sd_jwt` with exactly its disclosures.

    `transaction_data_hashes` are base64url SHA-256 digests of the request's `transaction_data` strings as
    received; they are left out where the request has none.

    Spec: SD-JWT, Key Binding JWT.
    """
    claims: JsonObject = {
        "iat": numeric_date(now),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": digest_of(sd_jwt.bound_text, hash_algorithm=sd_jwt.hash_algorithm),
    }
    if transaction_data_hashes:
        claims["transaction_data_hashes"] = list(transaction_data_hashes)
        claims["transaction_data_hashes_alg"] = "sha-256"
    return build_signing_input({"typ": KEY_BINDING_TYP}, claims)


def with_key_binding(sd_jwt: SdJwt, kb_jwt: str) -> SdJwt:
    """The SD-JWT with a signed key binding token attached.

    Raises:
        KeyBindingMalformed: `kb_jwt` is not a compact JWS.
    """
    return replace(sd_jwt, key_binding=parse_key_binding(kb_jwt))


def refuse_key_binding(sd_jwt: SdJwt) -> None:
    """Refuse an SD-JWT with key binding where one without is expected, from an issuer for example.

    Raises:
        KeyBindingUnexpected: the SD-JWT carries a key binding.

    Spec: SD-JWT, Processing by the Holder.
    """
    if sd_jwt.key_binding is not None:
        raise KeyBindingUnexpected


def verify_key_binding(
    presentation: SdJwt | VerifiedSdJwt,
    *,
    holder_key: PublicJwk,
    nonce: str,
    audience: str,
    now: datetime,
    max_age: timedelta,
    leeway: timedelta,
) -> KeyBinding:
    """Verify that the holder of `holder_key` made this presentation, for this verifier and this request.

    `holder_key` is the one in the verified credential's `cnf`. `max_age` bounds how long ago it was
    signed, `leeway` how far the holder's clock may be ahead.

    Raises:
        KeyBindingMissing: the presentation has no key binding.
        KeyBindingWrongKey: another key signed.
        KeyBindingMalformed: another algorithm or type, or a claim is absent or of the wrong type.
        KeyBindingOutsideWindow, KeyBindingWrongNonce, KeyBindingWrongAudience, KeyBindingWrongSdHash: the
            claim of that name is not the one expected.

    Spec: SD-JWT, Verification by the Verifier.
    """
    sd_jwt = presentation.sd_jwt if isinstance(presentation, VerifiedSdJwt) else presentation
    # (2) Whether a binding is required was decided before looking; here it is.
    token = sd_jwt.key_binding
    if token is None:
        raise KeyBindingMissing
    # (5.2)-(5.4) Algorithm, signature, type.
    _verify_signature(token, holder_key)
    try:
        claims = claims_of(token)
        # (5.5) The time of signing, and the token's own limits if it states any.
        issued_at = numeric_date_member(claims, "iat")
        _verify_times(claims, issued_at=issued_at, now=now, max_age=max_age, leeway=leeway)
        # (5.6) This request and this verifier; `aud` is one string, not a list.
        if string_member(claims, "nonce") != nonce:
            raise KeyBindingWrongNonce
        if string_member(claims, "aud") != audience:
            raise KeyBindingWrongAudience
        # (5.7) These disclosures, no more and no fewer.
        digest = string_member(claims, "sd_hash")
    except (MemberInvalid, JwsMalformed) as error:
        raise KeyBindingMalformed(error.detail) from None
    if digest != digest_of(sd_jwt.bound_text, hash_algorithm=sd_jwt.hash_algorithm):
        raise KeyBindingWrongSdHash
    return KeyBinding(issued_at=issued_at, claims=claims)


def _verify_signature(token: Jws, holder_key: PublicJwk) -> None:
    try:
        verify_jws(token, key=holder_key, typ=KEY_BINDING_TYP)
    except (AlgorithmRefused, CriticalHeaderUnknown, JwsTypeWrong, SignatureMalformed) as error:
        raise KeyBindingMalformed(type(error).__name__) from None
    except SignatureInvalid:
        raise KeyBindingWrongKey from None


def _verify_times(
    claims: JsonObject, *, issued_at: datetime, now: datetime, max_age: timedelta, leeway: timedelta
) -> None:
    if issued_at > now + leeway:
        raise KeyBindingOutsideWindow("signed in the future")
    if issued_at < now - max_age:
        raise KeyBindingOutsideWindow("signed too long ago")
    not_before = optional_numeric_date_member(claims, "nbf")
    if not_before is not None and not_before > now + leeway:
        raise KeyBindingOutsideWindow("nbf")
    expires_at = optional_numeric_date_member(claims, "exp")
    if expires_at is not None and expires_at <= now:
        raise KeyBindingOutsideWindow("exp")
