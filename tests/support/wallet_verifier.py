"""A verifier in memory: it signs real requests and keeps what it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.dcql import parse_dcql_query
from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import build_signing_input, claims_of, parse_compact_jws, serialize_compact
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.oauth import WebUrl
from citywallet.protocol.oid4vp import (
    AuthorizationRequest,
    PresentationAnswer,
    RequestByReference,
    RequestUriMethod,
    build_request_link,
    build_request_object,
    parse_direct_post,
    x509_hash_client_id,
)
from citywallet.protocol.trust import CertificateUsage
from tests.support.clock import FixedClock
from tests.support.wallet_issuer import Authority, a_key
from wallet_api.ports.verifiers import Receipt

SENIOR_RESIDENT: JsonObject = {
    "credentials": [
        {
            "id": "citizen",
            "format": "dc+sd-jwt",
            "meta": {"vct_values": ["https://issuer.example/vct/citizen-id/1"]},
            "claims": [{"path": ["age_equal_or_over", "65"]}, {"path": ["incheon_resident"]}],
        }
    ]
}

LIBRARY = BilingualText(ko="미추홀도서관", en="Michuhol Library")


@dataclass
class FakeVerifier:
    """A verifier with an access certificate; tests bend its requests by setting fields.

    `extra` and `left_out` change the claims of the request object before it is signed, `break_signature`
    what comes out.
    """

    authority: Authority
    clock: FixedClock
    url: str = "https://desk.example"
    key: EcSigningKey = field(default_factory=lambda: a_key("verifier"))
    name: BilingualText = LIBRARY
    query: JsonObject = field(default_factory=lambda: dict(SENIOR_RESIDENT))
    state: str | None = "state-1"
    nonce: str = "nonce-of-the-request"
    lifetime: timedelta | None = timedelta(seconds=120)
    purpose: Mapping[str, str] | None = None
    method: RequestUriMethod = RequestUriMethod.GET
    extra: JsonObject = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    break_signature: bool = False
    repeat_wallet_nonce: bool = True
    link_client_id: str | None = None
    certificate_url: str | None = None
    redirect_uri: str | None = None
    fail_next: dict[str, Exception] = field(default_factory=dict)
    delivered: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    @property
    def leaf(self) -> bytes:
        return self.authority.certify(
            self.key,
            usage=CertificateUsage.VERIFIER_ACCESS,
            url=self.certificate_url or self.url,
            name=self.name,
        )

    @property
    def client_id(self) -> str:
        return x509_hash_client_id(self.leaf)

    def link(self) -> str:
        """The request by reference."""
        reference = RequestByReference(
            client_id=self.link_client_id or self.client_id,
            request_uri=WebUrl(f"{self.url}/requests/1"),
            method=self.method,
        )
        return build_request_link(reference)

    def request_object(self, *, wallet_nonce: str | None = None) -> str:
        """The signed request, with whatever a test changed."""
        now = self.clock.now()
        request = AuthorizationRequest(
            client_id=self.client_id,
            response_uri=WebUrl(f"{self.url}/responses/1"),
            nonce=self.nonce,
            dcql_query=parse_dcql_query(self.query),
            state=self.state,
            wallet_nonce=wallet_nonce if self.repeat_wallet_nonce else None,
            issued_at=now,
            expires_at=None if self.lifetime is None else now + self.lifetime,
            verifier_info=()
            if self.purpose is None
            else ({"format": "citywallet-purpose", "data": dict(self.purpose)},),
        )
        plain = parse_compact_jws(
            serialize_compact(build_request_object(request, x5c=[self.leaf]), b"\1" * 64)
        )
        claims = {name: value for name, value in claims_of(plain).items() if name not in self.left_out}
        signing_input = build_signing_input(dict(plain.header), claims | self.extra)
        signature = self.key.sign(signing_input)
        if self.break_signature:
            signature = signature[:-1] + bytes([signature[-1] ^ 1])
        return serialize_compact(signing_input, signature)

    async def fetch_request(self, request_uri: WebUrl) -> str:
        self.fetched.append(f"GET {request_uri}")
        self._fail("fetch")
        return self.request_object()

    async def post_for_request(self, request_uri: WebUrl, fields: Mapping[str, str]) -> str:
        self.fetched.append(f"POST {request_uri}")
        self._fail("fetch")
        return self.request_object(wallet_nonce=fields["wallet_nonce"])

    async def deliver(self, response_uri: WebUrl, fields: Mapping[str, str]) -> Receipt:
        self.delivered.append((response_uri, dict(fields)))
        self._fail("deliver")
        return Receipt(redirect_uri=self.redirect_uri)

    @property
    def fields(self) -> dict[str, str]:
        """The form of the one answer that was delivered."""
        ((_, fields),) = self.delivered
        return fields

    @property
    def presented(self) -> dict[str, tuple[str, ...]]:
        """The presentations of the one answer that was delivered."""
        answer = parse_direct_post(self.fields)
        assert isinstance(answer, PresentationAnswer)
        return dict(answer.vp_token)

    def _fail(self, what: str) -> None:
        if what in self.fail_next:
            raise self.fail_next.pop(what)
