"""Status lists: building and publishing a token, and looking up an entry in a resident or a cold list."""

import itertools
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.measure import Contender, Spread, Terms, in_process, interleave
from benchmarks.outcome import Figure, Outcome, Ratio
from citywallet.protocol.anchoring import list_root
from citywallet.protocol.statuslist import (
    MAX_LIST_BYTES,
    CredentialStatus,
    StatusList,
    compress_list,
    decompress_list,
    parse_status_list_token,
    verify_status_list_token,
)
from citywallet.protocol.trust import CertificateUsage
from tests.support.certificates import Chain, a_chain
from tests.support.keys import STATUS
from tests.support.status_lists import LIST_URI, a_status_list_token

_MILLION = 1_000_000
_SEED = 20260701  # clustered or repeated places would compress better than life
_MAIN = "1M × 1 bit, 1 %"
_LISTS = ((_MAIN, 1, 0.01), ("1M × 1 bit, 0.1 %", 1, 0.001), ("1M × 2 bit, 10 %", 2, 0.1))


@dataclass(frozen=True, slots=True)
class _Case:
    name: str
    status_list: StatusList
    signer: Chain


def measure_status(terms: Terms, *, entries: int = _MILLION) -> Outcome:
    """Every list of PERFORMANCE's table that we publish, and look-ups in the first."""
    signer = a_chain(CertificateUsage.STATUS_SIGNER, STATUS)
    cases = [_Case(name, _a_list(bits, share, entries), signer) for name, bits, share in _LISTS]
    outcome = Outcome(title="Status lists, revoked entries at random places")
    contenders = [contender for case in cases for contender in _publishing(case)]
    series = interleave([*contenders, *_look_ups(cases[0])], terms)
    outcome.add_rates(series)
    for case in cases:
        data = case.status_list.data
        for name, size in (("citywallet", len(compress_list(data))), ("zlib 9", len(zlib.compress(data, 9)))):
            exact = Spread.of([size / 1000])
            outcome.figures.append(Figure(name=f"size, {case.name}: {name}", unit="kB", value=exact))
    ours, best = compress_list(cases[0].status_list.data), zlib.compress(cases[0].status_list.data, 9)
    ratio = series.ratio(f"compress, {_MAIN}: zlib 9", f"compress, {_MAIN}: citywallet")
    outcome.ratios = [
        Ratio(name=f"CPU of compressing / zlib 9, {_MAIN}", value=ratio, target=0.1, at_most=True),
        Ratio(
            name=f"size / zlib 9, {_MAIN}",
            value=Spread.of([len(ours) / len(best)]),
            target=1.2,
            at_most=True,
        ),
        Ratio(name="look-up, resident / cold decode", value=series.ratio(_RESIDENT, _COLD), target=1000),
    ]
    outcome.notes = [
        "Publishing is what the issuer does for a new version: compress, build and sign the token; its "
        "Merkle root, which the chain anchors, is a row of its own.",
        "Cold: base64url, JSON, inflating. Never seen: the signature too. Resident: in a verified list.",
    ]
    return outcome


_RESIDENT = "look up: resident list"
_COLD = "look up: cold decode (base64url, inflate)"


def _publishing(case: _Case) -> list[Contender]:
    data = case.status_list.data
    now = datetime.now(UTC)
    sequence = itertools.count(1).__next__

    def publish() -> str:
        return a_status_list_token(
            case.status_list,
            issued_at=now,
            expires_at=now + timedelta(hours=24),
            sequence=sequence(),
            x5c=case.signer.x5c,
            key=case.signer.key,
        )

    return [
        in_process(f"compress, {case.name}: citywallet", lambda: compress_list(data)),
        in_process(f"compress, {case.name}: zlib 9", lambda: zlib.compress(data, 9)),
        in_process(f"publish, {case.name}: citywallet", publish),
        in_process(f"root, {case.name}: citywallet", lambda: list_root(data)),
        in_process(f"change 1000 entries, {case.name}: citywallet", _changing(case.status_list)),
    ]


def _changing(status_list: StatusList) -> Callable[[], StatusList]:
    places = random.Random(_SEED + 1)
    changes = {places.randrange(status_list.entries): CredentialStatus.INVALID for _ in range(1000)}
    return lambda: status_list.with_statuses(changes)


def _look_ups(case: _Case) -> list[Contender]:
    now = datetime.now(UTC)
    key = case.signer.key.public
    # More versions than are kept resident, so that each one comes as if for the first time.
    texts = [
        a_status_list_token(
            case.status_list.with_statuses({number: CredentialStatus.INVALID}),
            issued_at=now,
            expires_at=now + timedelta(hours=24),
            sequence=number,
            x5c=case.signer.x5c,
            key=case.signer.key,
        )
        for number in range(1, 33)
    ]
    next_text = itertools.cycle(texts).__next__
    index = case.status_list.entries // 3

    def never_seen() -> CredentialStatus:
        token = parse_status_list_token(next_text())
        return verify_status_list_token(token, key=key, uri=LIST_URI, now=now).status_list.status_at(index)

    def cold() -> CredentialStatus:
        token = parse_status_list_token(next_text())
        data = decompress_list(token.compressed, limit=MAX_LIST_BYTES)
        return StatusList(bits=token.bits, data=data).status_at(index)

    resident = case.status_list
    return [
        in_process(_RESIDENT, lambda: resident.status_at(index)),
        in_process(_COLD, cold),
        in_process("look up: list never seen, signature too", never_seen),
    ]


def _a_list(bits: int, share: float, entries: int) -> StatusList:
    places = random.Random(_SEED)
    revoked = dict.fromkeys(places.sample(range(entries), round(entries * share)), CredentialStatus.INVALID)
    return StatusList.empty(bits=bits, entries=entries).with_statuses(revoked)
