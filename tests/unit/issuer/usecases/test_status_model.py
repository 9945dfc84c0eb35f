"""Whatever officers do in whatever order: the list says of each credential what the model says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from citywallet.protocol.statuslist import (
    MAX_LIST_BYTES,
    CredentialStatus,
    StatusList,
    decompress_list,
    parse_status_list_token,
)
from tests.support.issuer import City, verified

STATUS = {
    "valid": CredentialStatus.VALID,
    "suspended": CredentialStatus.SUSPENDED,
    "revoked": CredentialStatus.INVALID,
}
AFTER = {"suspend": "suspended", "resume": "valid", "revoke": "revoked"}


async def served(city: City, number: int) -> tuple[int, StatusList]:
    token = parse_status_list_token((await city.client.get(f"/status/{number}")).text)
    assert token.sequence is not None
    return token.sequence, StatusList(
        bits=token.bits, data=decompress_list(token.compressed, limit=MAX_LIST_BYTES)
    )


@pytest.mark.threat(56)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.sampled_from(["suspend", "resume", "revoke", "publish", "anchor", "down"]), max_size=14)
)
async def test_database_list_and_chain_agree_with_the_model_and_revoked_is_final(
    city: City, acts: list[str]
) -> None:
    before = {record["id"] for record in await city.credentials()}
    reference = verified(await city.receive(await city.token())).status
    assert reference is not None
    (new,) = [record for record in await city.credentials() if record["id"] not in before]
    credential, number, state = str(new["id"]), int(reference.uri.rsplit("/", 1)[1]), "valid"
    for act in acts:
        if act in AFTER:
            response = await city.change(credential, act)
            assert response.status_code == (409 if state == "revoked" and act != "revoke" else 200)
            state = state if state == "revoked" else AFTER[act]
        elif act == "publish":
            city.clock.advance(seconds=2)
            await city.publish()
        else:
            city.chain.down = act == "down"
            await city.anchor()
    city.chain.down = False
    city.clock.advance(minutes=1)
    while await city.publish():
        pass
    await city.anchor()
    sequence, status_list = await served(city, number)
    assert status_list.status_at(reference.index) is STATUS[state]
    # Invariant: rebuilt from the records of all credentials, the list is the one served, and it is anchored.
    rebuilt = StatusList.empty(bits=2, entries=status_list.entries)
    assert await _from_records(city, number, rebuilt) == status_list
    assert city.chain.heads[reference.uri][-1].head.sequence == sequence


async def _from_records(city: City, number: int, empty: StatusList) -> StatusList:
    async with city.database.read() as connection:
        rows = await connection.execute(
            text("SELECT list_index, state FROM issuance_intents WHERE list_number = :number"),
            {"number": number},
        )
        return empty.with_statuses({index: STATUS[state] for index, state in rows.all()})
