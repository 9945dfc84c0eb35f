"""The directory through its typed client: what is written is what is read."""

from datetime import timedelta

import pytest

from citywallet.onchain.errors import ContractReverted
from citywallet.protocol.trust import KeyPurpose, type_id
from tests.support.contracts import CITIZEN_ID, ISSUER, OTHER_ISSUER, Contracts

KEY = b"\x07" * 32
MILEAGE = type_id("https://issuer.example/vct/mileage/1")


async def test_an_accredited_issuer_is_read_with_its_open_period(contracts: Contracts) -> None:
    accreditation = await contracts.directory.accreditation(ISSUER, CITIZEN_ID)
    assert accreditation is not None
    assert (accreditation.issuer_id, accreditation.type_id) == (ISSUER, CITIZEN_ID)
    (period,) = accreditation.periods
    assert period.end is None
    assert accreditation.suspensions == ()
    assert accreditation.is_good_at(period.start)
    assert not accreditation.is_good_at(period.start - timedelta(seconds=1))


@pytest.mark.parametrize(("issuer", "kind"), [(ISSUER, MILEAGE), (OTHER_ISSUER, CITIZEN_ID)])
async def test_an_issuer_without_accreditation_is_read_as_none(
    contracts: Contracts, issuer: bytes, kind: bytes
) -> None:
    assert await contracts.directory.accreditation(issuer, kind) is None


async def test_suspension_and_reinstatement_are_read_with_their_times(own_contracts: Contracts) -> None:
    body = own_contracts.authority("city_body")
    await body.suspend_issuer(ISSUER, key="suspend")
    own_contracts.chain.rpc("evm_increaseTime", 60)
    await body.reinstate_issuer(ISSUER, key="reinstate")
    accreditation = await own_contracts.directory.accreditation(ISSUER, CITIZEN_ID)
    assert accreditation is not None
    (suspension,) = accreditation.suspensions
    assert suspension.end is not None
    assert suspension.end - suspension.start >= timedelta(seconds=60)
    assert not accreditation.is_good_at(suspension.start)
    assert accreditation.is_good_at(suspension.end)


async def test_an_issuer_of_a_withdrawn_body_is_accredited_no_longer(contracts: Contracts) -> None:
    receipt = await contracts.authority("root_authority").withdraw_body(
        contracts.address("city_body"), key="withdraw"
    )
    assert receipt.succeeded
    now = (await contracts.connection.newest_block()).time
    accreditation = await contracts.directory.accreditation(ISSUER, CITIZEN_ID)
    assert accreditation is not None
    assert accreditation.periods[0].end == now
    assert not accreditation.is_good_at(now)


async def test_a_key_is_read_with_its_purpose_and_open_epoch(contracts: Contracts) -> None:
    for purpose in KeyPurpose:
        thumbprint = bytes([purpose.number + 1]) * 32
        await contracts.authority("city_body").add_key(ISSUER, thumbprint, purpose, key=f"add {purpose}")
        epoch = await contracts.directory.key_epoch(ISSUER, thumbprint)
        assert epoch is not None
        assert (epoch.thumbprint, epoch.purpose) == (thumbprint, purpose)
        assert (epoch.valid_until, epoch.compromised_since) == (None, None)
    assert [one.purpose for one in await contracts.directory.key_epochs(ISSUER)] == list(KeyPurpose)


async def test_an_unknown_key_is_read_as_none(contracts: Contracts) -> None:
    assert await contracts.directory.key_epoch(ISSUER, KEY) is None
    assert await contracts.directory.key_epochs(OTHER_ISSUER) == ()


async def test_a_closed_key_is_read_with_its_end(contracts: Contracts) -> None:
    body = contracts.authority("city_body")
    await body.add_key(ISSUER, KEY, KeyPurpose.STATUS, key="add")
    await body.close_key(ISSUER, KEY, key="close")
    epoch = await contracts.directory.key_epoch(ISSUER, KEY)
    assert epoch is not None
    assert epoch.valid_until == (await contracts.connection.newest_block()).time


