"""A department's system shows its key."""

from dataclasses import dataclass

from issuer.domain.callers import ClientCaller
from issuer.domain.errors import ClientKeyUnknown
from issuer.domain.office_clients import ConfiguredClients, digest_of_key
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyOfficeClient:
    """Find whose key it is: one of the settings, or one that an administrator handed out."""

    units: UnitsOfWork
    configured: ConfiguredClients

    async def __call__(self, key: str) -> ClientCaller:
        """The system with this key.

        Raises:
            ClientKeyUnknown: nobody's key, or that of a disabled system.
        """
        digest = digest_of_key(key)
        configured = self.configured.find(digest)
        if configured is not None:
            return configured
        async with self.units.reading() as records:
            client = await records.office_clients.find_by_key(digest)
        if client is None or client.disabled_at is not None:
            raise ClientKeyUnknown()
        return client.caller
