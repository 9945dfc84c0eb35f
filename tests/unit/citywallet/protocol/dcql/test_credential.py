import pytest
from cryptography import x509

from citywallet.protocol.dcql import authority_key_identifiers
from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.trust.errors import CertificateUnreadable
from tests.support.messages import an_access_chain


def test_authority_key_identifiers_are_those_of_the_certificates() -> None:
    chain = an_access_chain()
    root = x509.load_der_x509_certificate(chain.root)
    identifier = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert authority_key_identifiers((chain.leaf,)) == {encode_base64url(identifier)}


def test_authority_key_identifiers_need_readable_certificates() -> None:
    with pytest.raises(CertificateUnreadable):
        authority_key_identifiers((b"x",))
