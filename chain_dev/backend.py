"""Makes sure that hashing and curve arithmetic run in native code."""

from eth_hash.auto import keccak
from eth_keys.backends.coincurve import CoinCurveECCBackend
from eth_keys.datatypes import LazyBackend

from chain_dev.errors import BackendMissing


def require_native_backends() -> None:
    """Check which libraries really do the work, not which ones were asked for.

    Raises:
        BackendMissing: keccak is not pysha3's, or signatures are not recovered by coincurve.
    """
    keccak(b"")  # The choice is made with the first hash.
    hasher = type(getattr(keccak.hasher, "__self__", keccak)).__module__
    if hasher != "eth_hash.backends.pysha3":
        raise BackendMissing(f"Keccak comes from {hasher} instead of safe-pysha3: install the locks.")
    if not isinstance(LazyBackend.get_backend(), CoinCurveECCBackend):
        raise BackendMissing("Signatures are not recovered by coincurve: install the locks.")
