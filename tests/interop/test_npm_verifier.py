"""A verifier made of npm libraries asks our wallet, under a certificate of the city's authority."""

from collections.abc import Iterator
from typing import Any

import pytest

from city.demo.actors import Actors
from city.town import Town
from citywallet.client import ApiError
from tests.interop.access import LIBRARY, Access, form_of, resident_query
from tests.interop.desk import Desk, open_desk
from tests.interop.holders import Holder
from tests.interop.missing import require_npm_judges
from tests.interop.npm_judge import Json, JudgeRefuses, NpmJudge

require_npm_judges()


@pytest.fixture
def npm(town: Town) -> NpmJudge:
    return NpmJudge(town.layout.trust_anchors)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


@pytest.fixture
async def reachable(desk: Desk, actors: Actors) -> Desk:
    """The desk, let through by our wallet's guard, which refuses loopback otherwise."""
    await actors.wallet.trust_issuer(desk.url)
    return desk


async def asked_by(
    access: Access, npm: NpmJudge, desk: Desk, actors: Actors, *, prefix: str = "x509_hash"
) -> Json:
    asked = await npm.ask(
        prefix=prefix,
        key=access.jwk,
        x5c=access.x5c,
        requestUri=desk.request_uri,
        responseUri=desk.response_uri,
        query=resident_query(actors.city.issuer_url),
    )
    desk.request_object = asked["requestObject"]
    return asked


@pytest.mark.parametrize("prefix", ["x509_hash", "x509_san_dns"])
async def test_it_believes_our_wallet_and_learns_just_what_it_asked(
    prefix: str, npm: NpmJudge, reachable: Desk, holder: Holder, actors: Actors, town: Town
) -> None:
    access = Access.certified(town, host="localhost")
    asked = await asked_by(access, npm, reachable, actors, prefix=prefix)
    assert asked["request"]["client_id"].startswith(prefix)
    answer: Any = await actors.wallet.present(holder.wallet, link=asked["link"])
    assert answer["verifier"]["name"]["en"] == LIBRARY
    [form] = reachable.forms
    assert form == answer["sent"]["form"]

    judged = await npm.judge(asked["request"], form_of(answer["sent"]))
    read = judged["presentations"]["citizen"]
    assert read["keyBinding"]["aud"] == asked["request"]["client_id"]
    of_the_format = {"iss", "iat", "exp", "vct", "cnf", "status"}
    assert {name: claim for name, claim in read["claims"].items() if name not in of_the_format} == {
        "age_equal_or_over": {"19": True},
        "incheon_resident": True,
    }


async def test_it_refuses_an_answer_to_another_question(
    npm: NpmJudge, reachable: Desk, holder: Holder, actors: Actors, town: Town
) -> None:
    access = Access.certified(town, host="localhost")
    asked = await asked_by(access, npm, reachable, actors)
    answer: Any = await actors.wallet.present(holder.wallet, link=asked["link"])
    other = asked["request"] | {"nonce": "another-nonce"}
    with pytest.raises(JudgeRefuses, match="Nonce"):
        await npm.judge(other, form_of(answer["sent"]))


async def test_our_wallet_answers_nobody_whom_the_authority_did_not_certify(
    npm: NpmJudge, reachable: Desk, holder: Holder, actors: Actors, town: Town
) -> None:
    access = Access.certified(town, host="localhost", by_authority=False)
    asked = await asked_by(access, npm, reachable, actors)
    with pytest.raises(ApiError) as refused:
        await actors.wallet.present(holder.wallet, link=asked["link"])
    assert (refused.value.status, refused.value.code) == (403, "verifier_unknown")
    assert reachable.forms == []


async def test_our_wallet_sends_no_answer_to_a_host_that_the_certificate_does_not_name(
    npm: NpmJudge, reachable: Desk, holder: Holder, actors: Actors, town: Town
) -> None:
    access = Access.certified(town, host="library.example")
    asked = await asked_by(access, npm, reachable, actors)
    with pytest.raises(ApiError) as refused:
        await actors.wallet.present(holder.wallet, link=asked["link"])
    assert refused.value.code == "verifier_unknown"
    assert reachable.forms == []
