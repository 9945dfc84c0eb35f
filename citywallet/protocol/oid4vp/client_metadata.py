"""What a verifier says about itself inside a request."""

from dataclasses import dataclass

from citywallet.protocol.encoding import (
    JsonObject,
    object_member,
    optional_object_member,
    optional_string_array_member,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.sdjwtvc import SD_JWT_VC_FORMAT

_ALGORITHM = "ES256"


class VpFormatsNotSupported(ProtocolError):
    """The verifier reads no format or algorithm that this wallet can present."""

    code = ErrorCode.VP_FORMATS_NOT_SUPPORTED
    public = "The requested credential formats are not supported."


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMetadata:
    """The formats that a verifier reads. Empty means that it does not say: any format, any algorithm."""

    formats: tuple[str, ...] = (SD_JWT_VC_FORMAT,)
    sd_jwt_algorithms: tuple[str, ...] = (_ALGORITHM,)
    key_binding_algorithms: tuple[str, ...] = (_ALGORITHM,)


def parse_client_metadata(members: JsonObject) -> ClientMetadata:
    """Read a verifier's metadata; unknown members, names and logos among them, are ignored.

    What such metadata calls the verifier proves nothing; its name comes from its certificate.

    Raises:
        MemberInvalid: a member is of the wrong type.

    Spec: OpenID4VP 1.0, Verifier Metadata (Client Metadata).
    """
    formats = optional_object_member(members, "vp_formats_supported") or {}
    sd_jwt = object_member(formats, SD_JWT_VC_FORMAT) if SD_JWT_VC_FORMAT in formats else {}
    return ClientMetadata(
        formats=tuple(formats),
        sd_jwt_algorithms=optional_string_array_member(sd_jwt, "sd-jwt_alg_values"),
        key_binding_algorithms=optional_string_array_member(sd_jwt, "kb-jwt_alg_values"),
    )


def serialize_client_metadata(metadata: ClientMetadata) -> JsonObject:
    """The JSON object of a verifier's metadata.

    Spec: OpenID4VP 1.0, Additional Verifier Metadata Parameters.
    """
    algorithms: JsonObject = {}
    if metadata.sd_jwt_algorithms:
        algorithms["sd-jwt_alg_values"] = list(metadata.sd_jwt_algorithms)
    if metadata.key_binding_algorithms:
        algorithms["kb-jwt_alg_values"] = list(metadata.key_binding_algorithms)
    return {
        "vp_formats_supported": {
            name: algorithms if name == SD_JWT_VC_FORMAT else {} for name in metadata.formats
        }
    }


def check_formats(metadata: ClientMetadata) -> None:
    """Make sure that the verifier can read what this wallet presents: SD-JWT VCs signed with ES256.

    Raises:
        VpFormatsNotSupported: it cannot.

    Spec: OpenID4VP 1.0, Error Response.
    """
    algorithms = (metadata.sd_jwt_algorithms, metadata.key_binding_algorithms)
    if metadata.formats and SD_JWT_VC_FORMAT not in metadata.formats:
        raise VpFormatsNotSupported()
    if any(each and _ALGORITHM not in each for each in algorithms):
        raise VpFormatsNotSupported()
