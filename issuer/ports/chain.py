"""Everything that the issuer has to do with the chain."""

from dataclasses import dataclass

from issuer.ports.keys import KeyDirectory
from issuer.ports.status_chain import StatusChain


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPorts:
    """The two contracts: the heads of status lists, and who may sign with which keys."""

    status: StatusChain
    directory: KeyDirectory
