"""A wallet hands its authorization request over beforehand, for a reference that the browser can carry."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from citywallet.protocol.oauth import (
    REQUEST_URI_PREFIX,
    AuthorizationRequest,
    DpopKeyNotAnnounced,
    PushedResponse,
    RequestUri,
    parse_pushed_authorization_request,
)
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.catalogue import Catalogue
from issuer.domain.offers import digest_of
from issuer.domain.profile import IssuerProfile
from issuer.domain.pushed_requests import PushTerms
from issuer.domain.wallet_clients import WalletClient, check_redirect_uri
from issuer.ports import UnitsOfWork
from issuer.usecases.request_in_catalogue import request_in_catalogue
from issuer.usecases.require_issuing import require_issuing

# Long enough for a slow network and a choice of browser, far below the ten minutes that FAPI 2.0 allows.
_LIFETIME = timedelta(seconds=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushAuthorizationRequest:
    """Keep a request that is well-formed and means something, under a reference that nobody can guess."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    catalogue: Catalogue
    profile: IssuerProfile

    async def __call__(
        self, fields: Mapping[str, str], *, client: WalletClient, dpop_thumbprint: bytes | None
    ) -> PushedResponse:
        """The reference for a request of `client`, which has shown that it holds the key, if any.

        Raises:
            RequestUriInPush: the push carries a reference itself.
            ProtocolError: whatever `parse_authorization_request` and `request_in_catalogue` raise.
            RedirectUriUnknown: the answer would not go to this wallet.
            IssuingHalted: the office issues nothing at present.
            DpopKeyNotAnnounced: the request announces another key than the one that was proven.

        Spec: OAuth 2.0 Pushed Authorization Requests, Request.
        """
        now = self.clock.now()
        request = _with_key(parse_pushed_authorization_request(fields), dpop_thumbprint)
        check_redirect_uri(client, request.target.redirect_uri)
        reference = RequestUri(f"{REQUEST_URI_PREFIX}{self.entropy.token_urlsafe(32)}")
        terms = PushTerms(client=client, request=request, pushed_at=now, expires_at=now + _LIFETIME)
        async with self.units.reading() as records:
            await require_issuing(records)
            await request_in_catalogue(
                records, request, catalogue=self.catalogue, profile=self.profile, now=now
            )
        async with self.units.writing() as records:
            await records.pushed_requests.add(terms, digest=digest_of(reference))
        return PushedResponse(request_uri=reference, expires_in_seconds=int(_LIFETIME.total_seconds()))


def _with_key(request: AuthorizationRequest, proven: bytes | None) -> AuthorizationRequest:
    """The request, bound to the key that came with it.

    Spec: DPoP, DPoP with Pushed Authorization Requests.
    """
    if proven is None:
        return request
    if request.dpop_thumbprint not in (None, proven):
        raise DpopKeyNotAnnounced()
    return replace(request, dpop_thumbprint=proven)
