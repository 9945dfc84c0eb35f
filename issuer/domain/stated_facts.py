"""What a credential would say of a citizen, for an officer to read."""

from dataclasses import dataclass
from datetime import date

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import JsonValue
from issuer.domain.catalogue import CredentialType
from issuer.domain.citizens import Citizen
from issuer.domain.claims import state_claim
from issuer.domain.facts import Facts
from issuer.domain.masking import mask_name

_NAME = BilingualText(ko="성명", en="Name")
_YES, _NO = BilingualText(ko="예", en="Yes"), BilingualText(ko="아니요", en="No")
_HIDDEN = BilingualText(ko="•••", en="•••")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFact:
    """One line of it: in full, and as it looks before somebody reveals it."""

    label: BilingualText
    value: BilingualText
    masked: BilingualText


def state_facts(
    citizen: Citizen, facts: Facts, credential_type: CredentialType, *, on: date
) -> tuple[StatedFact, ...]:
    """The citizen's name, and each claim that could be made on the day `on`."""
    stated = [_name(citizen)]
    for claim in credential_type.claims:
        label = BilingualText(ko=claim.labels["ko"], en=claim.labels["en"])
        if claim.fact in facts and label != _NAME:
            value = _text_of(state_claim(claim, facts[claim.fact], on=on))
            stated.append(StatedFact(label=label, value=value, masked=_HIDDEN))
    return tuple(stated)


def _name(citizen: Citizen) -> StatedFact:
    return StatedFact(label=_NAME, value=_same(citizen.name), masked=_same(mask_name(citizen.name)))


def _text_of(value: JsonValue) -> BilingualText:
    match value:
        case bool():
            return _YES if value else _NO
        case dict():
            return _same(str(value["name"]))
        case list():
            return _same(", ".join(str(each) for each in value))
        case _:
            return _same(str(value))


def _same(text: str) -> BilingualText:
    return BilingualText(ko=text, en=text)
