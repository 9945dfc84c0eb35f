"""Between approval and signature: whatever breaks off leaves one application, and one credential."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from citywallet.protocol.oauth import AccessToken
from citywallet.protocol.oid4vci import CredentialResponse, DeferredCredentialRequest
from issuer.http.acts import IssuerActs
from issuer.ports import SignerUnavailable
from issuer.usecases.collect_credential import CollectCredential
from tests.support.applications import Applicant
from tests.support.authorization import a_code_flow
from tests.unit.issuer.usecases.test_issue_credential import RingOfBrokenKeys


@pytest.fixture
async def applicant(tmp_path: Path) -> AsyncIterator[Applicant]:
    """Somebody whose application was approved."""
    async with a_code_flow(tmp_path) as flow:
        applicant = await Applicant.of(flow)
        await applicant.apply()
        await applicant.is_approved()
        yield applicant


def collecting(applicant: Applicant) -> CollectCredential:
    acts: IssuerActs = applicant.flow.city.app.state.acts
    return acts.credentials.collect_credential


def broken(applicant: Applicant) -> CollectCredential:
    """The same act, while no key signs."""
    act, ring = collecting(applicant), RingOfBrokenKeys(applicant.flow.city)
    issue = replace(act.issue_copies, keys=ring)
    repeat = replace(act.repeat_issuance, keys=ring, issue_copies=issue)
    return replace(act, issue_copies=issue, repeat_issuance=repeat)


def asked(applicant: Applicant) -> tuple[AccessToken, DeferredCredentialRequest]:
    request = DeferredCredentialRequest(transaction_id=applicant.transaction_id)
    return AccessToken(applicant.token), request


@pytest.mark.threat(75)
async def test_what_was_recorded_and_not_signed_is_signed_when_the_wallet_asks_again(
    applicant: Applicant,
) -> None:
    for _ in range(2):
        with pytest.raises(SignerUnavailable):
            await broken(applicant)(*asked(applicant))
    [orphan] = await applicant.flow.city.credentials()
    assert (orphan["signed"], orphan["state"]) == (False, "valid")
    given = await collecting(applicant)(*asked(applicant))
    assert isinstance(given, CredentialResponse)
    [credential] = await applicant.flow.city.credentials()
    assert (credential["id"], credential["signed"], credential["state"]) == (orphan["id"], True, "valid")


async def test_a_halt_of_issuing_takes_nothing_from_who_was_approved(applicant: Applicant) -> None:
    city = applicant.flow.city
    halted = await city.client.post(
        "/api/v1/issuing/halt", json={"reason": "a test"}, headers=city.as_officer()
    )
    assert halted.status_code == 200, halted.text
    answer = await applicant.collect()
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    opened = await applicant.office("GET", await applicant.application())
    assert (opened.json()["state"], await city.credentials()) == ("approved", [])
