"""Issuing, presenting and verifying a card in one process, beside bare signatures and two other libraries."""

import itertools
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from benchmarks.measure import Contender, Terms, in_process, interleave
from benchmarks.memory import Desk
from benchmarks.outcome import Outcome, Ratio
from benchmarks.peers import PEERS, Peer
from benchmarks.scenery import AUDIENCE, HOLDERS, NONCE, Card, Issuing, drive, in_turn, present, some_holders
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.sdjwt import parse_sd_jwt, verify_key_binding
from citywallet.protocol.sdjwtvc import check_validity, verify_credential

SIGN_RANDOM = "P-256 sign, random nonce"
SIGN_DETERMINISTIC = "P-256 sign, deterministic (RFC 6979)"
VERIFY_RAW = "P-256 verify"
OURS = "citywallet"
_SIGNED_BYTES = 2048  # about what a credential's signing input measures, certificates included
_RANDOM = ec.ECDSA(SHA256())
_DETERMINISTIC = ec.ECDSA(SHA256(), deterministic_signing=True)


def measure_card(terms: Terms, *, holders: int = HOLDERS) -> Outcome:
    """All contenders in one interleaved run."""
    issuing = Issuing.prepare()
    keys = some_holders(holders)
    cards = [Card(text=issuing.issue(key, index), holder=key) for index, key in enumerate(keys)]
    now = datetime.now(UTC)
    presentations = [present(card.text, card.holder, now=now) for card in cards]
    peers = [make(issuing) for make in PEERS]
    contenders = [
        *raw_signing(issuing),
        _raw_verifying(issuing),
        *_issue(issuing, keys, peers),
        *_present(cards, peers),
        *_verify(issuing, presentations, peers),
    ]
    series = interleave(contenders, terms)
    outcome = Outcome(title="A card: 10 claims that can be shown one by one, 4 shown, key binding, ES256")
    outcome.add_rates(series)
    issue, verify = f"issue: {OURS}", f"verify: {OURS}, full checks"
    outcome.ratios = [
        Ratio(name="issue / sign, random", value=series.ratio(issue, SIGN_RANDOM), target=0.45),
        Ratio(name="issue / sign, deterministic", value=series.ratio(issue, SIGN_DETERMINISTIC)),
        Ratio(
            name="verify, full checks / (P-256 verify / 2)",
            value=series.ratio(verify, VERIFY_RAW, factor=0.5),
            target=0.65,
        ),
        Ratio(
            name="verify, the card alone / (P-256 verify / 2)",
            value=series.ratio(f"verify: {OURS}, the card alone", VERIFY_RAW, factor=0.5),
        ),
    ]
    alone = f"verify: {OURS}, the card alone"
    for peer, to_issue, to_verify in (("PyPI sd-jwt", 3.0, 2.0), ("openvc-core", None, None)):
        for own, act, target in (
            (issue, "issue", to_issue),
            (alone, "verify", to_verify),
            (verify, "verify", None),
        ):
            value = series.ratio(own, f"{act}: {peer}")
            outcome.ratios.append(Ratio(name=f"{own} / {peer}", value=value, target=target))
    outcome.notes = [
        f"Every card has its own holder key ({len(keys)} of them in turn), as in life.",
        "Our signatures are deterministic, those of the other libraries random.",
        "Full checks: certificates, signature, format, disclosures, times, registered key, accreditation, "
        "key binding, the claims asked for, the status from an anchored list of 2^20 entries, and the report "
        "with all its findings. The chain's facts and the verified list are in memory.",
        "The card alone, sd-jwt and openvc-core: signature, disclosures, key binding, issuer's key given; "
        "ours and openvc-core also the times and the format, sd-jwt neither. No status, no certificate.",
        "openvc-core shows every disclosure it is given, so its caller chooses them first.",
    ]
    return outcome


def raw_signing(issuing: Issuing) -> list[Contender]:
    """Bare signatures, the limit of all issuing."""
    private, message = issuing.signer.key.private_key, bytes(_SIGNED_BYTES)
    return [
        in_process(SIGN_RANDOM, lambda: private.sign(message, _RANDOM)),
        in_process(SIGN_DETERMINISTIC, lambda: private.sign(message, _DETERMINISTIC)),
    ]


def _raw_verifying(issuing: Issuing) -> Contender:
    private, message = issuing.signer.key.private_key, bytes(_SIGNED_BYTES)
    public, signature = private.public_key(), private.sign(message, _RANDOM)
    return in_process(VERIFY_RAW, lambda: public.verify(signature, message, _RANDOM))


def _issue(issuing: Issuing, keys: list[EcSigningKey], peers: list[Peer]) -> list[Contender]:
    next_key, next_index = in_turn(keys), itertools.count().__next__
    contenders = [in_process(f"issue: {OURS}", lambda: issuing.issue(next_key(), next_index() % 2**20))]
    for peer in peers:
        # Their holder keys are costly to prepare; what is measured starts with them ready.
        next_holder = in_turn([peer.prepare_holder(key) for key in keys[:64]])

        def issue(peer: Peer = peer, next_holder: object = next_holder) -> str:
            return peer.issue(next_holder(), next_index() % 2**20)  # type: ignore[operator]

        contenders.append(in_process(f"issue: {peer.name}", issue))
    return contenders


def _present(cards: list[Card], peers: list[Peer]) -> list[Contender]:
    next_card = in_turn(cards)

    def ours() -> str:
        card = next_card()
        return present(card.text, card.holder, now=datetime.now(UTC))

    contenders = [in_process(f"present: {OURS}", ours)]
    for peer in peers:
        next_own = in_turn([(card.text, peer.prepare_holder(card.holder)) for card in cards[:64]])

        def show(peer: Peer = peer, next_own: object = next_own) -> str:
            return peer.present(*next_own())  # type: ignore[operator]

        contenders.append(in_process(f"present: {peer.name}", show))
    return contenders


def _verify(issuing: Issuing, presentations: list[str], peers: list[Peer]) -> list[Contender]:
    desk = Desk()
    next_text = in_turn(presentations)
    key = issuing.signer.key.public
    now = datetime.now(UTC)
    max_age, leeway = timedelta(minutes=10), timedelta(minutes=1)

    def card_alone() -> None:
        credential = verify_credential(parse_sd_jwt(next_text()), key=key)
        check_validity(credential, at=now)
        assert credential.holder_key is not None
        verify_key_binding(
            credential.sd_jwt,
            holder_key=credential.holder_key,
            nonce=NONCE,
            audience=AUDIENCE,
            now=now,
            max_age=max_age,
            leeway=leeway,
        )

    contenders = [
        in_process(f"verify: {OURS}, full checks", lambda: drive(desk.judge(next_text()))),
        in_process(f"verify: {OURS}, the card alone", card_alone),
    ]
    for peer in peers:
        shown = set(peer.verify(presentations[0]))
        assert {"name", "age_over_19", "age_over_65", "incheon_resident"} <= shown
        assert not {"birthdate", "district"} & shown

        def verify(peer: Peer = peer) -> object:
            return peer.verify(next_text())

        contenders.append(in_process(f"verify: {peer.name}", verify))
    return contenders
