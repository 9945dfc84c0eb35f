"""One head that the contract's own tests compute too (contracts/test/StatusAnchor/publish.t.sol)."""

from eth_utils.crypto import keccak

from citywallet.protocol.anchoring import Head, list_id


def test_the_contract_and_the_library_compute_the_same_head() -> None:
    head = Head(
        chain_id=20_260_701,
        contract=bytes(18) + b"\x11\x11",
        list_id=list_id(keccak(b"issuer"), "https://issuer.example/status/1"),
        sequence=1,
        bits=2,
        entries=1 << 20,
        root=(0x22).to_bytes(32),
        token_digest=(0x33).to_bytes(32),
    )
    assert head.word().hex() == "213f7d419408b1209201672158107ec6d8c6c8c7d5dbee0ed25ae7084934e412"
