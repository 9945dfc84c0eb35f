"""openvc-core, a verifier from PyPI, judges our cards, our status lists and our wallet's answers."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from cryptography import x509

from city.demo.actors import Actors
from city.town import Town
from tests.interop.access import Access
from tests.interop.compact import header_of
from tests.interop.holders import Answered, a_holder, an_answer
from tests.interop.missing import require_package
from tests.support.stranger import StrangerWallet

require_package("openvc")

from openvc.openid4vp import VpTokenVerification, verify_vp_token  # noqa: E402
from openvc.proof.errors import ClaimsInvalid  # noqa: E402
from openvc.status import CredentialSuspended, verify_status_list_token  # noqa: E402
from openvc.verify import KeyResolutionFailed  # noqa: E402
from openvc.x5c import resolve_x5c_key  # noqa: E402

Judge = Callable[..., VpTokenVerification]


@pytest.fixture
def judge(anchors: list[x509.Certificate], actors: Actors) -> Judge:
    """Verifies an answer with its status list; arguments replace what the request said."""

    def status_list(uri: str) -> dict[str, Any]:
        token = httpx.get(uri, headers={"Accept": "application/statuslist+jwt"}, trust_env=False).text
        key = resolve_x5c_key(header_of(token)["x5c"], actors.city.issuer_url, trust_anchors=anchors)
        return verify_status_list_token(token, public_key_jwk=key, expected_uri=uri)

    def judged(answered: Answered, **changes: Any) -> VpTokenVerification:
        request = answered.request | changes
        return verify_vp_token(
            answered.vp_token,
            dcql_query=request["dcql_query"],
            nonce=request["nonce"],
            client_id=request["client_id"],
            x5c_trust_anchors=changes.get("anchors", anchors),
            resolve_status_list_token=status_list,
            require_status=True,
        )

    return judged


async def test_it_believes_our_wallets_answer(answered: Answered, judge: Judge, actors: Actors) -> None:
    [presented] = judge(answered).presentations
    [card] = presented.credentials
    assert (card.issuer, card.key_bound) == (actors.city.issuer_url, True)
    assert (card.status.revoked, card.status.suspended) == (False, False)
    assert card.claims["age_equal_or_over"] == {"65": True}
    assert card.claims["incheon_resident"] is True
    assert "birthdate" not in card.claims


@pytest.mark.parametrize("other", [{"nonce": "another-nonce"}, {"client_id": "x509_hash:another"}])
async def test_it_refuses_our_wallets_answer_to_another(
    answered: Answered, judge: Judge, other: dict[str, str]
) -> None:
    with pytest.raises(ClaimsInvalid):
        judge(answered, **other)


async def test_it_refuses_a_card_of_an_authority_that_it_does_not_trust(
    answered: Answered, judge: Judge, town: Town
) -> None:
    foreign = Access.certified(town, host="localhost", by_authority=False).certificate
    with pytest.raises(KeyResolutionFailed):
        judge(answered, anchors=[foreign])


async def test_it_sees_in_the_status_list_that_a_card_is_paused(
    judge: Judge, actors: Actors, stranger: StrangerWallet
) -> None:
    holder = await a_holder(actors)
    answered = await an_answer(actors, holder, stranger)
    await actors.issuer.suspend(holder.card)
    await actors.until_published(holder.card)
    with pytest.raises(CredentialSuspended):
        judge(answered)
