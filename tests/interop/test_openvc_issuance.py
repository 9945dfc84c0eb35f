"""openvc-core reads what our issuer says and judges, in its place, what our wallet sends.

It takes https only; so the issuer runs in this process, under a name that nobody looks up.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.interop.compact import header_of
from tests.interop.missing import require_package
from tests.support.issuer import City, an_issuer
from tests.support.keys import HOLDER, a_signing_key

require_package("openvc")

from openvc.openid4vci import (  # noqa: E402
    ProofReplayed,
    VerifiedProof,
    parse_credential_issuer_metadata,
    parse_credential_offer,
    verify_credential_request_proofs,
)
from openvc.proof.errors import ClaimsInvalid  # noqa: E402
from openvc.proof.sd_jwt import SdJwtVcProofSuite  # noqa: E402
from openvc.type_metadata import validate_type_metadata  # noqa: E402
from openvc.x5c import leaf_public_jwk, load_x5c_chain  # noqa: E402


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    async with an_issuer(tmp_path, public_url="https://city.example") as running:
        yield running


async def judged(
    city: City, *, nonces: set[str], batch: int = 1, **changes: Any
) -> tuple[VerifiedProof, ...]:
    """What it says of a request by our wallet, with the nonces that it handed out."""

    def consume(nonce: str) -> bool:
        known = nonce in nonces
        nonces.discard(nonce)
        return known

    keys = [a_signing_key(HOLDER + number) for number in range(batch)]
    terms = {"nonce": "a-nonce", "audience": city.issuer} | changes
    proofs = [await city.proof(key=key, **terms) for key in keys]
    request = {"credential_configuration_id": "citizen-id", "proofs": {"jwt": proofs}}
    return verify_credential_request_proofs(
        request,
        credential_issuer="https://city.example",
        check_nonce=consume,
        batch_size=10,
        now=city.clock.now(),
    )


async def test_it_reads_our_metadata_and_offers(city: City) -> None:
    metadata = parse_credential_issuer_metadata(
        (await city.client.get("/.well-known/openid-credential-issuer")).json()
    )
    assert (metadata.credential_issuer, metadata.batch_size) == ("https://city.example", 10)
    offer = parse_credential_offer((await city.offer()).body)
    assert offer.credential_issuer == metadata.credential_issuer
    assert set(offer.credential_configuration_ids) <= metadata.credential_configurations_supported.keys()


@pytest.mark.parametrize("citizen", ["c-senior", "c-young", "c-away"])
async def test_every_card_holds_what_its_type_says(city: City, citizen: str) -> None:
    card = await city.receive(await city.token(citizen=citizen))
    [leaf] = load_x5c_chain(header_of(card)["x5c"])
    # The library reads the real clock; the city's stands still, within a day of it or long before.
    library = SdJwtVcProofSuite(leeway_s=86_400)
    read = library.verify(card, public_key_jwk=leaf_public_jwk(leaf), check_temporal=False)
    document = (await city.client.get(urlsplit(read.vct).path)).content
    described = validate_type_metadata(read.claims, vct=read.vct, resolve=lambda _: document)
    names = {claim["path"][0] for claim in described.claims}
    assert read.claims.keys() - names == {"iss", "iat", "exp", "vct", "cnf", "status"}


async def test_it_believes_our_wallets_proofs(city: City) -> None:
    proofs = await judged(city, nonces={"a-nonce"}, batch=3)
    assert {proof.nonce for proof in proofs} == {"a-nonce"}
    assert len({proof.thumbprint for proof in proofs}) == 3


async def test_it_refuses_our_wallets_proof_for_another_issuer(city: City) -> None:
    with pytest.raises(ClaimsInvalid):
        await judged(city, nonces={"a-nonce"}, audience="https://other.example")


async def test_it_refuses_our_wallets_proof_a_second_time(city: City) -> None:
    nonces = {"a-nonce"}
    await judged(city, nonces=nonces)
    with pytest.raises(ProofReplayed):
        await judged(city, nonces=nonces)
