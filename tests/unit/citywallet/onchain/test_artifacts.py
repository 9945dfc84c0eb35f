"""The compiled contracts that the package carries."""

import pytest

from citywallet.onchain.artifacts import CONTRACTS, load_artifact
from citywallet.onchain.errors import ArtifactUnknown


@pytest.mark.parametrize("contract", CONTRACTS)
def test_an_artifact_carries_interface_and_code(contract: str) -> None:
    artifact = load_artifact(contract)
    assert artifact.contract == contract
    assert artifact.abi
    assert artifact.bytecode.endswith(artifact.deployed_bytecode)


def test_a_contract_that_is_not_ours_is_refused() -> None:
    with pytest.raises(ArtifactUnknown):
        load_artifact("../address_book")


def test_deployed_code_matches_whatever_the_constructor_filled_in() -> None:
    artifact = load_artifact("StatusAnchor")
    place = artifact.immutables[0]
    code = bytearray(artifact.deployed_bytecode)
    code[place.start : place.start + place.length] = b"\x11" * place.length
    assert artifact.matches_deployed(bytes(code))


@pytest.mark.threat(67)
def test_deployed_code_does_not_match_when_another_byte_differs() -> None:
    artifact = load_artifact("StatusAnchor")
    code = bytearray(artifact.deployed_bytecode)
    code[4] ^= 1
    assert not artifact.matches_deployed(bytes(code))
    assert not artifact.matches_deployed(b"")
