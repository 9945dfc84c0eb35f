"""A wallet as it was known when it asked, from the columns of its request."""

from collections.abc import Mapping

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.oauth import AuthorizationRequest
from issuer.domain.wallet_clients import WalletClient


def client_of(request: AuthorizationRequest, name: Mapping[str, str]) -> WalletClient:
    """The wallet with the one address to which the answer to this request goes."""
    target = request.target
    return WalletClient(
        id=target.client_id,
        name=BilingualText(ko=name["ko"], en=name["en"]),
        redirect_uris=frozenset({target.redirect_uri}),
    )


def name_members(client: WalletClient) -> dict[str, str]:
    """What the column of a wallet's name holds."""
    return {"ko": client.name.ko, "en": client.name.en}
