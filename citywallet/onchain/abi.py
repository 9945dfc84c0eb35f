"""Calldata, answers, events and custom errors of our contracts, by the interface in their artifacts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils.crypto import keccak

from citywallet.onchain.artifacts import Artifact
from citywallet.onchain.errors import AnswerInvalid, ContractReverted
from citywallet.onchain.wire import Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function of a contract: builds its calldata and reads its answer."""

    name: str
    selector: bytes
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def calldata(self, *arguments: object) -> bytes:
        """The bytes that call the function."""
        return self.selector + encode(self.inputs, arguments)

    def read(self, answer: bytes) -> tuple[Any, ...]:
        """The values in an answer.

        Raises:
            AnswerInvalid: the bytes are not what the function returns; no code may be at the address.
        """
        try:
            return decode(self.outputs, answer)
        except (DecodingError, OverflowError):
            raise AnswerInvalid(f"{self.name} answered {len(answer)} bytes of another form") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of a contract; only its static arguments may be indexed."""

    name: str
    topic: bytes
    indexed: tuple[str, ...]
    plain: tuple[str, ...]

    def read(self, log: Log) -> tuple[Any, ...]:
        """The indexed values, then the others.

        Raises:
            AnswerInvalid: the log is not of this event.
        """
        if len(log.topics) != len(self.indexed) + 1 or log.topics[0] != self.topic:
            raise AnswerInvalid(f"the node answered another event than {self.name}")
        try:
            return decode(self.indexed, b"".join(log.topics[1:])) + decode(self.plain, log.data)
        except (DecodingError, OverflowError):
            raise AnswerInvalid(f"the event {self.name} has another form") from None


def function_of(artifact: Artifact, name: str) -> Function:
    """The function of this name; our contracts overload none."""
    entry = _entry(artifact, "function", name)
    inputs, outputs = _types(entry["inputs"]), _types(entry["outputs"])
    return Function(name=name, selector=_signature_hash(name, inputs)[:4], inputs=inputs, outputs=outputs)


def event_of(artifact: Artifact, name: str) -> Event:
    """The event of this name."""
    inputs = _entry(artifact, "event", name)["inputs"]
    return Event(
        name=name,
        topic=_signature_hash(name, _types(inputs)),
        indexed=_types(one for one in inputs if one["indexed"]),
        plain=_types(one for one in inputs if not one["indexed"]),
    )


def constructor_arguments(artifact: Artifact, *arguments: object) -> bytes:
    """The bytes that follow the bytecode when the contract is created."""
    entry = next(one for one in artifact.abi if one["type"] == "constructor")
    return encode(_types(entry["inputs"]), arguments)


@dataclass(frozen=True, slots=True)
class CustomErrors:
    """The custom errors of several contracts by selector: an error of one may come through another."""

    by_selector: Mapping[bytes, tuple[str, tuple[str, ...]]]

    @classmethod
    def of(cls, artifacts: Iterable[Artifact]) -> "CustomErrors":
        """Collect the errors that these contracts declare."""
        entries = [one for artifact in artifacts for one in artifact.abi if one["type"] == "error"]
        named = [(one["name"], _types(one["inputs"])) for one in entries]
        return cls({_signature_hash(name, inputs)[:4]: (name, inputs) for name, inputs in named})

    def explain(self, returned: bytes, *, detail: str) -> ContractReverted:
        """The error to raise for what a reverting contract returned."""
        name, inputs = self.by_selector.get(returned[:4], (None, ()))
        if name is None:
            return ContractReverted(None, (), detail)
        try:
            return ContractReverted(name, decode(inputs, returned[4:]), detail)
        except (DecodingError, OverflowError):
            return ContractReverted(name, (), detail)


def _entry(artifact: Artifact, kind: str, name: str) -> dict[str, Any]:
    return next(one for one in artifact.abi if one["type"] == kind and one["name"] == name)


def _signature_hash(name: str, types: tuple[str, ...]) -> bytes:
    return keccak(f"{name}({','.join(types)})".encode("ascii"))


def _types(parameters: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(_type(one) for one in parameters)


def _type(parameter: dict[str, Any]) -> str:
    """The canonical type; a struct is the tuple of its members."""
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(_types(parameter['components']))}){kind.removeprefix('tuple')}"
