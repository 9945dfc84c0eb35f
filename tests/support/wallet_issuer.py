"""A city's certificate authority and a credential issuer, in memory, with real signatures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import JsonObject, encode_base64url
from citywallet.protocol.keys import EcSigningKey, PublicJwk, thumbprint
from citywallet.protocol.oauth import (
    AccessToken,
    AuthorizationRequest,
    AuthorizationServerMetadata,
    CodeTokenRequest,
    IssuerIdentifier,
    PreAuthorizedTokenRequest,
    PushedResponse,
    RefreshToken,
    RefreshTokenRequest,
    RequestUri,
    TokenRequest,
    TokenResponse,
    TokenType,
    WebUrl,
)
from citywallet.protocol.oid4vci import (
    ClaimDescription,
    CredentialConfiguration,
    CredentialOffer,
    CredentialRequest,
    CredentialResponse,
    DeferredCredentialRequest,
    DeferredCredentialResponse,
    Display,
    IssuerMetadata,
    PreAuthorizedCodeGrant,
    ProofTypeSupport,
    TxCode,
    build_offer_link,
    verify_key_proofs,
)
from citywallet.protocol.pkce import (
    code_challenge_of,
)
from citywallet.protocol.sdjwt import ClaimPath
from citywallet.protocol.sdjwtvc import build_credential
from citywallet.protocol.statuslist import StatusReference
from citywallet.protocol.trust import CertificateUsage
from citywallet.protocol.trust.authority import (
    CertificateTerms,
    build_leaf_certificate,
    build_root_certificate,
)
from tests.support.clock import FixedClock
from tests.support.entropy import SeededEntropy
from wallet_api.domain.errors import IssuerRefused
from wallet_api.domain.issuer_sessions import IssuerSession


@dataclass(frozen=True)
class Authority:
    """A city's certificate authority in a test: its root and whom it certified."""

    root_key: EcSigningKey
    root: bytes
    start: datetime

    def certify(
        self, key: EcSigningKey, *, usage: CertificateUsage, url: str, name: BilingualText, serial: int = 2
    ) -> bytes:
        """A leaf certificate for a service at `url`."""
        return build_leaf_certificate(
            key.public,
            usage=usage,
            issuer_certificate=self.root,
            issuer_key=self.root_key,
            organization=name,
            common_name=name.en,
            dns_names=[urlsplit(url).hostname or ""],
            uris=[url],
            terms=_terms(serial, self.start),
        )


def an_authority(*, start: datetime, seed: str = "root") -> Authority:
    """A new authority with its own root."""
    root_key = a_key(seed)
    root = build_root_certificate(
        root_key,
        organization=BilingualText(ko="인천광역시", en="Incheon"),
        common_name=f"Test root {seed}",
        terms=_terms(1, start),
    )
    return Authority(root_key=root_key, root=root, start=start)


def a_key(seed: str) -> EcSigningKey:
    """The same key for the same seed."""
    return EcSigningKey.from_secret(sha256(seed.encode()).digest() + sha256(f"{seed}/2".encode()).digest())


def _terms(serial: int, start: datetime) -> CertificateTerms:
    return CertificateTerms(
        serial=serial, not_before=start - timedelta(days=1), not_after=start + timedelta(days=3650)
    )


CITIZEN: JsonObject = {
    "name": "가나다라시민",
    "birthdate": "1950-03-04",
    "age_equal_or_over": {"14": True, "19": True, "60": True, "65": True},
    "district": {"name": "제물포구", "id": "jemulpo"},
    "legal_dong": {"name": "송현동시험"},
    "incheon_resident": True,
}
DISCLOSABLE: tuple[ClaimPath, ...] = (
    ("name",),
    ("birthdate",),
    *(("age_equal_or_over", age) for age in ("14", "19", "60", "65")),
    ("district",),
    ("legal_dong",),
    ("incheon_resident",),
)


