"""What an issuer says about one kind of credential it issues."""

from dataclasses import dataclass

from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    MemberInvalid,
    array_member,
    object_member,
    optional_array_member,
    optional_boolean_member,
    optional_object_member,
    optional_string_array_member,
    optional_string_member,
    string_array_member,
    string_member,
)
from citywallet.protocol.sdjwt import ClaimPath
from citywallet.protocol.sdjwtvc import SD_JWT_VC_FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """How an issuer, a credential or a claim is called in one language (BCP 47); colours are CSS values."""

    name: str | None = None
    locale: str | None = None
    logo_uri: str | None = None
    logo_alt_text: str | None = None
    description: str | None = None
    background_color: str | None = None
    text_color: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDescription:
    """One claim of a credential and its names; `mandatory` means that the issuer always includes it."""

    path: ClaimPath
    mandatory: bool = False
    display: tuple[Display, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofTypeSupport:
    """A type of key proof that the issuer takes, with the signature algorithms it accepts there."""

    proof_type: str
    signing_algorithms: tuple[str, ...]
    key_attestation_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialConfiguration:
    """One entry of the issuer's catalogue. Of formats other than SD-JWT VC only the format is read.

    The type is `vct` in SD-JWT VC, `doctype` in mdoc, `types` in credentials of the W3C. Algorithms are
    names in JOSE and numbers in COSE.
    """

    format: str
    vct: str | None = None
    doctype: str | None = None
    types: tuple[str, ...] = ()
    scope: str | None = None
    signing_algorithms: tuple[str | int, ...] = ()
    binding_methods: tuple[str, ...] = ()
    proof_types: tuple[ProofTypeSupport, ...] = ()
    display: tuple[Display, ...] = ()
    claims: tuple[ClaimDescription, ...] = ()

    def proof_type(self, name: str) -> ProofTypeSupport | None:
        """What the issuer says about the proof type `name`, or None where it does not take it."""
        return next((support for support in self.proof_types if support.proof_type == name), None)


def parse_credential_configuration(members: JsonObject) -> CredentialConfiguration:
    """Read one entry of `credential_configurations_supported`; unknown members are ignored.

    Raises:
        MemberInvalid: a member is absent or of the wrong type.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Parameters.
    """
    credential_format = string_member(members, "format")
    if credential_format != SD_JWT_VC_FORMAT:
        return CredentialConfiguration(format=credential_format)
    metadata = optional_object_member(members, "credential_metadata") or {}
    return CredentialConfiguration(
        format=credential_format,
        vct=string_member(members, "vct"),
        scope=optional_string_member(members, "scope"),
        signing_algorithms=optional_string_array_member(members, "credential_signing_alg_values_supported"),
        binding_methods=optional_string_array_member(members, "cryptographic_binding_methods_supported"),
        proof_types=_parse_proof_types(optional_object_member(members, "proof_types_supported") or {}),
        display=parse_display(metadata),
        claims=tuple(
            _parse_claim(_object(claim)) for claim in optional_array_member(metadata, "claims") or ()
        ),
    )


def serialize_credential_configuration(configuration: CredentialConfiguration) -> JsonObject:
    """The JSON object of one entry of `credential_configurations_supported`.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Parameters.
    """
    metadata = _filled(
        display=serialize_display(configuration.display),
        claims=[_serialize_claim(claim) for claim in configuration.claims],
    )
    return {"format": configuration.format} | _filled(
        vct=configuration.vct,
        doctype=configuration.doctype,
        credential_definition=_filled(type=list(configuration.types)),
        scope=configuration.scope,
        credential_signing_alg_values_supported=list(configuration.signing_algorithms),
        cryptographic_binding_methods_supported=list(configuration.binding_methods),
        proof_types_supported={
            support.proof_type: _serialize_proof_type(support) for support in configuration.proof_types
        },
        credential_metadata=metadata,
    )


def parse_display(members: JsonObject) -> tuple[Display, ...]:
    """Read the member `display` of an issuer, a credential or a claim; absent means none.

    Raises:
        MemberInvalid: it is no array of objects, or a text in it is none.
    """
    return tuple(
        _parse_one_display(_object(each)) for each in optional_array_member(members, "display") or ()
    )


def serialize_display(display: tuple[Display, ...]) -> list[JsonValue]:
    """The value of a member `display`."""
    return [
        _filled(
            name=each.name,
            locale=each.locale,
            logo=None if each.logo_uri is None else _filled(uri=each.logo_uri, alt_text=each.logo_alt_text),
            description=each.description,
            background_color=each.background_color,
            text_color=each.text_color,
        )
        for each in display
    ]


def _parse_one_display(members: JsonObject) -> Display:
    logo = optional_object_member(members, "logo") or {}
    return Display(
        name=_shown(members, "name"),
        locale=_shown(members, "locale"),
        logo_uri=_shown(logo, "uri"),
        logo_alt_text=_shown(logo, "alt_text"),
        description=_shown(members, "description"),
        background_color=_shown(members, "background_color"),
        text_color=_shown(members, "text_color"),
    )


def _shown(members: JsonObject, name: str) -> str | None:
    # Catalogues are often filled from templates: an empty text is one that is not there.
    return None if members.get(name) == "" else optional_string_member(members, name)


def _parse_claim(members: JsonObject) -> ClaimDescription:
    path = array_member(members, "path")
    if not path or not all(
        part is None or isinstance(part, str) or (isinstance(part, int) and not isinstance(part, bool))
        for part in path
    ):
        raise MemberInvalid("path: a claims path pointer is required")
    return ClaimDescription(
        path=tuple(part for part in path if part is None or isinstance(part, str | int)),
        mandatory=optional_boolean_member(members, "mandatory") or False,
        display=parse_display(members),
    )


def _serialize_claim(claim: ClaimDescription) -> JsonObject:
    members: JsonObject = {"path": list(claim.path)}
    if claim.mandatory:
        members["mandatory"] = True
    return members | _filled(display=serialize_display(claim.display))


def _parse_proof_types(members: JsonObject) -> tuple[ProofTypeSupport, ...]:
    return tuple(_parse_proof_type(name, object_member(members, name)) for name in members)


def _parse_proof_type(name: str, members: JsonObject) -> ProofTypeSupport:
    return ProofTypeSupport(
        proof_type=name,
        signing_algorithms=string_array_member(members, "proof_signing_alg_values_supported"),
        key_attestation_required="key_attestations_required" in members,
    )


def _serialize_proof_type(support: ProofTypeSupport) -> JsonObject:
    members: JsonObject = {"proof_signing_alg_values_supported": list(support.signing_algorithms)}
    return members | {"key_attestations_required": {}} if support.key_attestation_required else members


def _object(value: JsonValue) -> JsonObject:
    if not isinstance(value, dict):
        raise MemberInvalid("an array holds something that is no object")
    return value


def _filled(**members: JsonValue) -> JsonObject:
    return {name: value for name, value in members.items() if value not in (None, [], {})}
