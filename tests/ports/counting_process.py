"""Takes indexes and prints them: `python -m tests.ports.counting_process URL NAME COUNT`."""

import asyncio
import sys

from citywallet.storage.database import open_database
from tests.support import counter


async def main(url: str, name: str, count: int) -> None:
    database = open_database(url)
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(count):
        print(await counter.take(database, name), flush=True)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
