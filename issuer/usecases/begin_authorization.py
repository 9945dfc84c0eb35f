"""Where every grant ends: an authorization on record, and the first token under it."""

from datetime import timedelta

from citywallet.protocol.oauth import AccessToken, AuthorizedCredential, TokenResponse, TokenType
from citywallet.runtime.entropy import Entropy
from issuer.domain.access_tokens import TokenGrant
from issuer.domain.authorizations import Authorization
from issuer.domain.offers import digest_of
from issuer.ports import Records


async def begin_authorization(
    records: Records,
    authorization: Authorization,
    *,
    code_digest: bytes,
    entropy: Entropy,
    token_lifetime: timedelta,
) -> TokenResponse:
    """Record what a code led to, within the unit of work that uses the code up, and hand out its token.

    The database refuses a second authorization for one code, whatever the caller checked.

    Spec: OpenID4VCI 1.0, Successful Token Response.
    """
    await records.authorizations.add(authorization, code_digest=code_digest)
    token = AccessToken(entropy.token_urlsafe(32))
    grant = TokenGrant(
        authorization=authorization,
        issued_at=authorization.granted_at,
        expires_at=authorization.granted_at + token_lifetime,
    )
    await records.tokens.add(grant, token_digest=digest_of(token))
    return TokenResponse(
        access_token=token,
        token_type=TokenType.BEARER if authorization.dpop_thumbprint is None else TokenType.DPOP,
        expires_in_seconds=int(token_lifetime.total_seconds()),
        authorized_credentials=_named(authorization),
    )


def _named(authorization: Authorization) -> tuple[AuthorizedCredential, ...]:
    return tuple(
        AuthorizedCredential(
            credential_configuration_id=allowed.configuration_id,
            credential_identifiers=(allowed.identifier,),
        )
        for allowed in authorization.credentials
        if allowed.identifier is not None
    )
