"""What the wallet holds of an issuer's authorization: tokens, and the key they are bound to. Kept sealed."""

from dataclasses import dataclass, replace

from citywallet.protocol.encoding import (
    JsonObject,
    optional_string_member,
    parse_json_object,
    serialize_json,
    string_member,
)
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.oauth import (
    AccessToken,
    IssuerIdentifier,
    RefreshToken,
    ShownToken,
    TokenResponse,
    TokenType,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshRight:
    """A refresh token, the authorization server that alone may see it, and the name the wallet had there."""

    token: RefreshToken
    server: IssuerIdentifier
    client_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerSession:
    """An access token; `key` is set exactly where the tokens are bound to it by DPoP."""

    shown: ShownToken
    key: EcSigningKey | None
    right: RefreshRight | None

    @classmethod
    def of(
        cls,
        token: TokenResponse,
        *,
        key: EcSigningKey | None,
        server: IssuerIdentifier,
        client_id: str | None = None,
    ) -> "IssuerSession":
        """The session that a token response begins."""
        refresh = token.refresh_token
        return cls(
            shown=ShownToken(type=token.token_type, token=token.access_token),
            key=key,
            right=None
            if refresh is None
            else RefreshRight(token=refresh, server=server, client_id=client_id),
        )

    def renewed_by(self, token: TokenResponse) -> "IssuerSession":
        """The session with fresh tokens; where the server gives no next refresh token, the last one stands.

        Spec: OAuth 2.0 Authorization Framework, Refreshing an Access Token.
        """
        right = self.right
        if right is not None and token.refresh_token is not None:
            right = replace(right, token=token.refresh_token)
        shown = ShownToken(type=token.token_type, token=token.access_token)
        return IssuerSession(shown=shown, key=self.key, right=right)


def serialize_session(session: IssuerSession) -> bytes:
    """Write a session, to be sealed at once: it holds secrets."""
    members: JsonObject = {"access_token": session.shown.token, "token_type": session.shown.type.value}
    if session.key is not None:
        members["key"] = session.key.to_pem().decode()
    if session.right is not None:
        right: JsonObject = {"token": session.right.token, "server": session.right.server}
        if session.right.client_id is not None:
            right["client_id"] = session.right.client_id
        members["right"] = right
    return serialize_json(members)


def parse_session(content: bytes) -> IssuerSession:
    """Read a session back.

    Raises:
        ProtocolError: the bytes hold none.
    """
    members = parse_json_object(content)
    key, right = optional_string_member(members, "key"), members.get("right")
    return IssuerSession(
        shown=ShownToken(
            type=TokenType(string_member(members, "token_type")),
            token=AccessToken(string_member(members, "access_token")),
        ),
        key=None if key is None else EcSigningKey.from_pem(key.encode()),
        right=_parse_right(right) if isinstance(right, dict) else None,
    )


def _parse_right(members: JsonObject) -> RefreshRight:
    return RefreshRight(
        token=RefreshToken(string_member(members, "token")),
        server=IssuerIdentifier(string_member(members, "server")),
        client_id=optional_string_member(members, "client_id"),
    )
