"""Our wallet between others: openvc-core issues a library card to it, and reads what it shows."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from city.demo.actors import Actors
from city.town import Town
from citywallet.client import ApiError
from tests.interop.access import Access
from tests.interop.desk import open_desk
from tests.interop.missing import require_package
from tests.interop.site import open_site
from tests.interop.stranger_desk import StrangerDesk

require_package("openvc")

from openvc.proof.sd_jwt import SdJwtVcProofSuite  # noqa: E402

from tests.interop.library_issuer import CLAIMS, VCT, LibraryIssuer  # noqa: E402


@pytest.fixture
async def library() -> AsyncIterator[LibraryIssuer]:
    issuer = LibraryIssuer()
    with open_site(issuer.answer) as issuer.url:
        yield issuer


@pytest.fixture
async def desk(town: Town, actors: Actors) -> AsyncIterator[StrangerDesk]:
    with open_desk() as site:
        await actors.wallet.trust_issuer(site.url)
        yield StrangerDesk(
            site=site, access=Access.certified(town, host="localhost"), issuer_url=actors.city.issuer_url
        )


async def test_it_takes_no_card_of_an_issuer_that_nobody_trusts(
    library: LibraryIssuer, actors: Actors
) -> None:
    wallet = await actors.wallet.new_wallet()
    with pytest.raises(ApiError) as refused:
        await actors.wallet.accept(wallet, link=library.offer_link())
    assert refused.value.code == "issuer_not_trusted"


@pytest.mark.parametrize("has_nonces", [True, False])
async def test_it_receives_the_card_once_the_issuer_is_trusted(
    library: LibraryIssuer, actors: Actors, has_nonces: bool
) -> None:
    library.has_nonces = has_nonces
    wallet = await actors.wallet.new_wallet()
    await actors.wallet.trust_issuer(library.url)
    await actors.wallet.accept(wallet, link=library.offer_link())
    [card] = await actors.wallet.cards(wallet)
    claims: Any = card["claims"]
    assert {claim["path"][0]: claim["value"] for claim in claims} == CLAIMS


async def test_it_shows_of_the_card_just_what_is_asked(
    library: LibraryIssuer, desk: StrangerDesk, actors: Actors
) -> None:
    wallet = await actors.wallet.new_wallet()
    await actors.wallet.trust_issuer(library.url)
    await actors.wallet.accept(wallet, link=library.offer_link())
    query = {
        "id": "library_card",
        "format": "dc+sd-jwt",
        "meta": {"vct_values": [VCT]},
        "claims": [{"path": ["level"], "values": [3, 4]}],
    }
    link = desk.ask(dcql_query={"credentials": [query]})
    await actors.wallet.present(wallet, link=link)
    [presentation] = desk.form["vp_token"]["library_card"]
    read = SdJwtVcProofSuite().verify(
        presentation,
        public_key_jwk=library.key.public_jwk(),
        audience=desk.client_id,
        nonce="a-nonce-of-the-desk",
        require_key_binding=True,
        expected_vct=VCT,
    )
    assert read.key_bound
    assert {name: read.claims.get(name) for name in CLAIMS} == {"name": None, "level": 3}
