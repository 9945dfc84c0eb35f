"""What the issuer is told about wallets that may ask, and about how citizens sign in."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oauth import parse_issuer_identifier, parse_redirect_uri
from citywallet.runtime.settings import PublicUrl, SecretText


class _Described(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wallet(_Described):
    """A wallet that may ask citizens for cards, and the exact addresses to which its answers go."""

    name_ko: str = Field(min_length=1, max_length=100)
    name_en: str = Field(min_length=1, max_length=100)
    redirect_uris: tuple[str, ...] = Field(min_length=1, max_length=20)

    @field_validator("redirect_uris")
    @classmethod
    def _check_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for address in addresses:
            try:
                parse_redirect_uri(address)
            except ProtocolError:
                raise ValueError("must be https, http on this machine, or an application's scheme") from None
        return addresses


def _checked_issuer(issuer: str) -> str:
    try:
        return parse_issuer_identifier(issuer)
    except ProtocolError:
        raise ValueError("must be a complete https address") from None


class _Source(_Described):
    # What the button says.
    label_ko: str = Field(min_length=1, max_length=60)
    label_en: str = Field(min_length=1, max_length=60)


class OpenIdConnectSource(_Source):
    """A provider of OpenID Connect. One claim of its ID token is, after the prefix, a citizen's id."""

    kind: Literal["openid_connect"]
    issuer: str
    client_id: str = Field(min_length=1, max_length=200)
    client_secret: SecretText | None = None
    scope: str = "openid"
    citizen_claim: str = Field(default="sub", min_length=1, max_length=100)
    citizen_prefix: str = Field(default="", max_length=40)
    # Where its sign-in page is, if not below its issuer's origin.
    page_origin: PublicUrl | None = None

    @field_validator("issuer")
    @classmethod
    def _check_issuer(cls, issuer: str) -> str:
        return _checked_issuer(issuer)

    @field_validator("scope")
    @classmethod
    def _check_scope(cls, scope: str) -> str:
        if "openid" not in scope.split():
            raise ValueError("must contain openid")
        return scope


class PresentationSource(_Source):
    """A credential that citizens hold already: SD-JWT VC of one type, by one issuer that is trusted for it.

    One of its claims is, after the prefix, a citizen's id.
    """

    kind: Literal["presentation"]
    vct: str = Field(min_length=1, max_length=1_000)
    issuer: str
    # The roots to which its certificates lead (PEM): those of the credential, and of its status list.
    trust_anchors: Path
    citizen_claim: str = Field(min_length=1, max_length=100)
    citizen_prefix: str = Field(default="", max_length=40)
    # The key by which this issuer asks, in a file encrypted by its passphrase, and its certificates.
    access_key_file: Path
    access_chain_file: Path

    @field_validator("issuer")
    @classmethod
    def _check_issuer(cls, issuer: str) -> str:
        return _checked_issuer(issuer)


IdentitySourceSettings = Annotated[OpenIdConnectSource | PresentationSource, Field(discriminator="kind")]
