"""A public directory of keys in memory."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from citywallet.protocol.trust import KeyEpoch, KeyPurpose
from issuer.ports import ChainPorts, ChainUnavailable, StatusChain


@dataclass
class FakeKeyDirectory:
    """Epochs by thumbprint, as a test registers them. Set `down`."""

    epochs: dict[bytes, KeyEpoch] = field(default_factory=dict)
    down: bool = False

    def register(self, thumbprint: bytes, purpose: KeyPurpose, *, since: datetime) -> None:
        self.epochs[thumbprint] = KeyEpoch(
            thumbprint=thumbprint, purpose=purpose, valid_from=since, valid_until=None, compromised_since=None
        )

    def end(self, thumbprint: bytes, *, at: datetime) -> None:
        self.epochs[thumbprint] = replace(self.epochs[thumbprint], valid_until=at)

    def compromise(self, thumbprint: bytes, *, since: datetime) -> None:
        self.epochs[thumbprint] = replace(self.epochs[thumbprint], compromised_since=since)

    async def epoch_of(self, thumbprint: bytes) -> KeyEpoch | None:
        if self.down:
            raise ChainUnavailable("down")
        return self.epochs.get(thumbprint)


def chain_ports(status: StatusChain, directory: FakeKeyDirectory | None = None) -> ChainPorts:
    """Both ports to a chain; without a directory no key is registered."""
    return ChainPorts(status=status, directory=directory or FakeKeyDirectory())
