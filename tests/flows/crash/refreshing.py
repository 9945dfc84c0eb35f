"""A wallet of other hands that redeems an offer and at once refreshes its tokens, to see that it can."""

import httpx

from citywallet.client.issuer import IssuerClient
from citywallet.protocol.oauth import PRE_AUTHORIZED_CODE_GRANT
from citywallet.protocol.oid4vci import OfferByReference, parse_offer_link


async def redeem_and_refresh(issuer: IssuerClient, stranger: httpx.AsyncClient, *, citizen: str) -> None:
    """Take up a new offer, and exchange the refresh token once.

    Raises:
        ApiError, ApiUnreachable, httpx.HTTPError: the issuer did not answer, or not with tokens.
    """
    offer = await issuer.offer(type_id="citizen-id", citizen=citizen)
    carried = parse_offer_link(offer.credential_offer_uri)
    assert isinstance(carried, OfferByReference)
    fetched = (await stranger.get(carried.credential_offer_uri)).raise_for_status().json()
    code = fetched["grants"][PRE_AUTHORIZED_CODE_GRANT]["pre-authorized_code"]
    tokens = await _tokens(
        stranger, issuer.base_url, PRE_AUTHORIZED_CODE_GRANT, {"pre-authorized_code": code}
    )
    await _tokens(stranger, issuer.base_url, "refresh_token", {"refresh_token": str(tokens["refresh_token"])})


async def _tokens(
    stranger: httpx.AsyncClient, issuer_url: str, grant_type: str, fields: dict[str, str]
) -> dict[str, object]:
    response = await stranger.post(f"{issuer_url}/token", data={"grant_type": grant_type} | fields)
    found: dict[str, object] = response.raise_for_status().json()
    return found
