"""The chain's own tests share one chain process, apart from those that end it."""

from tests.support.chain import chain, own_chain

__all__ = ["chain", "own_chain"]
