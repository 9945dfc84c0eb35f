"""Messages of issuing and presenting: valid ones, and builders that change one thing in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.dcql import (
    Candidate,
    ClaimsQuery,
    CredentialQuery,
    DcqlQuery,
    PresentedCredential,
    SdJwtVcMeta,
)
from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import claims_of, parse_compact_jws, serialize_x5c, sign_jws
from citywallet.protocol.keys import EcSigningKey, SigningKey, serialize_public_jwk
from citywallet.protocol.oauth import IssuerIdentifier, WebUrl
from citywallet.protocol.oid4vci import (
    KEY_PROOF_TYP,
    CredentialConfiguration,
    CredentialOffer,
    Display,
    IssuerMetadata,
    PreAuthorizedCodeGrant,
    ProofTypeSupport,
    TxCode,
)
from citywallet.protocol.oid4vp import (
    REQUEST_OBJECT_TYP,
    AuthorizationRequest,
    ClientMetadata,
    VerifiedRequest,
    build_request_object,
    verify_request_object,
    x509_hash_client_id,
)
from citywallet.protocol.sdjwt import ClaimPath
from citywallet.protocol.trust import (
    CertificateTerms,
    CertificateUsage,
    build_leaf_certificate,
    build_root_certificate,
)
from tests.support.keys import HOLDER, a_signing_key

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LEEWAY = timedelta(seconds=60)
ISSUER_ID = IssuerIdentifier("https://issuer.example.com/city")
VERIFIER_URL = "https://verifier.example.com"
VCT = "https://issuer.example.com/city/vct/citizen-id/1"
NONCE = "n-0S6_WzA2Mj"

ACCESS = 41
ROOT = 42
OTHER_ACCESS = 43

CLAIMS: JsonObject = {
    "iss": "https://issuer.example.com/city",
    "vct": VCT,
    "name": "김하늘",
    "birthdate": "1955-03-01",
    "age_equal_or_over": {"14": True, "19": True, "60": True, "65": True},
    "district": {"name": "남동구", "id": "28200"},
    "nationalities": ["KR", "US"],
    "incheon_resident": True,
}
DISCLOSABLE: frozenset[ClaimPath] = frozenset(
    {
        ("name",),
        ("birthdate",),
        ("age_equal_or_over", "14"),
        ("age_equal_or_over", "19"),
        ("age_equal_or_over", "60"),
        ("age_equal_or_over", "65"),
        ("district",),
        ("nationalities", 0),
        ("nationalities", 1),
        ("incheon_resident",),
    }
)


def an_offer(**changes: Any) -> CredentialOffer:
    """An offer of a citizen ID with a transaction code of six digits."""
    values: dict[str, Any] = {
        "credential_issuer": ISSUER_ID,
        "credential_configuration_ids": ("citizen-id",),
        "pre_authorized_code": PreAuthorizedCodeGrant(
            pre_authorized_code="SplxlOBeZQQYbYS6WxSbIA", tx_code=TxCode(length=6)
        ),
    }
    return CredentialOffer(**values | changes)


def a_configuration(**changes: Any) -> CredentialConfiguration:
    """The catalogue entry of the citizen ID."""
    values: dict[str, Any] = {
        "format": "dc+sd-jwt",
        "vct": VCT,
        "scope": "citizen-id",
        "signing_algorithms": ("ES256",),
        "binding_methods": ("jwk",),
        "proof_types": (ProofTypeSupport(proof_type="jwt", signing_algorithms=("ES256",)),),
        "display": (Display(name="모바일 시민증", locale="ko-KR"), Display(name="Citizen ID", locale="en")),
    }
    return CredentialConfiguration(**values | changes)


def an_issuer_metadata(**changes: Any) -> IssuerMetadata:
    """The metadata of an issuer of citizen IDs."""
    values: dict[str, Any] = {
        "credential_issuer": ISSUER_ID,
        "credential_endpoint": WebUrl(f"{ISSUER_ID}/credential"),
        "nonce_endpoint": WebUrl(f"{ISSUER_ID}/nonce"),
        "credential_configurations": {"citizen-id": a_configuration()},
        "batch_size": 10,
        "display": (Display(name="인천광역시", locale="ko-KR"),),
    }
    return IssuerMetadata(**values | changes)


def a_key_proof(
    *,
    key: SigningKey | None = None,
    signed_by: SigningKey | None = None,
    header: JsonObject | None = None,
    claims: JsonObject | None = None,
    without: Sequence[str] = (),
) -> str:
    """A signed key proof; `header` and `claims` are changes, `without` names members to leave out."""
    holder = key or a_signing_key(HOLDER)
    full_header: JsonObject = {"typ": KEY_PROOF_TYP, "jwk": serialize_public_jwk(holder.public)}
    full_claims: JsonObject = {"aud": ISSUER_ID, "iat": int(NOW.timestamp()), "nonce": "c-nonce-1"}
    full_header |= header or {}
    full_claims |= claims or {}
    return sign_jws(
        {name: value for name, value in full_header.items() if name not in without},
        {name: value for name, value in full_claims.items() if name not in without},
        key=signed_by or holder,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChain:
    """A verifier's access certificate below a root, with the key that signs its requests."""

    key: EcSigningKey
    leaf: bytes
    root: bytes

    @property
    def client_id(self) -> str:
        return x509_hash_client_id(self.leaf)


