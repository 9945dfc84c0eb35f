"""Reading a question of the catalogue: strict, so that a misspelt member is noticed before a citizen is."""

from datetime import timedelta

from citywallet.protocol.dcql import parse_dcql_query
from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    integer_member,
    object_member,
    parse_json_object,
    string_member,
)
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.policy import BilingualText, parse_policy
from verifier.domain.errors import QuestionInvalid
from verifier.domain.question import Flow, Question

ISSUER_PLACE = "{credential_issuer}"
_MEMBERS = frozenset(
    {"name", "label", "purpose", "legal_basis", "card", "retention_days", "flow", "dcql_query", "policy"}
)


def parse_question(text: str, *, credential_issuer: str, heartbeat: timedelta) -> Question:
    """Read one question. `{credential_issuer}` in its texts stands for the issuer that this city trusts.

    Raises:
        QuestionInvalid: a member is missing, unknown or wrong.
    """
    try:
        members = parse_json_object(text)
        if set(members) != _MEMBERS:
            raise QuestionInvalid(f"members {sorted(set(members) ^ _MEMBERS)}")
        question = _read(members, credential_issuer=credential_issuer, heartbeat=heartbeat)
    except ProtocolError as error:
        raise QuestionInvalid(f"{type(error).__name__}: {error.detail}") from error
    except ValueError as error:
        raise QuestionInvalid(str(error)) from error
    if len(question.query.credentials) != 1 or not question.credential_query.requires_holder_binding:
        raise QuestionInvalid("a question asks for one credential, bound to its holder")
    return question


def _read(members: JsonObject, *, credential_issuer: str, heartbeat: timedelta) -> Question:
    query = _with_issuer(object_member(members, "dcql_query"), credential_issuer)
    assert isinstance(query, dict)
    return Question(
        name=string_member(members, "name"),
        label=_bilingual(members, "label"),
        purpose=_bilingual(members, "purpose"),
        legal_basis=_bilingual(members, "legal_basis"),
        card=_bilingual(members, "card"),
        retention=timedelta(days=integer_member(members, "retention_days", minimum=1, maximum=3650)),
        flow=Flow(string_member(members, "flow")),
        query=parse_dcql_query(query),
        policy=parse_policy(object_member(members, "policy"), heartbeat=heartbeat),
    )


def _bilingual(members: JsonObject, name: str) -> BilingualText:
    text = object_member(members, name)
    return BilingualText(ko=string_member(text, "ko"), en=string_member(text, "en"))


def _with_issuer(value: JsonValue, credential_issuer: str) -> JsonValue:
    if isinstance(value, str):
        return value.replace(ISSUER_PLACE, credential_issuer)
    if isinstance(value, list):
        return [_with_issuer(item, credential_issuer) for item in value]
    if isinstance(value, dict):
        return {name: _with_issuer(item, credential_issuer) for name, item in value.items()}
    return value
