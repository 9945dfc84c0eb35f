"""The ID token: a provider's signed word on who has just signed in, made for one client and one sign-in."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from citywallet.protocol.encoding import JsonObject, numeric_date, numeric_date_member, string_member
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.jose import (
    CriticalHeaderUnknown,
    Jws,
    JwsTypeWrong,
    claims_of,
    key_id_of,
    parse_compact_jws,
    sign_jws,
)
from citywallet.protocol.keys import PublicJwk, SigningKey
from citywallet.protocol.oauth import IssuerIdentifier
from citywallet.protocol.openid_connect.jwk_set import ProviderKey, RsaPublicKey, verify_with

_MAX_SUBJECT_CHARS = 255


class IdTokenInvalid(ProtocolError):
    """The root of what can be wrong with an ID token."""

    code = ErrorCode.INVALID_TOKEN
    public = "The answer of the sign-in service is not valid."


class IdTokenKeyUnknown(IdTokenInvalid):
    """The provider has no key of the name and algorithm that the token's header names."""


class IdTokenOfAnotherIssuer(IdTokenInvalid):
    """The token names another provider."""


class IdTokenForAnotherClient(IdTokenInvalid):
    """The token was made for another client, or for several."""


class IdTokenOutOfTime(IdTokenInvalid):
    """The token has expired, or comes from the future."""


class IdTokenOfAnotherSignIn(IdTokenInvalid):
    """The token's nonce is not that of this sign-in: it was replayed or injected."""


class IdTokenSubjectInvalid(IdTokenInvalid):
    """The subject is longer than any subject may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedIdToken:
    """Who signed in, as the provider names the person; `claims` is all that it said."""

    subject: str = field(repr=False)
    claims: JsonObject = field(repr=False)


def verify_id_token(
    text: str,
    *,
    keys: Sequence[ProviderKey],
    issuer: IssuerIdentifier,
    client_id: str,
    nonce: str,
    now: datetime,
    leeway: timedelta,
) -> VerifiedIdToken:
    """Verify an ID token for one sign-in of one client.

    Raises:
        JwsMalformed, CriticalHeaderUnknown, JwsTypeWrong, KeyIdInvalid: no token that can be read.
        SignatureInvalid, SignatureMalformed: not signed by the provider's key.
        MemberInvalid: a claim is absent or of the wrong type.
        IdTokenInvalid: one of its subclasses, as their names say.

    Spec: OpenID Connect Core, ID Token Validation.
    """
    jws = parse_compact_jws(text)
    # (1) A key of the provider signed it, by the one algorithm of that key.
    verify_with(_key_of(jws, keys), message=jws.signing_input, signature=jws.signature)
    claims = claims_of(jws)
    # (2) This provider made it.
    if string_member(claims, "iss") != issuer:
        raise IdTokenOfAnotherIssuer()
    # (3) For this client alone: whoever shares an audience could replay the token here.
    if claims.get("aud") not in (client_id, [client_id]) or claims.get("azp", client_id) != client_id:
        raise IdTokenForAnotherClient()
    # (4) Now.
    if now >= numeric_date_member(claims, "exp") + leeway:
        raise IdTokenOutOfTime("expired")
    if numeric_date_member(claims, "iat") > now + leeway:
        raise IdTokenOutOfTime("from the future")
    # (5) In answer to this sign-in.
    if not hmac.compare_digest(string_member(claims, "nonce").encode(), nonce.encode()):
        raise IdTokenOfAnotherSignIn()
    subject = string_member(claims, "sub")
    if len(subject) > _MAX_SUBJECT_CHARS:
        raise IdTokenSubjectInvalid()
    return VerifiedIdToken(subject=subject, claims=claims)


def sign_id_token(
    *,
    issuer: IssuerIdentifier,
    client_id: str,
    subject: str,
    nonce: str,
    now: datetime,
    lifetime: timedelta,
    key_id: str,
    key: SigningKey,
) -> str:
    """Make the ID token for one sign-in.

    Spec: OpenID Connect Core, ID Token.
    """
    claims: JsonObject = {
        "iss": issuer,
        "sub": subject,
        "aud": client_id,
        "iat": numeric_date(now),
        "exp": numeric_date(now + lifetime),
        "nonce": nonce,
    }
    return sign_jws({"typ": "JWT", "kid": key_id}, claims, key=key)


def _key_of(jws: Jws, keys: Sequence[ProviderKey]) -> PublicJwk | RsaPublicKey:
    if "crit" in jws.header:
        raise CriticalHeaderUnknown
    if jws.header.get("typ", "JWT") != "JWT":
        raise JwsTypeWrong("expected JWT")
    key_id, algorithm = key_id_of(jws), jws.header.get("alg")
    fitting = [
        key.key
        for key in keys
        if key.algorithm == algorithm and (key_id is None or key.key_id is None or key.key_id == key_id)
    ]
    # Without a name there must be no choice.
    if len(fitting) != 1:
        raise IdTokenKeyUnknown(f"{len(fitting)} keys")
    return fitting[0]
