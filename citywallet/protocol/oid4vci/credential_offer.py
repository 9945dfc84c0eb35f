"""The credential offer: what an issuer has ready for a citizen, and the code that fetches it."""

from dataclasses import dataclass
from enum import StrEnum

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    object_member,
    optional_integer_member,
    optional_object_member,
    optional_string_member,
    string_array_member,
    string_member,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import PRE_AUTHORIZED_CODE_GRANT, IssuerIdentifier, parse_issuer_identifier

_AUTHORIZATION_CODE = "authorization_code"
_MAX_DESCRIPTION_CHARS = 300
_MAX_TX_CODE_CHARS = 128


class OfferWithoutConfigurations(ProtocolError):
    """The offer names no credential configuration, or one of them twice."""

    code = ErrorCode.INVALID_REQUEST
    public = "The offer does not say which credential is offered."


class InputMode(StrEnum):
    """What a transaction code is made of."""

    NUMERIC = "numeric"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class TxCode:
    """What the wallet needs to ask the citizen for a transaction code; never the code itself.

    `length` counts characters; None where the issuer does not say.
    """

    input_mode: InputMode = InputMode.NUMERIC
    length: int | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreAuthorizedCodeGrant:
    """A code that fetches an access token; a `tx_code` that is not None must be answered with a code."""

    pre_authorized_code: str
    tx_code: TxCode | None = None
    authorization_server: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationCodeGrant:
    """The issuer is prepared for a sign-in of the citizen at its authorization server."""

    issuer_state: str | None = None
    authorization_server: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialOffer:
    """An offer. It is neither signed nor encrypted: whoever sent it is not known from it."""

    credential_issuer: IssuerIdentifier
    credential_configuration_ids: tuple[str, ...]
    pre_authorized_code: PreAuthorizedCodeGrant | None = None
    authorization_code: AuthorizationCodeGrant | None = None


def parse_credential_offer(members: JsonObject) -> CredentialOffer:
    """Read an offer; unknown members and unknown grants are ignored.

    Raises:
        MemberInvalid: a member is absent or of the wrong type.
        OfferWithoutConfigurations: no configuration, or one twice.
        UrlInvalid: the issuer is no web address.
        UrlNotSecure: the issuer is plain http beyond this machine.

    Spec: OpenID4VCI 1.0, Credential Offer Parameters.
    """
    configuration_ids = string_array_member(members, "credential_configuration_ids")
    if not configuration_ids or len(set(configuration_ids)) != len(configuration_ids):
        raise OfferWithoutConfigurations()
    grants = optional_object_member(members, "grants") or {}
    return CredentialOffer(
        credential_issuer=parse_issuer_identifier(string_member(members, "credential_issuer")),
        credential_configuration_ids=configuration_ids,
        pre_authorized_code=_parse_pre_authorized(grants),
        authorization_code=_parse_authorization_code(grants),
    )


def serialize_credential_offer(offer: CredentialOffer) -> JsonObject:
    """The JSON object of an offer.

    Spec: OpenID4VCI 1.0, Credential Offer Parameters.
    """
    grants: JsonObject = {}
    if offer.authorization_code is not None:
        grants[_AUTHORIZATION_CODE] = _present(
            issuer_state=offer.authorization_code.issuer_state,
            authorization_server=offer.authorization_code.authorization_server,
        )
    if offer.pre_authorized_code is not None:
        grants[PRE_AUTHORIZED_CODE_GRANT] = _serialize_pre_authorized(offer.pre_authorized_code)
    members: JsonObject = {
        "credential_issuer": offer.credential_issuer,
        "credential_configuration_ids": list(offer.credential_configuration_ids),
    }
    return members | {"grants": grants} if grants else members


def _parse_pre_authorized(grants: JsonObject) -> PreAuthorizedCodeGrant | None:
    if PRE_AUTHORIZED_CODE_GRANT not in grants:
        return None
    grant = object_member(grants, PRE_AUTHORIZED_CODE_GRANT)
    return PreAuthorizedCodeGrant(
        pre_authorized_code=string_member(grant, "pre-authorized_code"),
        # Present even when empty means that a code is required.
        tx_code=_parse_tx_code(object_member(grant, "tx_code")) if "tx_code" in grant else None,
        authorization_server=optional_string_member(grant, "authorization_server"),
    )


def _parse_authorization_code(grants: JsonObject) -> AuthorizationCodeGrant | None:
    if _AUTHORIZATION_CODE not in grants:
        return None
    grant = object_member(grants, _AUTHORIZATION_CODE)
    return AuthorizationCodeGrant(
        issuer_state=optional_string_member(grant, "issuer_state"),
        authorization_server=optional_string_member(grant, "authorization_server"),
    )


def _parse_tx_code(members: JsonObject) -> TxCode:
    mode = optional_string_member(members, "input_mode") or InputMode.NUMERIC
    if mode not in list(InputMode):
        raise MemberInvalid("input_mode: numeric or text is required")
    description = optional_string_member(members, "description") if members.get("description") else None
    if description is not None and len(description) > _MAX_DESCRIPTION_CHARS:
        raise MemberInvalid(f"description: longer than {_MAX_DESCRIPTION_CHARS} characters")
    return TxCode(
        input_mode=InputMode(mode),
        length=optional_integer_member(members, "length", minimum=1, maximum=_MAX_TX_CODE_CHARS),
        description=description,
    )


def _serialize_pre_authorized(grant: PreAuthorizedCodeGrant) -> JsonObject:
    members: JsonObject = {"pre-authorized_code": grant.pre_authorized_code}
    if grant.tx_code is not None:
        members["tx_code"] = _present(
            input_mode=grant.tx_code.input_mode.value,
            length=grant.tx_code.length,
            description=grant.tx_code.description,
        )
    return members | _present(authorization_server=grant.authorization_server)


def _present(**members: str | int | None) -> JsonObject:
    return {name: value for name, value in members.items() if value is not None}
