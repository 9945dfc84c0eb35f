"""The wallet's answer, posted to the verifier: presentations, or an error; and the verifier's receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from citywallet.protocol.encoding import JsonObject, JsonValue, string_member
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import (
    ErrorResponse,
    WebUrl,
    parse_error_response,
    parse_redirect_url,
    serialize_error_response,
)
from citywallet.protocol.oid4vp.vp_token import VpToken, parse_vp_token, serialize_vp_token

_MAX_STATE_CHARS = 2_048


class AnswerMalformed(ProtocolError):
    """The form holds neither presentations nor an error, or both."""

    code = ErrorCode.INVALID_REQUEST
    public = "The answer must carry either a vp_token or an error."


class AnswerEncrypted(ProtocolError):
    """The answer is encrypted although the request did not ask for that."""

    code = ErrorCode.INVALID_REQUEST
    public = "The answer must not be encrypted."


class StateDiffers(ProtocolError):
    """The answer's state is not the request's: it belongs to another request."""

    code = ErrorCode.INVALID_REQUEST
    public = "The state of the answer is not the one of the request."


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationAnswer:
    """Presentations, none of them verified."""

    vp_token: VpToken = field(repr=False)
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAnswer:
    """The wallet will not or cannot answer; `access_denied` also covers cards that it does not have."""

    error: ErrorResponse
    state: str | None


def parse_direct_post(fields: Mapping[str, str]) -> PresentationAnswer | ErrorAnswer:
    """Read the form of an answer; unknown fields are ignored.

    Raises:
        AnswerMalformed: neither `vp_token` nor `error`, or both, or a state that cannot be ours.
        AnswerEncrypted: the form holds an encrypted `response`.
        VpTokenMalformed: the VP token is no object of filled arrays.
        PresentationUnsupported: a presentation is no text.
        ErrorResponseInvalid: the error is not readable.

    Spec: OpenID4VP 1.0, Response Mode "direct_post".
    """
    state = fields.get("state")
    if state is not None and len(state) > _MAX_STATE_CHARS:
        raise AnswerMalformed("state is too long")
    if "vp_token" not in fields and "error" not in fields and "response" in fields:
        raise AnswerEncrypted()
    if ("vp_token" in fields) == ("error" in fields):
        raise AnswerMalformed()
    if "vp_token" in fields:
        return PresentationAnswer(vp_token=parse_vp_token(fields["vp_token"]), state=state)
    members: dict[str, JsonValue] = dict(fields)
    return ErrorAnswer(error=parse_error_response(members), state=state)


def serialize_direct_post(answer: PresentationAnswer | ErrorAnswer) -> dict[str, str]:
    """The form fields of an answer.

    Spec: OpenID4VP 1.0, Response Mode "direct_post".
    """
    if isinstance(answer, PresentationAnswer):
        fields = {"vp_token": serialize_vp_token(answer.vp_token)}
    else:
        fields = {name: str(value) for name, value in serialize_error_response(answer.error).items()}
    return fields if answer.state is None else fields | {"state": answer.state}


def check_state(answer: PresentationAnswer | ErrorAnswer, *, expected: str | None) -> None:
    """Hold the state of an answer against that of its request; absent counts as different.

    Raises:
        StateDiffers: it is another.

    Spec: OpenID4VP 1.0, Requesting Presentations without Holder Binding Proofs.
    """
    if answer.state != expected:
        raise StateDiffers()


def parse_receipt(members: JsonObject) -> WebUrl | None:
    """Read the verifier's receipt: where the citizen's browser goes next, or None; the rest is ignored.

    Raises:
        MemberInvalid: `redirect_uri` is no text.
        UrlInvalid: `redirect_uri` is no web address.
        UrlNotSecure: `redirect_uri` is plain http beyond this machine.

    Spec: OpenID4VP 1.0, Response Mode "direct_post".
    """
    return parse_redirect_url(string_member(members, "redirect_uri")) if "redirect_uri" in members else None


def serialize_receipt(*, redirect_uri: WebUrl | None) -> JsonObject:
    """The JSON object of a receipt.

    Spec: OpenID4VP 1.0, Response Mode "direct_post".
    """
    return {} if redirect_uri is None else {"redirect_uri": redirect_uri}
