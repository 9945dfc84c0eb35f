"""The signed token that carries a list."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from citywallet.protocol.encoding import (
    Base64UrlInvalid,
    JsonObject,
    MemberInvalid,
    decode_base64url,
    encode_base64url,
    integer_member,
    numeric_date,
    numeric_date_member,
    object_member,
    optional_integer_member,
    optional_numeric_date_member,
    string_member,
)
from citywallet.protocol.jose import (
    Jws,
    build_signing_input,
    claims_of,
    parse_compact_jws,
    serialize_x5c,
    verify_jws,
)
from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.statuslist.claims import (
    RESIDENT_LISTS,
    SEQUENCE_CLAIM,
    StatusListClaims,
    VerifiedStatusList,
    verify_claims,
)
from citywallet.protocol.statuslist.compression import compress_list
from citywallet.protocol.statuslist.errors import StatusTokenMalformed
from citywallet.protocol.statuslist.status_list import StatusList

STATUS_LIST_TYP = "statuslist+jwt"
STATUS_LIST_MEDIA_TYPE = "application/statuslist+jwt"
MAX_STATUS_TOKEN_CHARS = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusListToken(StatusListClaims):
    """A token taken apart. Nothing about it is verified; its signer is found by `x5c_of(token.jws)`.

    `digest` is SHA-256 of the token's text.
    """

    jws: Jws = field(repr=False)
    digest: bytes


def build_status_list_token(
    *,
    uri: str,
    status_list: StatusList,
    issued_at: datetime,
    expires_at: datetime,
    ttl: timedelta,
    sequence: int,
    aggregation_uri: str,
    x5c: tuple[bytes, ...],
) -> bytes:
    """Build the signing input of a token; times and `ttl` are written in whole seconds.

    `x5c` holds DER certificates, the signer's first, without the trust anchor. `sequence` is the number of
    the head that will commit to this list. At `aggregation_uri` all lists of the issuer are named.

    Spec: Token Status List, Status List Token in JWT Format.
    """
    claims: JsonObject = {
        "sub": uri,
        "iat": numeric_date(issued_at),
        "exp": numeric_date(expires_at),
        "ttl": int(ttl.total_seconds()),
        SEQUENCE_CLAIM: sequence,
        "status_list": {
            "bits": status_list.bits,
            "lst": encode_base64url(compress_list(status_list.data)),
            "aggregation_uri": aggregation_uri,
        },
    }
    return build_signing_input({"typ": STATUS_LIST_TYP, **serialize_x5c(x5c)}, claims)


@lru_cache(maxsize=RESIDENT_LISTS)
def parse_status_list_token(text: str) -> StatusListToken:
    """Take a status list token apart; its list stays compressed.

    Raises:
        JwsMalformed: not a compact JWS with a JSON object inside.
        StatusTokenMalformed: a claim is absent or of the wrong type.

    Spec: Token Status List, Status List Token in JWT Format.
    """
    jws = parse_compact_jws(text, max_chars=MAX_STATUS_TOKEN_CHARS)
    claims = claims_of(jws, max_bytes=MAX_STATUS_TOKEN_CHARS)
    try:
        status_list = object_member(claims, "status_list")
        return StatusListToken(
            jws=jws,
            digest=sha256(text.encode("ascii")).digest(),
            uri=string_member(claims, "sub"),
            issued_at=numeric_date_member(claims, "iat"),
            expires_at=optional_numeric_date_member(claims, "exp"),
            ttl=_ttl(claims),
            sequence=optional_integer_member(claims, SEQUENCE_CLAIM, minimum=1),
            bits=integer_member(status_list, "bits"),
            compressed=decode_base64url(string_member(status_list, "lst")),
        )
    except (MemberInvalid, Base64UrlInvalid) as error:
        raise StatusTokenMalformed(error.detail) from None


def verify_status_list_token(
    token: StatusListToken, *, key: PublicJwk, uri: str, now: datetime
) -> VerifiedStatusList:
    """Verify a token and unpack its list. Freshness beyond `exp`, and anchoring, are the caller's.

    `uri` is the one in the credential. `now` is held against `exp` with no leeway, against `iat` with 60
    seconds.

    Raises:
        AlgorithmRefused, JwsTypeWrong, SignatureMalformed, SignatureInvalid, CriticalHeaderUnknown: as
            `verify_jws`.
        StatusListWrongUri, StatusListFromFuture, StatusListExpired: the claim of that meaning is wrong.
        StatusBitsUnsupported, StatusListBroken, StatusListTooLarge: the list cannot be read.

    Spec: Token Status List, Validation Rules.
    """
    # (3a) Signature and type.
    _verify_signature(token.jws.text, key)
    # (4), (5) Its claims, and the list itself, bounded.
    return verify_claims(token, uri=uri, now=now, digest=token.digest)


@lru_cache(maxsize=RESIDENT_LISTS)
def _verify_signature(text: str, key: PublicJwk) -> None:
    verify_jws(parse_status_list_token(text).jws, key=key, typ=STATUS_LIST_TYP)


def _ttl(claims: JsonObject) -> timedelta | None:
    if "ttl" not in claims:
        return None
    seconds = claims["ttl"]
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 < seconds < 2**32:
        raise MemberInvalid("ttl: a positive number of seconds is required")
    return timedelta(seconds=seconds)
