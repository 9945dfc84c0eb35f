"""What the operator decides about this issuer, and the addresses that follow from its identifier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from enum import StrEnum

from citywallet.protocol.oauth import IssuerIdentifier, WebUrl
from issuer.domain.catalogue import CredentialType, KeyAttestation
from issuer.domain.identifiers import IdentitySourceName, ListNumber


class Interoperability(StrEnum):
    """Which wallets are served: all that OpenID4VCI knows, or those alone that HAIP lets in."""

    OPEN = "open"
    HAIP = "haip"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerProfile:
    """The issuer's name, time zone and limits.

    `clock_leeway` is what a wallet's clock may differ; the greatest ages of proofs come on top of it. `names`
    are by locale. `trusts_attesters` where wallet providers are known whose attestations count. After
    `refresh_limit` a citizen must be recognised anew, however long the cards live. Wallets are asked not to
    come back for what was deferred before `collection_interval`.
    """

    credential_issuer: IssuerIdentifier
    names: Mapping[str, str]
    time_zone: tzinfo
    interoperability: Interoperability
    trusts_attesters: bool
    encryption_required: bool
    offer_lifetime: timedelta
    token_lifetime: timedelta
    nonce_lifetime: timedelta
    proof_max_age: timedelta
    key_proof_max_age: timedelta
    clock_leeway: timedelta
    superseded_grace: timedelta
    refresh_limit: timedelta
    application_lifetime: timedelta
    collection_interval: timedelta

    @property
    def requires_client_attestation(self) -> bool:
        """Whether a wallet must prove who it is; in the open profile it may.

        Spec: HAIP 1.0, Wallet Attestation.
        """
        return self.interoperability is Interoperability.HAIP

    @property
    def requires_dpop(self) -> bool:
        """Whether every token is bound to a key of the wallet; in the open profile it may be.

        Spec: HAIP 1.0, OpenID for Verifiable Credential Issuance.
        """
        return self.interoperability is Interoperability.HAIP

    @property
    def requires_push(self) -> bool:
        """Whether authorization requests must be pushed, by a wallet that proves who it is.

        Spec: HAIP 1.0, OpenID for Verifiable Credential Issuance.
        """
        return self.interoperability is Interoperability.HAIP

    @property
    def requires_scope(self) -> bool:
        """Whether authorization requests must name what they want by scope.

        Spec: HAIP 1.0, Authorization Endpoint.
        """
        return self.interoperability is Interoperability.HAIP

    def requires_key_attestation(self, credential_type: CredentialType) -> bool:
        """Whether credentials of a type go to attested keys alone; in HAIP all do.

        Spec: HAIP 1.0, Key Attestation.
        """
        return (
            self.interoperability is Interoperability.HAIP
            or credential_type.key_attestation is KeyAttestation.REQUIRED
        )

    def address(self, path: str) -> WebUrl:
        """An address below the issuer's identifier; `path` begins with a slash."""
        return WebUrl(f"{self.credential_issuer}{path}")

    def offer_address(self, reference: str) -> WebUrl:
        """Where the offer behind a reference can be fetched."""
        return self.address(f"/offers/{reference}")

    def enrolment_address(self, token: str) -> WebUrl:
        """The page on which somebody of the staff enrols; proxies do not see what is behind the `#`."""
        return self.address(f"/office/#/enrolment/{token}")

    @property
    def status_lists_uri(self) -> WebUrl:
        """Where all status lists are named."""
        return self.address("/status-lists")

    def sign_in_callback(self, source: IdentitySourceName) -> WebUrl:
        """Where a sign-in service sends the citizen's browser back to."""
        return self.address(f"/sign-in/{source}/callback")

    def presentation_request(self, request_id: str) -> WebUrl:
        """Where a wallet fetches what it is asked for when its citizen signs in."""
        return self.address(f"/presentations/requests/{request_id}")

    def presentation_response(self, response_id: str) -> WebUrl:
        """Where it sends its answer."""
        return self.address(f"/presentations/responses/{response_id}")

    def status_list_uri(self, number: ListNumber) -> WebUrl:
        """The URI of a status list; it stands in credentials and heads and never changes."""
        return self.address(f"/status/{number}")
