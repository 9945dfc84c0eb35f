"""Waiting at the command line for what happens in a browser."""

import asyncio
from collections.abc import Callable

from citywallet.client.wallet import WalletClient
from citywallet.protocol.encoding import JsonObject

_PAUSE_SECONDS = 1.0


async def receive_by_signing_in(
    client: WalletClient, wallet: str, *, begun: JsonObject, show: Callable[[str], None]
) -> JsonObject:
    """Show the address to open, and wait until the citizen came back or the time is over.

    Raises:
        ApiError, ApiUnreachable: the wallet refuses or does not answer.
    """
    show(str(begun["authorization_url"]))
    while True:
        stands = await client.sign_in(wallet, str(begun["id"]))
        if stands["state"] != "begun":
            return stands
        await asyncio.sleep(_PAUSE_SECONDS)
