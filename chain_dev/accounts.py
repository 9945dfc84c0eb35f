"""The funded accounts of the development chain, from a phrase that everybody knows.

Nothing of value may ever be kept by these keys: the phrase is the public test phrase of the Ethereum tools.
"""

from dataclasses import dataclass
from typing import Final

TEST_PHRASE: Final = "test test test test test test test test test test test junk"
_PATH: Final = "m/44'/60'/0'/0/{index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAccount:
    """One account, its place in the phrase and what the city uses it for."""

    index: int
    name: str
    address: str


ACCOUNTS: Final = (
    NamedAccount(index=0, name="deployer", address="0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
    NamedAccount(index=1, name="root_authority", address="0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
    NamedAccount(index=2, name="city_body", address="0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
    NamedAccount(index=3, name="issuer_anchor", address="0x90F79bf6EB2c4f870365E785982E1f101E93b906"),
    NamedAccount(index=4, name="second_approver", address="0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65"),
    NamedAccount(index=5, name="other_body", address="0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc"),
    NamedAccount(index=6, name="other_issuer", address="0x976EA74026E726554dB657fA54763abd0C3a0aa9"),
    NamedAccount(index=7, name="outsider", address="0x14dC79964da2C08b23698B3D3cc7Ca32193d9955"),
    NamedAccount(index=8, name="spare_1", address="0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f"),
    NamedAccount(index=9, name="spare_2", address="0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"),
)


def account(name: str) -> NamedAccount:
    """Find a funded account by its name.

    Raises:
        KeyError: no account has that name.
    """
    return {one.name: one for one in ACCOUNTS}[name]


def private_key(name: str) -> str:
    """Derive an account's private key from the test phrase, as 0x and 64 hex digits.

    Raises:
        KeyError: no account has that name.
    """
    # The import costs 0.2 s, which the chain process does without.
    from eth_account import Account

    Account.enable_unaudited_hdwallet_features()
    signer = Account.from_mnemonic(TEST_PHRASE, account_path=_PATH.format(index=account(name).index))
    return "0x" + bytes(signer.key).hex()
