"""Status lists in both encodings, chosen by what the client takes, and where all of them are named."""

from datetime import timedelta

from citywallet.protocol.cose import x5chain_of
from citywallet.protocol.jose import claims_of
from citywallet.protocol.statuslist import (
    CredentialStatus,
    parse_status_list_cwt,
    parse_status_list_token,
    verify_status_list_cwt,
    verify_status_list_token,
)
from tests.http.issuer.test_status_lists import a_credential
from tests.support.issuer import City
from tests.support.keys import STATUS, a_signing_key

CWT = {"Accept": "application/statuslist+cwt"}


async def test_a_list_is_served_as_cwt_to_those_who_ask_for_it_and_says_the_same(city: City) -> None:
    in_json = await city.client.get("/status/1")
    in_cbor = await city.client.get("/status/1", headers=CWT)
    assert in_cbor.headers["content-type"] == "application/statuslist+cwt"
    assert in_json.headers["content-type"] == "application/statuslist+jwt"
    assert {in_cbor.headers["vary"], in_json.headers["vary"]} == {"Accept"}
    key, uri = a_signing_key(STATUS).public, f"{city.issuer}/status/1"
    cwt = verify_status_list_cwt(
        parse_status_list_cwt(in_cbor.content), key=key, uri=uri, now=city.clock.now()
    )
    jwt = verify_status_list_token(
        parse_status_list_token(in_json.text), key=key, uri=uri, now=city.clock.now()
    )
    assert (cwt.status_list, cwt.sequence) == (jwt.status_list, jwt.sequence)
    assert len(x5chain_of(parse_status_list_cwt(in_cbor.content).message)) == 1


async def test_a_change_is_in_both_encodings_at_once(city: City) -> None:
    credential, number, index = await a_credential(city)
    await city.change(credential, "revoke")
    city.clock.advance(timedelta(seconds=5))
    await city.publish()
    token = parse_status_list_cwt((await city.client.get(f"/status/{number}", headers=CWT)).content)
    listed = verify_status_list_cwt(
        token, key=a_signing_key(STATUS).public, uri=f"{city.issuer}/status/{number}", now=city.clock.now()
    )
    assert listed.status_list.status_at(index) is CredentialStatus.INVALID


async def test_the_two_encodings_have_their_own_tags_for_caches(city: City) -> None:
    tags = [(await city.client.get("/status/1", headers=each)).headers["etag"] for each in ({}, CWT)]
    assert tags[0] != tags[1]
    for tag, headers in zip(tags, ({}, CWT), strict=True):
        again = await city.client.get("/status/1", headers=headers | {"If-None-Match": tag})
        assert (again.status_code, again.headers["vary"]) == (304, "Accept")
    other = await city.client.get("/status/1", headers=CWT | {"If-None-Match": tags[0]})
    assert other.status_code == 200


async def test_a_list_is_refused_to_those_who_take_neither_encoding(city: City) -> None:
    response = await city.client.get("/status/1", headers={"Accept": "text/html"})
    assert response.status_code == 406


async def test_all_lists_are_named_at_one_address_that_metadata_and_tokens_tell(city: City) -> None:
    metadata = (await city.client.get("/.well-known/oauth-authorization-server")).json()
    address = metadata["status_list_aggregation_endpoint"]
    lists = (await city.client.get(address)).json()["status_lists"]
    assert lists == [f"{city.issuer}/status/{number}" for number in range(1, len(lists) + 1)]
    for uri in lists:
        token = parse_status_list_token((await city.client.get(uri)).text)
        status_list = claims_of(token.jws)["status_list"]
        assert isinstance(status_list, dict)
        assert status_list["aggregation_uri"] == address
