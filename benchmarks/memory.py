"""A verifier whose facts are in memory: its real use cases, without database, chain process and network."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from benchmarks.scenery import AUDIENCE, NONCE, SHOWN, VCT
from citywallet.protocol.anchoring import AnchoredHead
from citywallet.protocol.dcql import CredentialQuery, parse_dcql_query
from citywallet.protocol.keys import thumbprint
from citywallet.protocol.policy import (
    BilingualText,
    Decision,
    Equals,
    HolderBinding,
    IssuanceLogUse,
    Judging,
    Policy,
    Report,
    evaluate_card,
)
from citywallet.protocol.sdjwt import parse_sd_jwt
from citywallet.protocol.statuslist import StatusList
from citywallet.protocol.trust import (
    Accreditation,
    CertificateUsage,
    KeyEpoch,
    KeyPurpose,
    Period,
    issuer_id,
    type_id,
)
from tests.support.certificates import ISSUER_URL, a_chain, a_root
from tests.support.heads import FakeChain, a_head
from tests.support.keys import ISSUER, STATUS
from tests.support.status_lists import LIST_URI, a_status_list_token
from tests.support.verifier import FakeStatusLists
from verifier.domain.trusted_issuer import TrustedIssuer
from verifier.ports import KnownAccreditation, KnownEpoch, KnownHead
from verifier.usecases.establish_past_status import EstablishPastStatus
from verifier.usecases.establish_status import EstablishStatus
from verifier.usecases.examine_card import ExamineCard, HolderExpectation
from verifier.usecases.read_directory import ReadDirectory
from verifier.usecases.verify_list import VerifyList

# As the issuer makes them: 2^20 entries of 2 bits.
ENTRIES = 2**20
MAX_AGE = timedelta(hours=1)


@dataclass(slots=True)
class MemoryFacts:
    """Implements KnownFacts."""

    heads: dict[bytes, KnownHead] = field(default_factory=dict)
    epochs: dict[bytes, KnownEpoch] = field(default_factory=dict)
    accreditations: dict[bytes, KnownAccreditation] = field(default_factory=dict)

    async def head(self, list_id: bytes) -> KnownHead | None:
        return self.heads.get(list_id)

    async def keep_head(self, known: KnownHead) -> None:
        self.heads[known.head.head.list_id] = known

    async def epoch(self, issuer_id: bytes, thumbprint: bytes) -> KnownEpoch | None:
        return self.epochs.get(thumbprint)

    async def keep_epoch(self, issuer_id: bytes, thumbprint: bytes, known: KnownEpoch) -> None:
        self.epochs[thumbprint] = known

    async def accreditation(self, issuer_id: bytes, type_id: bytes) -> KnownAccreditation | None:
        return self.accreditations.get(type_id)

    async def keep_accreditation(self, issuer_id: bytes, type_id: bytes, known: KnownAccreditation) -> None:
        self.accreditations[type_id] = known


def a_public_chain(*, types: tuple[str, ...] = (VCT,)) -> tuple[FakeChain, FakeStatusLists]:
    """What is public: registered keys, an accredited issuer, one anchored list with its token."""
    now = datetime.now(UTC)
    chain, lists = FakeChain(block_time=now), FakeStatusLists()
    before = now - timedelta(days=30)
    for number, purpose, usage in (
        (ISSUER, KeyPurpose.CREDENTIAL, CertificateUsage.CREDENTIAL_SIGNER),
        (STATUS, KeyPurpose.STATUS, CertificateUsage.STATUS_SIGNER),
    ):
        name = thumbprint(a_chain(usage, number).key.public)
        chain.epochs[name] = KeyEpoch(
            thumbprint=name, purpose=purpose, valid_from=before, valid_until=None, compromised_since=None
        )
    for vct in types:
        chain.accreditations[type_id(vct)] = Accreditation(
            issuer_id=issuer_id(ISSUER_URL),
            type_id=type_id(vct),
            periods=(Period(start=before, end=None),),
            suspensions=(),
        )
    _publish(chain, lists, now)
    return chain, lists


def _publish(chain: FakeChain, lists: FakeStatusLists, now: datetime) -> AnchoredHead:
    signer = a_chain(CertificateUsage.STATUS_SIGNER, STATUS)
    status_list = StatusList.empty(bits=2, entries=ENTRIES)
    text = a_status_list_token(
        status_list, issued_at=now, expires_at=now + timedelta(hours=24), x5c=signer.x5c, key=signer.key
    )
    lists.served[LIST_URI] = text
    lists.tokens[sha256(text.encode()).digest()] = text
    head = a_head(text, status_list, anchored_at=now)
    chain.anchor(head)
    return head


def examine_card(chain: FakeChain, lists: FakeStatusLists, known: MemoryFacts) -> ExamineCard:
    """The verifier's use case, put together as in verifier.app."""
    issuer = TrustedIssuer(credential_issuer=ISSUER_URL, anchors=(a_root(),))
    directory = ReadDirectory(chain=chain, known=known)
    verify_list = VerifyList(issuer=issuer, directory=directory)
    return ExamineCard(
        issuer=issuer,
        directory=directory,
        establish_status=EstablishStatus(
            issuer=issuer, chain=chain, known=known, lists=lists, verify_list=verify_list
        ),
        establish_past_status=EstablishPastStatus(
            issuer=issuer, chain=chain, lists=lists, verify_list=verify_list
        ),
    )


class Desk:
    """Judges presentations as a desk of the verifier does, up to the report."""

    def __init__(self) -> None:
        self.chain, self.lists = a_public_chain()
        self._examine = examine_card(self.chain, self.lists, MemoryFacts())
        now = datetime.now(UTC)
        self._judging = Judging(judged_at=now, as_of=None, card=BilingualText(ko="카드", en="card"))
        self._holder = HolderExpectation(audience=AUDIENCE, nonce=NONCE, asked_at=now - timedelta(minutes=10))
        self._query = the_query()
        self._policy = the_policy(MAX_AGE)

    async def judge(self, text: str) -> Report:
        """Every check, and the report on them."""
        examination = await self._examine(
            parse_sd_jwt(text),
            judging=self._judging,
            max_age=MAX_AGE,
            query=self._query,
            holder=self._holder,
        )
        report = evaluate_card(examination, policy=self._policy, judging=self._judging)
        if report.decision is not Decision.ACCEPTED:
            raise AssertionError(f"{report.decision}: {report.reason}")
        return report


def the_policy(max_age: timedelta) -> Policy:
    """Everything is demanded that can be."""
    return Policy(
        holder_binding=HolderBinding.REQUIRED,
        issuance_log=IssuanceLogUse.NOT_USED,
        status_max_age=max_age,
        conditions=Equals(path=("incheon_resident",), value=True),
    )


def the_query() -> CredentialQuery:
    """The four claims that are shown."""
    query = parse_dcql_query(
        {
            "credentials": [
                {
                    "id": "citizen",
                    "format": "dc+sd-jwt",
                    "meta": {"vct_values": [VCT]},
                    "claims": [{"path": [*path]} for path in SHOWN],
                }
            ]
        }
    )
    return query.credentials[0]
