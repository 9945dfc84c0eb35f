"""A signer beside the wallet, for wallets without a browser: it trusts what it verifies itself, nothing else.

It holds the city's certificates, not the wallet's opinion of them. It stops a thief of the database and a
mistake of the wallet; it does not stop whoever controls this machine.
"""

import asyncio
from datetime import timedelta

from citywallet.protocol.dcql import match_credential
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose import serialize_compact
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.oid4vci import build_key_proof
from citywallet.protocol.oid4vp import VerifiedRequest, verify_request_object
from citywallet.protocol.sdjwt import (
    ClaimPath,
    SdJwt,
    build_key_binding,
    parse_sd_jwt,
    serialize_sd_jwt,
    with_key_binding,
)
from citywallet.protocol.sdjwtvc import holder_key_of
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from wallet_api.adapters.key_files import HolderKey, KeyFiles
from wallet_api.domain.errors import SigningRefused
from wallet_api.domain.identifiers import KeyId, WalletId
from wallet_api.domain.matching import candidate_of
from wallet_api.domain.receiving import key_id_of_jwk
from wallet_api.ports.signer import KeyProof, KeyProofOrder, PresentationOrder

_SECRET_BYTES = 48
_CLOCK_LEEWAY = timedelta(seconds=60)


class LocalSigner:
    """Signs from two closed templates: `openid4vci-proof+jwt` and `kb+jwt`."""

    def __init__(
        self, *, keys: KeyFiles, clock: Clock, entropy: Entropy, trust_anchors: tuple[bytes, ...]
    ) -> None:
        self._keys = keys
        self._clock = clock
        self._entropy = entropy
        self._trust_anchors = trust_anchors

    async def prove_new_key(self, wallet_id: WalletId, order: KeyProofOrder) -> KeyProof:
        """Make a key for one credential copy of one issuer, and prove possession of it to that issuer."""
        key = EcSigningKey.from_secret(self._entropy.token_bytes(_SECRET_BYTES))
        key_id = key_id_of_jwk(key.public)
        held = HolderKey(key=key, credential_issuer=order.credential_issuer)
        await asyncio.to_thread(self._keys.save, wallet_id, key_id, held)
        template = build_key_proof(
            key=key.public, audience=order.credential_issuer, nonce=order.nonce, now=self._clock.now()
        )
        return KeyProof(key_id=key_id, jwt=serialize_compact(template, key.sign(template)))

    async def bind_presentation(self, wallet_id: WalletId, order: PresentationOrder) -> str:
        """Verify request and SD-JWT, then bind exactly these."""
        held = await asyncio.to_thread(self._keys.load, wallet_id, order.key_id)
        try:
            verified = self._verify(order)
            sd_jwt = parse_sd_jwt(order.sd_jwt)
            _check_presentation(sd_jwt, verified, order, held=held)
        except ProtocolError as error:
            raise SigningRefused(type(error).__name__) from error
        # Audience and nonce come from the request that was verified here, the hash from the SD-JWT itself.
        template = build_key_binding(
            sd_jwt,
            nonce=verified.request.nonce,
            audience=verified.client.text,
            now=self._clock.now(),
        )
        return serialize_sd_jwt(
            with_key_binding(sd_jwt, serialize_compact(template, held.key.sign(template)))
        )

    async def forget_key(self, wallet_id: WalletId, key_id: KeyId) -> None:
        """Destroy a key."""
        await asyncio.to_thread(self._keys.remove, wallet_id, key_id)

    def _verify(self, order: PresentationOrder) -> VerifiedRequest:
        return verify_request_object(
            order.request.request_object,
            client_id=order.request.client_id,
            wallet_nonce=order.request.wallet_nonce,
            anchors=self._trust_anchors,
            now=self._clock.now(),
            leeway=_CLOCK_LEEWAY,
            # The template has no place for transaction data: a request that carries any is not signed.
            supported_transaction_types=(),
        )


def _check_presentation(
    sd_jwt: SdJwt, verified: VerifiedRequest, order: PresentationOrder, *, held: HolderKey
) -> None:
    # (1) It is not bound yet, and it names the very key that will sign.
    if sd_jwt.key_binding is not None:
        raise SigningRefused("already bound")
    candidate = candidate_of(sd_jwt, candidate_id=order.key_id)
    holder_key = holder_key_of(candidate.claims)
    if holder_key is None or key_id_of_jwk(holder_key) != order.key_id:
        raise SigningRefused("bound to another key")
    # (2) It comes from the one issuer that this key was proven to.
    if candidate.claims.get("iss", held.credential_issuer) != held.credential_issuer:
        raise SigningRefused("of another issuer")
    # (3) It answers a credential query of the request, and opens nothing that this query does not ask for.
    query = verified.request.dcql_query.credential(order.query_id)
    match = None if query is None else match_credential(query, candidate)
    if match is None:
        raise SigningRefused("it does not answer the credential query")
    if not all(_is_needed(path, match.disclosures) for path in candidate.disclosable):
        raise SigningRefused("it opens more than was asked for")


def _is_needed(path: ClaimPath, asked: frozenset[ClaimPath]) -> bool:
    # A claim that contains an asked one must be opened with it.
    return any(each[: len(path)] == path for each in asked)
