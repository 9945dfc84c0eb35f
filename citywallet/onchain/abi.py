"""Calldata, answers, events and custom errors of our contracts, by the interface in their artifacts.

For reads, which are hot: encoded once, and without web3. `web3_client` serves whatever changes the chain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import (
    collapse_if_tuple,
    event_abi_to_log_topic,
    function_abi_to_4byte_selector,
    get_abi_input_types,
    get_abi_output_types,
)

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
    return Function(
        name=name,
        selector=function_abi_to_4byte_selector(entry),
        inputs=tuple(get_abi_input_types(entry)),
        outputs=tuple(get_abi_output_types(entry)),
    )


def event_of(artifact: Artifact, name: str) -> Event:
    """The event of this name."""
    entry = _entry(artifact, "event", name)
    return Event(
        name=name,
        topic=event_abi_to_log_topic(entry),
        indexed=tuple(collapse_if_tuple(one) for one in entry["inputs"] if one["indexed"]),
        plain=tuple(collapse_if_tuple(one) for one in entry["inputs"] if not one["indexed"]),
    )


@dataclass(frozen=True, slots=True)
class CustomErrors:
    """The custom errors of several contracts by selector: an error of one may come through another."""

    by_selector: Mapping[bytes, tuple[str, tuple[str, ...]]]

    @classmethod
    def of(cls, artifacts: Iterable[Artifact]) -> "CustomErrors":
        """Collect the errors that these contracts declare."""
        entries: list[Any] = [one for artifact in artifacts for one in artifact.abi if one["type"] == "error"]
        named = [(one, tuple(get_abi_input_types(one))) for one in entries]
        return cls({function_abi_to_4byte_selector(one): (one["name"], inputs) for one, inputs in named})

    def explain(self, returned: bytes, *, detail: str) -> ContractReverted:
        """The error to raise for what a reverting contract returned."""
        name, inputs = self.by_selector.get(returned[:4], (None, ()))
        if name is None:
            return ContractReverted(None, (), detail)
        try:
            return ContractReverted(name, decode(inputs, returned[4:]), detail)
        except (DecodingError, OverflowError):
            return ContractReverted(name, (), detail)


def _entry(artifact: Artifact, kind: str, name: str) -> Any:
    return next(one for one in artifact.abi if one["type"] == kind and one["name"] == name)
