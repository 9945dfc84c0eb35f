"""Issuing one type in each of its formats, beside bare signatures."""

import itertools
import secrets
from datetime import UTC, date, datetime

from benchmarks.card import SIGN_DETERMINISTIC, SIGN_RANDOM, raw_signing
from benchmarks.measure import Contender, Terms, in_process, interleave
from benchmarks.outcome import Outcome, Ratio
from benchmarks.scenery import HOLDERS, ISSUER_URL, LIST_URI, Issuing, in_turn, some_holders
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.statuslist import StatusReference
from issuer.adapters.catalogue_files import load_catalogue
from issuer.domain.catalogue import CredentialFormat
from issuer.domain.credential_subject import CredentialCopy, CredentialSubject
from issuer.domain.facts import Facts, Place
from issuer.domain.identifiers import FactName
from issuer.domain.signatory import Signatory
from issuer.domain.unsigned_credentials import build_unsigned_credential

_FACTS: Facts = {
    FactName("name"): "홍길동",
    FactName("birthdate"): date(1950, 3, 2),
    FactName("district"): Place(id="namdong", name="남동구", code="28200"),
    FactName("legal_dong"): Place(name="구월동"),
    FactName("incheon_resident"): True,
}


def measure_formats(terms: Terms, *, holders: int = HOLDERS) -> Outcome:
    """The citizen ID in every format, as the service builds and signs it."""
    issuing, keys = Issuing.prepare(), some_holders(holders)
    series = interleave([*raw_signing(issuing), *_issue(issuing, keys)], terms)
    outcome = Outcome(title="Issuing in each format: the citizen ID, 9 claims, ES256")
    outcome.add_rates(series)
    outcome.ratios = [
        Ratio(name=f"{each} / sign, {how}", value=series.ratio(each, limit))
        for each in map(_name, CredentialFormat)
        for how, limit in (("random", SIGN_RANDOM), ("deterministic", SIGN_DETERMINISTIC))
    ]
    outcome.notes = [
        f"Every card has its own holder key ({len(keys)} of them in turn). Nothing is recorded.",
        "From the facts of the source to the text that a wallet receives; salts from the operating system.",
    ]
    return outcome


def _name(credential_format: CredentialFormat) -> str:
    return f"issue: {credential_format}"


def _issue(issuing: Issuing, keys: list[EcSigningKey]) -> list[Contender]:
    citizen_id = load_catalogue().find("citizen-id")
    assert citizen_id is not None
    subject = CredentialSubject.of(_FACTS, citizen_id, now=datetime.now(UTC), time_zone=UTC)
    signer = issuing.signer
    signatory = Signatory(issuer=ISSUER_URL, key=signer.key.public, chain=signer.x5c)
    next_key, next_index = in_turn(keys), itertools.count().__next__

    def contender(credential_format: CredentialFormat) -> Contender:
        def issue() -> str:
            status = StatusReference(uri=LIST_URI, index=next_index() % 2**20)
            unsigned = build_unsigned_credential(
                credential_format,
                subject,
                CredentialCopy(holder_key=next_key().public, status=status),
                signatory=signatory,
                random_bytes=secrets.token_bytes,
            )
            return unsigned.serialize(signer.key.sign(unsigned.signing_input))

        return in_process(_name(credential_format), issue)

    return [contender(each) for each in CredentialFormat]
