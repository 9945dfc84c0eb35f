"""A stranger's wallet that refuses plain http and believes one root, shown to a whole city."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from city.demo.actors import Actors
from citywallet.client import CityFile
from tests.support.city_addresses import a_strict_client
from tests.support.stranger import StrangerWallet


async def receive_and_show(city: CityFile, *, root: Path) -> str:
    """Receive the citizen ID of a resident over 65 and show it at a desk; gives the desk's decision."""
    with a_strict_client(root) as client:
        client.event_hooks = {"request": [_refuse_plain_http]}
        wallet = StrangerWallet(now=int(datetime.now(UTC).timestamp()), http=client)
        async with Actors.of(city) as actors:
            offer = await actors.issuer.offer(type_id="citizen-id", citizen=city.citizens[0], tx_code=True)
            await asyncio.to_thread(wallet.receive, offer.credential_offer_uri, offer.tx_code)
            asked = await actors.verifier.ask("senior-resident", as_of=None)
            answer = await asyncio.to_thread(wallet.present, asked.request_uri)
            assert answer.status_code == 200, answer.text
            result = await actors.verifier.result(asked.id, wait=timedelta(seconds=5))
            return str(result.decision)


def _refuse_plain_http(request: httpx.Request) -> None:
    assert request.url.scheme == "https", request.url
