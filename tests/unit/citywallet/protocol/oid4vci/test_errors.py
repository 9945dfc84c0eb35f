import pytest

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oid4vci import (
    CredentialConfigurationUnknown,
    CredentialIdentifierUnknown,
    CredentialRequestDenied,
    CredentialRequestMalformed,
    EncryptionParametersInvalid,
    KeyProofInvalid,
    KeyProofsMissing,
    NonceInvalid,
    RequestEncryptionRequired,
    ResponseEncryptionRequired,
    ResponseKeyExposed,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CredentialRequestMalformed, "invalid_credential_request"),
        (CredentialConfigurationUnknown, "unknown_credential_configuration"),
        (CredentialIdentifierUnknown, "unknown_credential_identifier"),
        (KeyProofInvalid, "invalid_proof"),
        (KeyProofsMissing, "invalid_proof"),
        (NonceInvalid, "invalid_nonce"),
        (EncryptionParametersInvalid, "invalid_encryption_parameters"),
        (RequestEncryptionRequired, "invalid_encryption_parameters"),
        (ResponseEncryptionRequired, "invalid_encryption_parameters"),
        (ResponseKeyExposed, "invalid_encryption_parameters"),
        (CredentialRequestDenied, "credential_request_denied"),
    ],
)
def test_refusal_of_a_credential_request_has_the_code_of_the_specification(
    error: type[ProtocolError], code: str
) -> None:
    assert error("detail for the log").code == code
