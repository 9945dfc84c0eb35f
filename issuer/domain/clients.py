"""Who asks the authorization server, as far as it said and proved that."""

from dataclasses import dataclass

from citywallet.protocol.oauth import DpopProofMissing
from issuer.domain.profile import IssuerProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A wallet at an endpoint of the authorization server.

    `id` is None for one that did not say who it is. It is proven where `instance_thumbprint` (32 bytes) is
    set: the key of this wallet, as its provider attested it. `dpop_thumbprint` (32 bytes) is the key to which
    its tokens are to be bound, None where it proved none.
    """

    id: str | None
    instance_thumbprint: bytes | None
    dpop_thumbprint: bytes | None


def check_binding(client: Client, profile: IssuerProfile) -> None:
    """Make sure that a client gets no token that whoever steals it could use, where the profile forbids that.

    Raises:
        DpopProofMissing: the token would be bound to no key.

    Spec: HAIP 1.0, OpenID for Verifiable Credential Issuance.
    """
    if client.dpop_thumbprint is None and profile.requires_dpop:
        raise DpopProofMissing()
