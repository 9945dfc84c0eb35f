"""What the wallet's API takes."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Link = Annotated[str, Field(min_length=1, max_length=65_536)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OfferRequest(_Request):
    """A link to a credential offer, and the transaction code that came by another way."""

    link: Link
    tx_code: Annotated[str, Field(min_length=1, max_length=128)] | None = None


class SignInRequest(_Request):
    """An issuer, and which of its credentials to receive."""

    credential_issuer: Annotated[str, Field(min_length=1, max_length=2_048)]
    credential_configuration_ids: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1, max_length=20)
    ]


class OfferedSignInRequest(_Request):
    """A link to an offer for those who sign in."""

    link: Link


class PresentationRequest(_Request):
    """A link to a verifier's request."""

    link: Link


class PresentRequest(PresentationRequest):
    """A link to a verifier's request, and the consent to answer it unseen."""

    consent: Literal[True]


class TrustRequest(_Request):
    """An issuer to be trusted from now on."""

    url: Annotated[str, Field(min_length=1, max_length=2_048)]