async def test_a_compromise_counts_once_a_second_account_approves_it(contracts: Contracts) -> None:
    body = contracts.authority("city_body")
    approver = contracts.address("second_approver")
    await contracts.authority("root_authority").appoint_approver(approver, key="appoint")
    await body.add_key(ISSUER, KEY, KeyPurpose.CREDENTIAL, key="add")
    since = (await contracts.connection.newest_block()).time

    await body.propose_compromise(ISSUER, KEY, since, key="propose")
    with pytest.raises(ContractReverted) as reverted:
        await body.approve_compromise(ISSUER, KEY, since, key="approve own")
    assert reverted.value.error == "SecondApproverRequired"
    await contracts.authority("second_approver").approve_compromise(ISSUER, KEY, since, key="approve")

    epoch = await contracts.directory.key_epoch(ISSUER, KEY)
    assert epoch is not None
    assert epoch.compromised_since == since


async def test_accounts_bodies_and_scopes_are_read(contracts: Contracts) -> None:
    directory, body = contracts.directory, contracts.address("city_body")
    assert await directory.issuer_of(contracts.address("issuer_anchor")) == ISSUER
    assert await directory.issuer_of(contracts.address("outsider")) is None
    assert await directory.body_of(ISSUER) == body
    assert await directory.body_of(OTHER_ISSUER) is None
    assert await directory.is_in_scope(body, CITIZEN_ID)
    assert not await directory.is_in_scope(body, MILEAGE)
    period = await directory.body_period(body)
    assert period is not None
    assert period.end is None
    assert await directory.body_period(contracts.address("other_body")) is None


async def test_scopes_types_and_issuers_are_changed(contracts: Contracts) -> None:
    root, body = contracts.authority("root_authority"), contracts.authority("city_body")
    other_body = contracts.address("other_body")
    await root.grant_scope(contracts.address("city_body"), MILEAGE, key="grant")
    await body.accredit_issuer(ISSUER, [MILEAGE], key="mileage")
    await body.end_accreditation(ISSUER, MILEAGE, key="end")
    await root.withdraw_scope(contracts.address("city_body"), CITIZEN_ID, key="withdraw scope")
    for kind in (MILEAGE, CITIZEN_ID):
        accreditation = await contracts.directory.accreditation(ISSUER, kind)
        assert accreditation is not None
        assert accreditation.periods[0].end is not None

    await root.accredit_body(other_body, [CITIZEN_ID], key="other body")
    await root.move_issuer(ISSUER, other_body, key="move")
    assert await contracts.directory.body_of(ISSUER) == other_body
    await contracts.authority("other_body").remove_anchor_account(
        contracts.address("issuer_anchor"), key="remove"
    )
    assert await contracts.directory.issuer_of(contracts.address("issuer_anchor")) is None


@pytest.mark.threat(69)
async def test_a_stranger_may_change_nothing(contracts: Contracts) -> None:
    stranger, account = contracts.authority("outsider"), contracts.address("outsider")
    for attempt, error in [
        (stranger.accredit_body(account, [], key="1"), "AccessControlUnauthorizedAccount"),
        (stranger.accredit_issuer(OTHER_ISSUER, [CITIZEN_ID], key="2"), "BodyNotAccredited"),
        (stranger.add_anchor_account(ISSUER, account, key="3"), "NotAuthority"),
        (stranger.add_key(ISSUER, KEY, KeyPurpose.STATUS, key="4"), "NotAuthority"),
        (stranger.suspend_issuer(ISSUER, key="5"), "NotAuthority"),
    ]:
        with pytest.raises(ContractReverted) as reverted:
            await attempt
        assert reverted.value.error == error


@pytest.mark.threat(69)
async def test_a_body_may_not_accredit_beyond_its_scope(contracts: Contracts) -> None:
    with pytest.raises(ContractReverted) as reverted:
        await contracts.authority("city_body").accredit_issuer(ISSUER, [MILEAGE], key="beyond")
    assert reverted.value.error == "TypeOutsideScope"
    assert reverted.value.facts[1] == MILEAGE