@dataclass
class FakeIssuer:
    """A credential issuer in memory that signs real credentials; tests bend its answers by setting fields."""

    authority: Authority
    clock: FixedClock
    url: str = "https://issuer.example"
    code: str = "code-1"
    tx_code: str | None = None
    key: EcSigningKey = field(default_factory=lambda: a_key("issuer"))
    claims: JsonObject = field(default_factory=lambda: dict(CITIZEN))
    vct: str = "https://issuer.example/vct/citizen-id/1"
    signed_vct: str | None = None
    bound_to: PublicJwk | None = None
    not_after: timedelta = timedelta(days=730)
    published: dict[str, PublicJwk] = field(default_factory=dict)
    anchored: bool = True
    fail_next: dict[str, Exception] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    token_alive: bool = True
    access_token: str = "access-token-of-the-citizen"
    refresh_token: RefreshToken | None = None
    defers: bool = False
    promised: dict[str, PublicJwk] = field(default_factory=dict)
    is_approved: bool = False
    nonces: set[str] = field(default_factory=set)
    answer: CredentialResponse | DeferredCredentialResponse | None = None
    requests: list[CredentialRequest] = field(default_factory=list)
    has_pages: bool = True
    takes_pushes: bool = True
    dpop: tuple[str, ...] = ()
    pushed: AuthorizationRequest | None = None
    token_key: EcSigningKey | None = None
    refreshes: bool = True
    refreshed: list[RefreshTokenRequest] = field(default_factory=list)

    def offer(self) -> CredentialOffer:
        return CredentialOffer(
            credential_issuer=IssuerIdentifier(self.url),
            credential_configuration_ids=("citizen-id",),
            pre_authorized_code=PreAuthorizedCodeGrant(
                pre_authorized_code=self.code, tx_code=None if self.tx_code is None else TxCode(length=6)
            ),
        )

    def link(self) -> str:
        """The offer by value."""
        return build_offer_link(self.offer())

    def metadata(self) -> IssuerMetadata:
        return IssuerMetadata(
            credential_issuer=IssuerIdentifier(self.url),
            credential_endpoint=WebUrl(f"{self.url}/credential"),
            nonce_endpoint=WebUrl(f"{self.url}/nonce"),
            deferred_credential_endpoint=WebUrl(f"{self.url}/deferred"),
            credential_configurations={"citizen-id": self.configuration()},
            display=(Display(name="인천광역시", locale="ko"), Display(name="Incheon", locale="en")),
        )

    def configuration(self) -> CredentialConfiguration:
        return CredentialConfiguration(
            format="dc+sd-jwt",
            vct=self.vct,
            binding_methods=("jwk",),
            proof_types=(ProofTypeSupport(proof_type="jwt", signing_algorithms=("ES256",)),),
            display=(Display(name="시민증", locale="ko-KR"), Display(name="Citizen ID", locale="en")),
            claims=(
                ClaimDescription(
                    path=("age_equal_or_over", "65"),
                    display=(Display(name="65세 이상", locale="ko"), Display(name="65 or over", locale="en")),
                ),
            ),
        )

    async def fetch_offer(self, credential_offer_uri: WebUrl) -> CredentialOffer:
        self._called("offer")
        return self.offer()

    async def fetch_metadata(self, credential_issuer: IssuerIdentifier) -> IssuerMetadata:
        self._called("metadata")
        return self.metadata()

    async def fetch_server_metadata(self, server: IssuerIdentifier) -> AuthorizationServerMetadata:
        self._called("server")
        return AuthorizationServerMetadata(
            issuer=server,
            token_endpoint=WebUrl(f"{self.url}/token"),
            grant_types_supported=(),
            authorization_endpoint=WebUrl(f"{self.url}/authorize") if self.has_pages else None,
            code_challenge_methods_supported=("S256",),
            pushed_authorization_request_endpoint=WebUrl(f"{self.url}/par") if self.takes_pushes else None,
            authorization_response_iss_parameter_supported=True,
            dpop_signing_alg_values_supported=self.dpop,
        )

    async def push_authorization(self, endpoint: WebUrl, request: AuthorizationRequest) -> PushedResponse:
        self._called("push")
        self.pushed = request
        return PushedResponse(request_uri=RequestUri("urn:request:1"), expires_in_seconds=60)

    async def request_token(
        self, endpoint: WebUrl, request: TokenRequest, *, key: EcSigningKey | None
    ) -> TokenResponse:
        self._called("token")
        self.token_key = key
        if isinstance(request, CodeTokenRequest):
            assert self.pushed is not None
            right = code_challenge_of(request.code_verifier) == self.pushed.code_challenge
            if request.code != "code-of-the-citizen" or not right:
                raise IssuerRefused("invalid_grant")
            return self._token(key)
        if isinstance(request, RefreshTokenRequest):
            self.refreshed.append(request)
            if request.refresh_token != self.refresh_token:
                raise IssuerRefused("invalid_grant")
            self.refresh_token = RefreshToken(f"{self.refresh_token}+")
            self.access_token, self.token_alive = f"{self.access_token}+", True
            return self._token(key)
        assert isinstance(request, PreAuthorizedTokenRequest)
        if request.pre_authorized_code != self.code or request.tx_code != self.tx_code:
            raise IssuerRefused("invalid_grant")
        self.code = "used"
        return self._token(key)

    def _token(self, key: EcSigningKey | None) -> TokenResponse:
        return TokenResponse(
            access_token=AccessToken(self.access_token),
            token_type=TokenType.BEARER if key is None else TokenType.DPOP,
            expires_in_seconds=600,
            refresh_token=self.refresh_token if self.refreshes else None,
        )

    async def request_nonce(self, endpoint: WebUrl) -> str:
        self._called("nonce")
        nonce = f"nonce-{len(self.calls)}"
        self.nonces.add(nonce)
        return nonce

    async def request_credential(
        self, endpoint: WebUrl, *, session: IssuerSession, request: CredentialRequest
    ) -> CredentialResponse | DeferredCredentialResponse:
        self._called("credential")
        self.requests.append(request)
        self._check(session)
        (proof,) = verify_key_proofs(
            request.key_proofs,
            audience=self.url,
            client_id=None,
            now=self.clock.now(),
            max_age=timedelta(minutes=5),
            leeway=timedelta(seconds=60),
        )
        if proof.nonce not in self.nonces:
            raise IssuerRefused("invalid_nonce")
        self.nonces.remove(proof.nonce)
        if self.defers:
            transaction_id = f"transaction-{len(self.calls)}"
            self.promised[transaction_id] = proof.key
            return DeferredCredentialResponse(transaction_id=transaction_id, interval_seconds=60)
        return self.answer or CredentialResponse(credentials=(self.sign(proof.key),))

    async def request_deferred(
        self, endpoint: WebUrl, *, session: IssuerSession, request: DeferredCredentialRequest
    ) -> CredentialResponse | DeferredCredentialResponse:
        self._called("deferred")
        self._check(session)
        if request.transaction_id not in self.promised:
            raise IssuerRefused("invalid_transaction_id")
        if not self.is_approved:
            return DeferredCredentialResponse(transaction_id=request.transaction_id, interval_seconds=60)
        return self.answer or CredentialResponse(
            credentials=(self.sign(self.promised[request.transaction_id]),)
        )

    def _check(self, session: IssuerSession) -> None:
        if not self.token_alive or session.shown.token != self.access_token:
            raise IssuerRefused("invalid_token")

    async def fetch_signing_keys(self, credential_issuer: IssuerIdentifier) -> Mapping[str, PublicJwk]:
        self._called("keys")
        return self.published

    def sign(self, holder_key: PublicJwk) -> str:
        """A credential for a holder key, signed now."""
        leaf = self.authority.certify(
            self.key,
            usage=CertificateUsage.CREDENTIAL_SIGNER,
            url=self.url,
            name=BilingualText(ko="인천광역시", en="Incheon"),
        )
        entropy = SeededEntropy(f"salt/{self.clock.now()}/{len(self.calls)}")
        unsigned = build_credential(
            vct=self.signed_vct or self.vct,
            issuer=self.url,
            x5c=(leaf,),
            key_id=encode_base64url(thumbprint(self.key.public)),
            holder_key=self.bound_to or holder_key,
            issued_at=self.clock.now(),
            expires_at=self.clock.now() + self.not_after,
            status=StatusReference(uri=f"{self.url}/status/1", index=7),
            claims=self.claims,
            disclosable=DISCLOSABLE,
            salts=iter(entropy.token_urlsafe, ""),
            decoys=2,
        )
        return unsigned.serialize(self.key.sign(unsigned.signing_input))

    def _called(self, what: str) -> None:
        self.calls.append(what)
        if what in self.fail_next:
            raise self.fail_next.pop(what)
