"""What the wallet seals is read back as it was."""

from dataclasses import replace

import pytest

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.oauth import (
    AccessToken,
    IssuerIdentifier,
    RefreshToken,
    ShownToken,
    TokenType,
)
from citywallet.protocol.pkce import (
    CodeVerifier,
)
from tests.support.keys import a_signing_key
from wallet_api.domain.issuer_sessions import (
    IssuerSession,
    RefreshRight,
    parse_session,
    serialize_session,
)
from wallet_api.domain.sign_ins import SignInSecrets, parse_secrets, serialize_secrets

RIGHT = RefreshRight(
    token=RefreshToken("refresh"), server=IssuerIdentifier("https://issuer.example"), client_id=None
)


def same_key(one: EcSigningKey | None, other: EcSigningKey | None) -> bool:
    return (one and one.to_pem()) == (other and other.to_pem())


@pytest.mark.parametrize("key", [None, a_signing_key(7)])
@pytest.mark.parametrize("right", [None, RIGHT, replace(RIGHT, client_id="https://wallet.example")])
def test_a_session_is_read_back(key: EcSigningKey | None, right: RefreshRight | None) -> None:
    shown = ShownToken(type=TokenType.BEARER if key is None else TokenType.DPOP, token=AccessToken("token"))
    session = IssuerSession(shown=shown, key=key, right=right)
    again = parse_session(serialize_session(session))
    assert (again.shown, again.right) == (shown, right)
    assert same_key(again.key, key)


@pytest.mark.parametrize("key", [None, a_signing_key(7)])
def test_the_secrets_of_a_sign_in_are_read_back(key: EcSigningKey | None) -> None:
    secrets = SignInSecrets(state="state", code_verifier=CodeVerifier("v" * 43), key=key)
    again = parse_secrets(serialize_secrets(secrets))
    assert (again.state, again.code_verifier) == (secrets.state, secrets.code_verifier)
    assert same_key(again.key, key)


@pytest.mark.parametrize("parse", [parse_session, parse_secrets])
def test_other_bytes_are_refused(parse: object) -> None:
    for content in (b"", b"[]", b"{}", b'{"state":1}'):
        with pytest.raises(ProtocolError):
            parse(content)  # type: ignore[operator]
