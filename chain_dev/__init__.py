"""The development chain: one process that owns a py-evm chain and serves it as JSON-RPC."""

import os

# eth-hash picks its keccak when the first hash is taken, and can be told which one only by the
# environment. The package's own first line is the one place that surely runs before that.
os.environ["ETH_HASH_BACKEND"] = "pysha3"  # noqa: TID251
