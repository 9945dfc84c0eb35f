"""Refresh tokens: each counts once, and is answered with the next of its family.

    newest ── used ──▶ used, and a next one is the newest

Whoever comes with a used one shows that two parties hold the family, and ends the authorization. One thing is
forgiven: the answer may have been lost. Who proves the key to which the family is bound may use the token
before the newest again, for a while, and gets another newest one in place of the one that never arrived.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.oauth import RefreshTokenRefused
from issuer.domain.authorizations import Authorization
from issuer.domain.clients import Client
from issuer.domain.identifiers import AuthorizationId

FORGIVEN_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshGrant:
    """A refresh token on record; `number` counts from 1 within its authorization, `newest` is the last one's.

    `used_at` is None for the newest alone.
    """

    authorization: Authorization
    number: int
    newest: int
    used_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """The token counts: the next one of its family has this number, and takes the place of a lost one."""

    token: RefreshGrant
    next_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRefresh:
    """The token does not count; `to_end` is the authorization whose tokens are in two hands."""

    to_end: AuthorizationId | None
    detail: str


def refresh(token: RefreshGrant | None, *, client: Client, now: datetime) -> Refreshed | RefusedRefresh:
    """Use a refresh token, found by its digest, or say why it does not count.

    A token that is shown without its key ends nothing: else a thief who cannot use it could still destroy it.

    Spec: OAuth 2.0 Authorization Framework, Refreshing an Access Token.
    Spec: DPoP, DPoP Access Token Request.
    Spec: Attestation-Based Client Authentication, Refresh token binding.
    """
    if token is None:
        return RefusedRefresh(to_end=None, detail="unknown")
    authorization = token.authorization
    if authorization.ended_at is not None or now >= token.expires_at:
        return RefusedRefresh(to_end=None, detail="ended")
    if client.id not in (None, authorization.client_id):
        return RefusedRefresh(to_end=None, detail="of another client")
    if _keys(client) != _keys(authorization):
        return RefusedRefresh(to_end=None, detail="bound to another key, or to none")
    if token.used_at is None:
        return Refreshed(token=token, next_number=token.number + 1)
    if _may_have_been_lost(token, now):
        return Refreshed(token=token, next_number=token.newest)
    return RefusedRefresh(to_end=authorization.id, detail="used before")


def error_of_refresh(refused: RefusedRefresh) -> RefreshTokenRefused:
    """The same answer for every cause; the detail is for the log alone."""
    return RefreshTokenRefused(refused.detail)


def _keys(holder: Client | Authorization) -> tuple[bytes | None, bytes | None]:
    """What a client proved, and must prove again."""
    return holder.instance_thumbprint, holder.dpop_thumbprint


def _may_have_been_lost(token: RefreshGrant, now: datetime) -> bool:
    is_bound = any(_keys(token.authorization))
    is_last_used = token.number == token.newest - 1
    assert token.used_at is not None
    return is_bound and is_last_used and now < token.used_at + FORGIVEN_WITHIN
