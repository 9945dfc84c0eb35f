"""Typed client of the contract IssuerDirectory."""

from typing import Any, Final

from citywallet.onchain.abi import Function, function_of
from citywallet.onchain.artifacts import load_artifact
from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.errors import AnswerInvalid
from citywallet.onchain.wire import parse_time
from citywallet.protocol.trust import Accreditation, KeyEpoch, KeyPurpose, Period

CONTRACT: Final = "IssuerDirectory"
_ZERO: Final = bytes(32)


class IssuerDirectory:
    """What the directory says of issuers, their keys and their types."""

    def __init__(self, connection: ChainConnection) -> None:
        self._connection = connection
        self._key_epoch = _function("keyEpoch")
        self._key_epochs = _function("keyEpochs")
        self._accreditation = _function("accreditation")
        self._issuer_of = _function("issuerOf")
        self._body_of = _function("bodyOf")
        self._body_period = _function("bodyPeriod")
        self._is_in_scope = _function("isInScope")

    async def key_epoch(self, issuer_id: bytes, thumbprint: bytes) -> KeyEpoch | None:
        """The epoch of one key of an issuer; None if the issuer never had it.

        Raises:
            ChainError: any of this package's errors of the connection or the node.
        """
        (epoch,) = await self._ask(self._key_epoch, issuer_id, thumbprint)
        return None if epoch[2] == 0 else _key_epoch(epoch)

    async def key_epochs(self, issuer_id: bytes) -> tuple[KeyEpoch, ...]:
        """All epochs of an issuer, in the order in which they began.

        Raises:
            ChainError: any of this package's errors of the connection or the node.
        """
        (epochs,) = await self._ask(self._key_epochs, issuer_id)
        return tuple(_key_epoch(one) for one in epochs)

    async def accreditation(self, issuer_id: bytes, type_id: bytes) -> Accreditation | None:
        """When an issuer was accredited for a type and when suspended; None if it never was accredited.

        Raises:
            ChainError: any of this package's errors of the connection or the node.
        """
        periods, suspensions = await self._ask(self._accreditation, issuer_id, type_id)
        if not periods:
            return None
        return Accreditation(
            issuer_id=issuer_id,
            type_id=type_id,
            periods=tuple(_period(one) for one in periods),
            suspensions=tuple(_period(one) for one in suspensions),
        )

    async def issuer_of(self, account: bytes) -> bytes | None:
        """The issuer for which an account (20 bytes) anchors; None if for nobody.

        Raises:
            ChainError: any of this package's errors of the connection or the node.
        """
        (issuer_id,) = await self._ask(self._issuer_of, account)
        return None if issuer_id == _ZERO else bytes(issuer_id)

    async def body_of(self, issuer_id: bytes) -> bytes | None:
        """The body (20 bytes) with authority over an issuer; None if nobody registered it.

        Raises:
            ChainError: any of this package's errors of the connection or the node.
        """
        (body,) = await self._ask(self._body_of, issuer_id)
        octets = bytes.fromhex(body[2:])
        return octets if any(octets) else None

    async def body_period(self, body: bytes) -> Period | None:
        """When a body (20 bytes) was accredited; None if it never was.

        Raises:
            ChainError: any of this package's errors of the connection or the node.
        """
        (period,) = await self._ask(self._body_period, body)
        return None if period[0] == 0 else _period(period)

    async def is_in_scope(self, body: bytes, type_id: bytes) -> bool:
        """Whether a body (20 bytes) may accredit for a type now.

        Raises:
            ChainError: any of this package's errors of the connection or the node.
        """
        (answer,) = await self._ask(self._is_in_scope, body, type_id)
        return bool(answer)

    async def _ask(self, function: Function, *arguments: bytes) -> tuple[Any, ...]:
        return function.read(await self._connection.call(CONTRACT, function.calldata(*arguments)))


def _function(name: str) -> Function:
    return function_of(load_artifact(CONTRACT), name)


def _period(answer: tuple[int, int]) -> Period:
    start, end = answer
    return Period(start=parse_time(start), end=parse_time(end) if end else None)


def _key_epoch(answer: tuple[bytes, int, int, int, int]) -> KeyEpoch:
    thumbprint, purpose, valid_from, valid_until, compromised_since = answer
    try:
        known_purpose = KeyPurpose.from_number(purpose)
    except ValueError as cause:
        raise AnswerInvalid(str(cause)) from None
    return KeyEpoch(
        thumbprint=bytes(thumbprint),
        purpose=known_purpose,
        valid_from=parse_time(valid_from),
        valid_until=parse_time(valid_until) if valid_until else None,
        compromised_since=parse_time(compromised_since) if compromised_since else None,
    )
