"""An administrator gives a department's system a key of its own."""

from collections.abc import Collection
from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.audit import Act
from issuer.domain.callers import StaffCaller
from issuer.domain.identifiers import OfficeClientId
from issuer.domain.office_clients import (
    ClientExists,
    ConfiguredClients,
    KeyShown,
    build_client,
    digest_of_key,
    new_key,
)
from issuer.domain.permissions import Permission
from issuer.ports import UnitsOfWork
from issuer.usecases.audit_trail import record_act


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOfficeClient:
    """Record the system and the digest of its key; the key itself is shown this once."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    configured: ConfiguredClients

    async def __call__(self, *, name: str, scopes: Collection[Permission], by: StaffCaller) -> KeyShown:
        """Create.

        Raises:
            ClientInvalid: the name or the scopes cannot be used.
            ClientExists: another system has the name, or had it.
        """
        client = build_client(
            id=OfficeClientId(self.entropy.identifier()),
            name=name,
            scopes=scopes,
            created_at=self.clock.now(),
            key_shown_to=by.user,
        )
        if self.configured.has_name(name):
            raise ClientExists()
        key = new_key(self.entropy.token_urlsafe(32))
        async with self.units.writing() as records:
            if not await records.office_clients.add(client, key_digest=digest_of_key(key)):
                raise ClientExists()
            await record_act(records, by.actor, Act.CLIENT_CREATED, subject=client.id, now=client.created_at)
        return KeyShown(client=client, key=key)
