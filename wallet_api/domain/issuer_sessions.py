"""What the wallet holds of an issuer's authorization: tokens, and the key they are bound to. Kept sealed."""

from dataclasses import dataclass

from citywallet.protocol.encoding import (
    JsonObject,
    optional_string_member,
    parse_json_object,
    serialize_json,
    string_member,
)
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.oauth import AccessToken, RefreshToken, ShownToken, TokenResponse, TokenType


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerSession:
    """An access token; `key` is set exactly where the token is bound to it by DPoP."""

    shown: ShownToken
    key: EcSigningKey | None
    refresh_token: RefreshToken | None

    @classmethod
    def of(cls, token: TokenResponse, *, key: EcSigningKey | None) -> "IssuerSession":
        """The session that a token response begins."""
        return cls(
            shown=ShownToken(type=token.token_type, token=token.access_token),
            key=key,
            refresh_token=token.refresh_token,
        )


def serialize_session(session: IssuerSession) -> bytes:
    """Write a session, to be sealed at once: it holds secrets."""
    members: JsonObject = {"access_token": session.shown.token, "token_type": session.shown.type.value}
    if session.key is not None:
        members["key"] = session.key.to_pem().decode()
    if session.refresh_token is not None:
        members["refresh_token"] = session.refresh_token
    return serialize_json(members)


def parse_session(content: bytes) -> IssuerSession:
    """Read a session back.

    Raises:
        ProtocolError: the bytes hold none.
    """
    members = parse_json_object(content)
    key, refresh_token = (
        optional_string_member(members, "key"),
        optional_string_member(members, "refresh_token"),
    )
    return IssuerSession(
        shown=ShownToken(
            type=TokenType(string_member(members, "token_type")),
            token=AccessToken(string_member(members, "access_token")),
        ),
        key=None if key is None else EcSigningKey.from_pem(key.encode()),
        refresh_token=None if refresh_token is None else RefreshToken(refresh_token),
    )
