"""What every part of the assembly is given."""

from dataclasses import dataclass
from datetime import timedelta

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from wallet_api.ports.issuers import CredentialIssuers
from wallet_api.ports.signer import HolderSigner
from wallet_api.ports.store import WalletStore
from wallet_api.ports.vault import Vault
from wallet_api.ports.verifiers import Verifiers
from wallet_api.usecases.begin_sign_in import WalletClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything that the use cases stand on."""

    store: WalletStore
    issuers: CredentialIssuers
    verifiers: Verifiers
    vault: Vault
    signer: HolderSigner
    clock: Clock
    entropy: Entropy
    city_issuer: str
    trust_anchors: tuple[bytes, ...]
    client: WalletClient
    refresh_rhythm: timedelta
