"""The tests of this folder share one deployment and undo what they did; some have a chain of their own."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.chain import RunningChain, own_chain, running_chain
from tests.support.contracts import Contracts, Deployment, contracts_of, deploy_on

__all__ = ["own_chain"]


@pytest.fixture(scope="session")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with running_chain(tmp_path_factory.mktemp("deployment")) as chain:
        yield asyncio.run(deploy_on(chain))


@pytest.fixture
async def contracts(deployment: Deployment) -> AsyncIterator[Contracts]:
    snapshot = deployment.chain.rpc("evm_snapshot")
    async with contracts_of(deployment) as clients:
        yield clients
    deployment.chain.rpc("evm_revert", snapshot)


@pytest.fixture
async def own_contracts(own_chain: RunningChain) -> AsyncIterator[Contracts]:
    """Contracts on a chain that the test may end, or carry into the future."""
    async with contracts_of(await deploy_on(own_chain)) as clients:
        yield clients
