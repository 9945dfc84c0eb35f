"""The credential by which somebody else's issuer says who a citizen is, a national mobile ID for example."""

import re
from dataclasses import dataclass

from citywallet.protocol.dcql import CredentialQuery, DcqlQuery, parse_dcql_query
from citywallet.protocol.encoding import string_member
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import IssuerIdentifier
from citywallet.protocol.sdjwtvc import SD_JWT_VC_FORMAT, VerifiedCredential
from citywallet.protocol.trust import VerifiedLeaf
from issuer.domain.identifiers import CitizenId

QUERY_ID = "identity"
_LIST_PATH = re.compile(r"(/[A-Za-z0-9._-]{1,64}){1,8}")


class IdentityCardRefused(ProtocolError):
    """The root of what can be wrong with a credential that shall say who somebody is."""

    code = ErrorCode.INVALID_REQUEST
    public = "This card cannot say who you are here."


class IdentityCardOfAnotherIssuer(IdentityCardRefused):
    """The credential, its certificate or its status list is not the trusted issuer's."""


class IdentityCardUnbound(IdentityCardRefused):
    """The credential names no key of its holder: whoever has a copy could show it."""


class IdentityCardWithoutStatus(IdentityCardRefused):
    """The credential names no status list: nobody could ever take it back."""


class IdentityCardRevoked(IdentityCardRefused):
    """The issuer took the credential back, or suspended it."""

    public = "This card is not valid any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityCard:
    """Which credential counts, of which issuer, and which of its claims names a citizen."""

    vct: str
    issuer: IssuerIdentifier
    anchors: tuple[bytes, ...]
    citizen_claim: str
    citizen_prefix: str

    @property
    def query(self) -> DcqlQuery:
        """What a wallet is asked for: this one claim, of this type.

        Spec: OpenID4VP 1.0, Digital Credentials Query Language (DCQL).
        """
        return parse_dcql_query(
            {
                "credentials": [
                    {
                        "id": QUERY_ID,
                        "format": SD_JWT_VC_FORMAT,
                        "meta": {"vct_values": [self.vct]},
                        "claims": [{"path": [self.citizen_claim]}],
                    }
                ]
            }
        )

    @property
    def credential_query(self) -> CredentialQuery:
        """The one credential that is asked for."""
        return self.query.credentials[0]

    def require_named_by(self, leaf: VerifiedLeaf) -> None:
        """Make sure that a certificate was issued to the issuer.

        Raises:
            IdentityCardOfAnotherIssuer: to somebody else.
        """
        if self.issuer not in leaf.uris:
            raise IdentityCardOfAnotherIssuer("certificate")

    def require_named_in(self, credential: VerifiedCredential) -> None:
        """Make sure that a credential names the issuer; absent fails like wrong.

        Raises:
            IdentityCardOfAnotherIssuer: it does not.
        """
        if credential.issuer != self.issuer:
            raise IdentityCardOfAnotherIssuer("iss")

    def require_own_list(self, uri: str) -> None:
        """Make sure that a status list lies below the issuer's address: else a credential sends us anywhere.

        Raises:
            IdentityCardOfAnotherIssuer: it does not.
        """
        if not uri.startswith(self.issuer) or not _LIST_PATH.fullmatch(uri.removeprefix(self.issuer)):
            raise IdentityCardOfAnotherIssuer("status list")

    def citizen_in(self, credential: VerifiedCredential) -> CitizenId:
        """The citizen whom a credential names.

        Raises:
            MemberInvalid: its claim is absent, or no text.
        """
        return CitizenId(f"{self.citizen_prefix}{string_member(credential.claims, self.citizen_claim)}")
