"""Gives out status indexes: `python -m tests.attacks.allocating_process URL COUNT`.

Every process draws the same "random" numbers, so that they collide all the time.
"""

import asyncio
import sys
from datetime import timedelta

from sqlmodel import select

from citywallet.storage.database import open_database
from citywallet.storage.rows import session_on
from issuer.adapters.tables import AuthorizationRow
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.domain.identifiers import (
    AuthorizationId,
    CitizenId,
    CredentialConfigurationId,
    CredentialId,
    CredentialTypeId,
)
from issuer.domain.issued_credentials import IssuanceIntent
from issuer.usecases.status_places import draw_free_places
from tests.support.clock import NOON
from tests.support.entropy import SeededEntropy


async def main(url: str, name: str, count: int) -> None:
    database = open_database(url)
    units, entropy = SqlUnitsOfWork(database), SeededEntropy()
    async with database.read() as connection:
        authorization = (await session_on(connection).exec(select(AuthorizationRow))).first()
    assert authorization is not None
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(count):
        async with units.writing() as records:
            ((place, _),) = await draw_free_places(records, entropy, count=1)
            intent = IssuanceIntent(
                id=CredentialId(f"{name}-{number}"),
                issuance_id=None,
                authorization_id=AuthorizationId(authorization.id),
                configuration_id=CredentialConfigurationId("citizen-id"),
                type_id=CredentialTypeId("citizen-id"),
                citizen_id=CitizenId(authorization.citizen_id),
                place=place,
                holder_thumbprint=bytes(32),
                signing_input_digest=bytes(32),
                issued_at=NOON,
                expires_at=NOON + timedelta(days=1),
            )
            await records.credentials.record_intent(intent)
        print(f"{place.list_number}/{place.index}", flush=True)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
