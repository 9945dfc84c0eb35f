"""The names under which issuers and credential types stand on chain."""

import hashlib
from functools import lru_cache


@lru_cache(maxsize=256)
def issuer_id(credential_issuer: str) -> bytes:
    """The 32-byte on-chain name of an issuer: SHA-256 of its identifier, exactly as written."""
    return hashlib.sha256(credential_issuer.encode("utf-8")).digest()


@lru_cache(maxsize=256)
def type_id(vct: str) -> bytes:
    """The 32-byte on-chain name of a credential type: SHA-256 of its `vct`, exactly as written."""
    return hashlib.sha256(vct.encode("utf-8")).digest()
