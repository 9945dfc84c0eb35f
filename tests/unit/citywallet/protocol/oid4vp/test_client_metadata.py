import pytest

from citywallet.protocol.encoding import MemberInvalid
from citywallet.protocol.oid4vp import (
    ClientMetadata,
    VpFormatsNotSupported,
    check_formats,
    parse_client_metadata,
    serialize_client_metadata,
)
from tests.support.vectors import load_vectors


def test_client_metadata_of_the_specification_are_read_and_written_again() -> None:
    vector = load_vectors("oid4vp/client_metadata.json")["client_metadata"]
    metadata = parse_client_metadata(vector)
    assert metadata.sd_jwt_algorithms == ("ES256", "ES384")
    check_formats(metadata)
    assert serialize_client_metadata(metadata) == vector


@pytest.mark.parametrize(
    "metadata",
    [
        ClientMetadata(),
        ClientMetadata(formats=("mso_mdoc", "dc+sd-jwt")),
        ClientMetadata(sd_jwt_algorithms=(), key_binding_algorithms=()),
        ClientMetadata(formats=(), sd_jwt_algorithms=(), key_binding_algorithms=()),
    ],
)
def test_verifier_that_reads_our_format_is_accepted(metadata: ClientMetadata) -> None:
    check_formats(metadata)
    assert parse_client_metadata(serialize_client_metadata(metadata)) == metadata


def test_verifier_that_reads_only_old_formats_is_refused() -> None:
    with pytest.raises(VpFormatsNotSupported):
        check_formats(parse_client_metadata({"vp_formats_supported": {"vc+sd-jwt": {}}}))


@pytest.mark.parametrize(
    "members",
    [
        {"vp_formats_supported": None},
        {"vp_formats_supported": {"dc+sd-jwt": []}},
        {"vp_formats_supported": {"dc+sd-jwt": {"kb-jwt_alg_values": "ES256"}}},
    ],
)
def test_client_metadata_are_refused_when_a_member_is_of_the_wrong_type(members: dict[str, object]) -> None:
    with pytest.raises(MemberInvalid):
        parse_client_metadata(members)  # type: ignore[arg-type]