@cache
def an_access_chain(
    *,
    key_number: int = ACCESS,
    dns_names: tuple[str, ...] = ("verifier.example.com",),
    uris: tuple[str, ...] = (VERIFIER_URL,),
    usage: CertificateUsage = CertificateUsage.VERIFIER_ACCESS,
    not_after: datetime = NOW + timedelta(days=30),
) -> AccessChain:
    """An access certificate of 남동구청, good at `NOW`."""
    root_key, key = a_signing_key(ROOT), a_signing_key(key_number)
    city = BilingualText(ko="인천광역시", en="Incheon Metropolitan City")
    root = build_root_certificate(
        root_key,
        organization=city,
        common_name="Test root",
        terms=CertificateTerms(
            serial=1, not_before=NOW - timedelta(days=1), not_after=NOW + timedelta(days=365)
        ),
    )
    leaf = build_leaf_certificate(
        key.public,
        usage=usage,
        issuer_certificate=root,
        issuer_key=root_key,
        organization=BilingualText(ko="남동구청", en="Namdong-gu Office"),
        common_name="desk",
        dns_names=dns_names,
        uris=uris,
        terms=CertificateTerms(serial=2, not_before=NOW - timedelta(days=1), not_after=not_after),
    )
    return AccessChain(key=key, leaf=leaf, root=root)


def a_claims_query(*path: str | int | None, **changes: Any) -> ClaimsQuery:
    """A query for one claim."""
    return ClaimsQuery(path=path, **changes)


def a_credential_query(**changes: Any) -> CredentialQuery:
    """A query for "65 or over, and a resident" of a citizen ID."""
    values: dict[str, Any] = {
        "id": "citizen-id",
        "format": "dc+sd-jwt",
        "meta": SdJwtVcMeta(vct_values=(VCT,)),
        "claims": (a_claims_query("age_equal_or_over", "65"), a_claims_query("incheon_resident")),
    }
    return CredentialQuery(**values | changes)


def a_query(*credentials: CredentialQuery, **changes: Any) -> DcqlQuery:
    """A query, by default for one citizen ID."""
    return DcqlQuery(credentials=credentials or (a_credential_query(),), **changes)


def a_candidate(**changes: Any) -> Candidate:
    """A citizen ID that the wallet holds."""
    values: dict[str, Any] = {
        "id": "card-1",
        "format": "dc+sd-jwt",
        "vct": VCT,
        "claims": CLAIMS,
        "disclosable": DISCLOSABLE,
        "is_bound": True,
    }
    return Candidate(**values | changes)


def a_presented_credential(**changes: Any) -> PresentedCredential:
    """A citizen ID as presented for `a_query()`, with nothing but what was asked for."""
    values: dict[str, Any] = {
        "format": "dc+sd-jwt",
        "vct": VCT,
        "claims": {"vct": VCT, "age_equal_or_over": {"65": True}, "incheon_resident": True},
        "is_bound": True,
    }
    return PresentedCredential(**values | changes)


def a_request(**changes: Any) -> AuthorizationRequest:
    """A request of the verifier of `an_access_chain()`."""
    values: dict[str, Any] = {
        "client_id": an_access_chain().client_id,
        "response_uri": WebUrl(f"{VERIFIER_URL}/responses/1"),
        "nonce": NONCE,
        "state": "state-1",
        "dcql_query": a_query(),
        "client_metadata": ClientMetadata(),
        "issued_at": NOW,
        "expires_at": NOW + timedelta(seconds=120),
    }
    return AuthorizationRequest(**values | changes)


def request_claims(request: AuthorizationRequest | None = None) -> JsonObject:
    """The claims of a request object as built."""
    signing_input = build_request_object(request or a_request(), x5c=(an_access_chain().leaf,))
    return claims_of(parse_compact_jws(f"{signing_input.decode()}.AA"))


def a_request_object(
    request: AuthorizationRequest | None = None,
    *,
    chain: AccessChain | None = None,
    signed_by: SigningKey | None = None,
    header: JsonObject | None = None,
    claims: JsonObject | None = None,
    without: Sequence[str] = (),
) -> str:
    """A signed request object; `header` and `claims` are changes, `without` names members to leave out."""
    access = chain or an_access_chain()
    full_header: JsonObject = {"typ": REQUEST_OBJECT_TYP, **serialize_x5c((access.leaf,))}
    full_header |= header or {}
    full_claims = request_claims(request) | (claims or {})
    return sign_jws(
        {name: value for name, value in full_header.items() if name not in without},
        {name: value for name, value in full_claims.items() if name not in without},
        key=signed_by or access.key,
    )


def verify_request(text: str, **changes: Any) -> VerifiedRequest:
    """Verify a request object with the expectations of this module."""
    values: dict[str, Any] = {
        "client_id": an_access_chain().client_id,
        "wallet_nonce": None,
        "anchors": (an_access_chain().root,),
        "now": NOW,
        "leeway": LEEWAY,
        "supported_transaction_types": (),
    }
    return verify_request_object(text, **values | changes)
