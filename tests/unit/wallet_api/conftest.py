"""A wallet between stand-ins for every test of this folder."""

from pathlib import Path

import pytest

from tests.support.wallet_world import WalletWorld, a_wallet_world


@pytest.fixture
def world(tmp_path: Path) -> WalletWorld:
    return a_wallet_world(tmp_path)
