"""What the Foundation's tests ask of a wallet that presents, asked over HTTP by a desk of other hands."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from joserfc.jwk import ECKey

from city.demo.actors import Actors
from city.town import Town
from citywallet.client import ApiError
from tests.interop.access import Access, resident_query
from tests.interop.desk import open_desk
from tests.interop.holders import Holder
from tests.interop.stranger_desk import StrangerDesk

Json = dict[str, Any]


@pytest.fixture
async def desk(town: Town, actors: Actors) -> AsyncIterator[StrangerDesk]:
    access = Access.certified(town, host="localhost")
    with open_desk() as site:
        await actors.wallet.trust_issuer(site.url)
        yield StrangerDesk(site=site, access=access, issuer_url=actors.city.issuer_url)


def query_of(desk: StrangerDesk, **changes: Any) -> Json:
    """The usual query, with other members of its one credential query; None drops one."""
    [credential] = resident_query(desk.issuer_url)["credentials"]
    changed = {name: value for name, value in (credential | changes).items() if value is not None}
    return {"credentials": [changed]}


async def test_a_request_is_answered_with_what_it_asks_for(
    desk: StrangerDesk, holder: Holder, actors: Actors
) -> None:
    await actors.wallet.present(holder.wallet, link=desk.ask())
    assert desk.shown == {"19", "incheon_resident"}
    assert desk.form["state"] == "a-state-of-the-desk"


async def test_a_request_may_lack_a_state_and_have_a_long_nonce(
    desk: StrangerDesk, holder: Holder, actors: Actors
) -> None:
    await actors.wallet.present(holder.wallet, link=desk.ask(state=None, nonce="n" * 43 * 6))
    assert desk.form.keys() == {"vp_token"}


async def test_a_query_that_names_no_claims_is_shown_none(
    desk: StrangerDesk, holder: Holder, actors: Actors
) -> None:
    link = desk.ask(dcql_query=query_of(desk, claims=None))
    await actors.wallet.present(holder.wallet, link=link)
    assert desk.shown == set()


async def test_an_optional_set_that_cannot_be_satisfied_is_left_out(
    desk: StrangerDesk, holder: Holder, actors: Actors
) -> None:
    [known] = query_of(desk)["credentials"]
    unknown = known | {"id": "library_card", "meta": {"vct_values": ["https://library.example/card"]}}
    sets = [{"options": [["citizen"]]}, {"options": [["library_card"]], "required": False}]
    link = desk.ask(dcql_query={"credentials": [known, unknown], "credential_sets": sets})
    await actors.wallet.present(holder.wallet, link=link)
    assert desk.form["vp_token"].keys() == {"citizen"}


async def test_what_the_wallet_does_not_know_is_ignored(
    desk: StrangerDesk, holder: Holder, actors: Actors
) -> None:
    key = ECKey.generate_key("P-256", {"kid": "1", "use": "enc", "alg": "ECDH-ES"}).as_dict(private=False)
    formats = {"mso_mdoc": {}, "dc+sd-jwt": {"sd-jwt_alg_values": ["ES256"]}}
    metadata = {"jwks": {"keys": [key, {"kty": "new"}]}, "vp_formats_supported": formats, "new": True}
    await actors.wallet.present(holder.wallet, link=desk.ask(client_metadata=metadata, new_parameter=1))
    assert desk.shown == {"19", "incheon_resident"}


def encoded(entry: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(entry).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": "invented_prefix:localhost"}, "verifier_unknown"),
        ({"client_id": "redirect_uri:http://localhost/"}, "verifier_unknown"),
        ({"client_id": "x509_san_dns:other.example"}, "verifier_unknown"),
        ({"linked_client_id": "x509_san_dns:other.example"}, "verifier_unknown"),
        ({"signs_well": False}, "verifier_unknown"),
        ({"response_uri": "https://other.example/response"}, "verifier_unknown"),
        ({"nonce": None}, "request_refused"),
        ({"redirect_uri": "https://other.example/"}, "request_refused"),
        ({"response_mode": "direct_post.jwt"}, "request_refused"),
        ({"dcql_query": None}, "request_refused"),
        (
            {"transaction_data": [encoded({"type": "payment", "credential_ids": ["citizen"]})]},
            "request_refused",
        ),
    ],
)
async def test_a_broken_request_is_stopped_and_nothing_is_presented(
    desk: StrangerDesk, holder: Holder, actors: Actors, changes: Json, code: str
) -> None:
    with pytest.raises(ApiError) as refused:
        await actors.wallet.present(holder.wallet, link=desk.ask(**changes))
    assert refused.value.code == code
    assert [form for form in desk.site.forms if "vp_token" in form] == []


async def test_a_card_that_is_missing_is_told_to_nobody(
    desk: StrangerDesk, holder: Holder, actors: Actors
) -> None:
    query = query_of(desk, meta={"vct_values": ["https://library.example/card"]})
    with pytest.raises(ApiError) as refused:
        await actors.wallet.present(holder.wallet, link=desk.ask(dcql_query=query))
    assert refused.value.code == "card_missing"
    assert desk.site.forms == []
