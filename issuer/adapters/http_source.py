"""An authority's service as a source of facts; `docs/facts-service.openapi.json` says what it must answer."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from citywallet.protocol.encoding import object_member, parse_json_object, string_member
from citywallet.protocol.errors import ProtocolError
from citywallet.runtime.clock import Clock
from citywallet.runtime.outbound import OutboundClient, OutboundError, OutboundResponse
from issuer.domain.errors import SourceUnavailable
from issuer.domain.fact_json import parse_facts
from issuer.domain.facts import Facts, FactTypes
from issuer.domain.freshness import freshness_of
from issuer.domain.identifiers import CitizenId

MAX_ANSWER_BYTES = 65_536
UNKNOWN_CITIZEN = "citizen_unknown"
_AT_A_TIME = 8
_KEPT_ANSWERS = 10_000
_JSON = ("application/json", "application/problem+json")

_Question = tuple[CitizenId, tuple[str, ...]]


class HttpSource:
    """Facts from `GET {base}/facts/{citizen_id}`, asked with a bearer key, for nothing but what is wanted.

    An answer is kept no longer than it allows itself (`Cache-Control: max-age`), and never longer than
    `max_age`; losing it costs a request.
    """

    def __init__(
        self, client: OutboundClient, *, base: str, key: str, clock: Clock, max_age: timedelta
    ) -> None:
        self._client = client
        self._base = base
        self._headers = {"Authorization": f"Bearer {key}"}
        self._clock = clock
        self._max_age = max_age
        self._kept: OrderedDict[_Question, tuple[datetime, Facts | None]] = OrderedDict()
        self._free = asyncio.Semaphore(_AT_A_TIME)

    async def facts_of(
        self, citizen_ids: Sequence[CitizenId], *, wanted: FactTypes
    ) -> Mapping[CitizenId, Facts]:
        """What the service says of each citizen, some asked about at the same time.

        Raises:
            SourceUnavailable: one of the answers is missing, late, or not as it must be.
        """
        unavailable: ExceptionGroup[SourceUnavailable] | None = None
        try:
            async with asyncio.TaskGroup() as group:
                asked = {each: group.create_task(self._facts(each, wanted)) for each in citizen_ids}
        except* SourceUnavailable as failed:
            unavailable = failed
        if unavailable is not None:
            raise SourceUnavailable("the service gives no usable answer") from unavailable
        answers = {citizen_id: task.result() for citizen_id, task in asked.items()}
        return {citizen_id: facts for citizen_id, facts in answers.items() if facts is not None}

    async def _facts(self, citizen_id: CitizenId, wanted: FactTypes) -> Facts | None:
        question = (citizen_id, tuple(wanted))
        kept = self._kept.get(question)
        if kept is not None and self._clock.now() < kept[0]:
            return kept[1]
        async with self._free:
            response = await self._get(citizen_id, wanted)
        facts = _read(response, citizen_id, wanted)
        self._keep(question, facts, response)
        return facts

    async def _get(self, citizen_id: CitizenId, wanted: FactTypes) -> OutboundResponse:
        query = urlencode([("fact", name) for name in wanted])
        try:
            return await self._client.get(
                f"{self._base}/facts/{quote(citizen_id, safe='')}?{query}",
                accept="application/json",
                headers=self._headers,
                max_bytes=MAX_ANSWER_BYTES,
            )
        except OutboundError as error:
            raise SourceUnavailable(f"the service gives no answer: {error}") from error

    def _keep(self, question: _Question, facts: Facts | None, response: OutboundResponse) -> None:
        self._kept.pop(question, None)
        lifetime = min(freshness_of(response.headers), self._max_age)
        if lifetime > timedelta(0):
            self._kept[question] = (self._clock.now() + lifetime, facts)
        while len(self._kept) > _KEPT_ANSWERS:
            self._kept.popitem(last=False)


def _read(response: OutboundResponse, citizen_id: CitizenId, wanted: FactTypes) -> Facts | None:
    if response.media_type not in _JSON:
        raise SourceUnavailable(f"the service answers {response.status} and no JSON")
    try:
        members = parse_json_object(response.body)
        # Not every 404 says that a citizen is unknown: a wrong address gives one, too.
        if response.status == 404 and string_member(members, "code") == UNKNOWN_CITIZEN:
            return None
        if response.status != 200:
            raise SourceUnavailable(f"the service answers {response.status}")
        if string_member(members, "citizen_id") != citizen_id:
            raise SourceUnavailable("the service answers for another citizen")
        return parse_facts(object_member(members, "facts"), wanted)
    except ProtocolError as error:
        raise SourceUnavailable(f"the service's answer cannot be used: {error}") from error
