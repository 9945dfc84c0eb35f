"""Each codec of the messages: what was written is read as the same value."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from citywallet.protocol import oauth
from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.dcql import (
    ClaimsQuery,
    CredentialQuery,
    CredentialSetQuery,
    DcqlQuery,
    SdJwtVcMeta,
    TrustedAuthority,
    parse_dcql_query,
    serialize_dcql_query,
)
from citywallet.protocol.encoding import JsonObject, parse_json_object, serialize_json
from citywallet.protocol.jose import ContentEncryption, EncryptionKey
from citywallet.protocol.oauth import (
    AccessToken,
    AuthorizationCodeIssued,
    AuthorizationServerMetadata,
    AuthorizedCredential,
    CodeTokenRequest,
    CredentialDetail,
    ErrorResponse,
    PreAuthorizedTokenRequest,
    PushedResponse,
    RedirectUri,
    RefreshToken,
    RequestUri,
    ResponseTarget,
    TokenRequest,
    TokenResponse,
    TokenType,
    WebUrl,
    build_authorization_response,
    parse_authorization_details,
    parse_authorization_response,
    parse_authorization_server_metadata,
    parse_error_response,
    parse_pushed_response,
    parse_token_request,
    parse_token_response,
    serialize_authorization_details,
    serialize_authorization_server_metadata,
    serialize_error_response,
    serialize_pushed_response,
    serialize_token_request,
    serialize_token_response,
)
from citywallet.protocol.oid4vci import (
    AuthorizationCodeGrant,
    ByConfiguration,
    ByIdentifier,
    ClaimDescription,
    CredentialConfiguration,
    CredentialOffer,
    CredentialRequest,
    CredentialResponse,
    DeferredCredentialRequest,
    DeferredCredentialResponse,
    Display,
    InputMode,
    IssuerMetadata,
    NotificationEvent,
    NotificationRequest,
    OfferByReference,
    OfferByValue,
    PreAuthorizedCodeGrant,
    ProofTypeSupport,
    RequestEncryptionSupport,
    ResponseEncryption,
    ResponseEncryptionSupport,
    TxCode,
    build_offer_link,
    parse_credential_offer,
    parse_credential_request,
    parse_credential_response,
    parse_deferred_request,
    parse_issuer_metadata,
    parse_nonce_response,
    parse_notification_request,
    parse_offer_link,
    serialize_credential_offer,
    serialize_credential_request,
    serialize_credential_response,
    serialize_deferred_request,
    serialize_issuer_metadata,
    serialize_nonce_response,
    serialize_notification_request,
)
from citywallet.protocol.oid4vp import (
    AuthorizationRequest,
    ClientMetadata,
    ErrorAnswer,
    PresentationAnswer,
    RequestByReference,
    RequestUriMethod,
    build_request_link,
    parse_authorization_request,
    parse_direct_post,
    parse_receipt,
    parse_request_link,
    parse_request_uri_post,
    parse_transaction_data,
    parse_vp_token,
    serialize_direct_post,
    serialize_receipt,
    serialize_request_uri_post,
    serialize_vp_token,
)
from citywallet.protocol.oid4vp.transaction_data import encode_transaction_data
from citywallet.protocol.pkce import (
    CodeVerifier,
    code_challenge_of,
)
from citywallet.runtime.http import parse_fields
from tests.support.keys import a_signing_key
from tests.support.messages import ISSUER_ID, a_credential_query, a_query, request_claims

TEXT = st.text(min_size=1, max_size=20)
OPTIONAL_TEXT = st.none() | TEXT
IDS = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)
TOKENS = st.from_regex(r"[A-Za-z0-9\-._~]{1,40}", fullmatch=True)
PRINTABLE = st.text(
    st.characters(min_codepoint=32, max_codepoint=126, exclude_characters='"\\'), min_size=1, max_size=40
)
URLS = st.builds(
    lambda host, path: WebUrl(f"https://{host}.example/{path}"),
    st.from_regex(r"[a-z]{1,10}", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9\-._~/?=&%]{0,20}", fullmatch=True),
)
TIMES = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, tz=UTC))
PATHS = st.lists(TEXT | st.none() | st.integers(0, 99), min_size=1, max_size=4).map(tuple)


def through_json(members: JsonObject) -> JsonObject:
    return parse_json_object(serialize_json(members))


def tuples(elements: st.SearchStrategy, *, minimum: int = 0, unique: bool = False) -> st.SearchStrategy:
    return st.lists(elements, min_size=minimum, max_size=3, unique=unique).map(tuple)


OFFERS = st.builds(
    CredentialOffer,
    credential_issuer=st.just(ISSUER_ID),
    credential_configuration_ids=tuples(TEXT, minimum=1, unique=True),
    pre_authorized_code=st.none()
    | st.builds(
        PreAuthorizedCodeGrant,
        pre_authorized_code=TEXT,
        tx_code=st.none()
        | st.builds(
            TxCode,
            input_mode=st.sampled_from(InputMode),
            length=st.none() | st.integers(1, 128),
            description=st.none() | st.text(min_size=1, max_size=300),
        ),
        authorization_server=OPTIONAL_TEXT,
    ),
    authorization_code=st.none()
    | st.builds(AuthorizationCodeGrant, issuer_state=OPTIONAL_TEXT, authorization_server=OPTIONAL_TEXT),
)


@given(OFFERS)
def test_credential_offer_survives(offer: CredentialOffer) -> None:
    assert parse_credential_offer(through_json(serialize_credential_offer(offer))) == offer


@given(OFFERS)
def test_offer_link_by_value_survives(offer: CredentialOffer) -> None:
    assert parse_offer_link(build_offer_link(offer)) == OfferByValue(offer=offer)


@given(st.builds(OfferByReference, credential_offer_uri=URLS))
def test_offer_link_by_reference_survives(reference: OfferByReference) -> None:
    assert parse_offer_link(build_offer_link(reference)) == reference


DISPLAYS = tuples(
    st.builds(
        Display,
        name=TEXT,
        locale=OPTIONAL_TEXT,
        description=OPTIONAL_TEXT,
        background_color=OPTIONAL_TEXT,
        text_color=OPTIONAL_TEXT,
    )
    | st.builds(Display, logo_uri=TEXT, logo_alt_text=OPTIONAL_TEXT)
)
CONFIGURATIONS = st.builds(
    CredentialConfiguration,
    format=st.just("dc+sd-jwt"),
    vct=TEXT,
    scope=OPTIONAL_TEXT,
    signing_algorithms=tuples(TEXT),
    binding_methods=tuples(TEXT),
    proof_types=st.lists(
        st.builds(
            ProofTypeSupport,
            proof_type=TEXT,
            signing_algorithms=tuples(TEXT),
            key_attestation_required=st.booleans(),
        ),
        max_size=2,
        unique_by=lambda support: support.proof_type,
    ).map(tuple),
    display=DISPLAYS,
    claims=tuples(st.builds(ClaimDescription, path=PATHS, mandatory=st.booleans(), display=DISPLAYS)),
)


ENCRYPTION_KEYS = st.builds(
    lambda number, key_id: EncryptionKey(public=a_signing_key(number).public, key_id=key_id),
    st.integers(1, 5),
    st.none() | IDS,
)
ENCRYPTIONS = st.sets(st.sampled_from(ContentEncryption), min_size=1).map(lambda found: tuple(sorted(found)))
REQUEST_ENCRYPTIONS = st.builds(
    RequestEncryptionSupport, keys=tuples(ENCRYPTION_KEYS), encryptions=ENCRYPTIONS, is_required=st.booleans()
)
RESPONSE_ENCRYPTIONS = st.builds(
    ResponseEncryptionSupport, encryptions=ENCRYPTIONS, is_required=st.booleans()
)


@given(
    st.builds(
        IssuerMetadata,
        credential_issuer=st.just(ISSUER_ID),
        credential_endpoint=URLS,
        credential_configurations=st.dictionaries(TEXT, CONFIGURATIONS, max_size=2),
        nonce_endpoint=st.none() | URLS,
        deferred_credential_endpoint=st.none() | URLS,
        notification_endpoint=st.none() | URLS,
        authorization_servers=st.just(()) | st.just((ISSUER_ID,)),
        request_encryption=st.none() | REQUEST_ENCRYPTIONS,
        response_encryption=st.none() | RESPONSE_ENCRYPTIONS,
        batch_size=st.integers(1, 100),
        display=DISPLAYS,
    )
)
def test_issuer_metadata_survive(metadata: IssuerMetadata) -> None:
    members = through_json(serialize_issuer_metadata(metadata))
    assert parse_issuer_metadata(members, credential_issuer=ISSUER_ID) == metadata


@given(
    st.builds(
        AuthorizationServerMetadata,
        issuer=st.just(ISSUER_ID),
        token_endpoint=URLS,
        grant_types_supported=tuples(TEXT),
        pre_authorized_grant_anonymous_access_supported=st.booleans(),
        token_endpoint_auth_methods_supported=tuples(TEXT),
        authorization_endpoint=st.none() | URLS,
        response_types_supported=tuples(TEXT),
        scopes_supported=tuples(TEXT),
        code_challenge_methods_supported=tuples(TEXT),
        authorization_details_types_supported=tuples(TEXT),
        pushed_authorization_request_endpoint=st.none() | URLS,
        require_pushed_authorization_requests=st.booleans(),
        authorization_response_iss_parameter_supported=st.booleans(),
        dpop_signing_alg_values_supported=tuples(TEXT),
        client_attestation_signing_alg_values_supported=tuples(TEXT),
        client_attestation_pop_signing_alg_values_supported=tuples(TEXT),
        challenge_endpoint=st.none() | URLS,
    )
)
def test_server_metadata_survive(metadata: AuthorizationServerMetadata) -> None:
    members = through_json(serialize_authorization_server_metadata(metadata))
    assert parse_authorization_server_metadata(members, issuer=ISSUER_ID) == metadata


DETAILS = tuples(
    st.builds(CredentialDetail, credential_configuration_id=TEXT, locations=tuples(TEXT)), minimum=1
)
TARGETS = st.builds(
    ResponseTarget,
    client_id=TEXT,
    redirect_uri=st.sampled_from(
        ["wallet.app:/cb", "https://wallet.example/cb", "https://wallet.example/?a="]
    ).map(RedirectUri),
    state=OPTIONAL_TEXT,
)
CODE_REQUESTS = st.builds(
    oauth.AuthorizationRequest,
    target=TARGETS,
    code_challenge=st.from_regex(r"[A-Za-z0-9]{43}", fullmatch=True).map(CodeVerifier).map(code_challenge_of),
    scope=tuples(IDS, unique=True),
    authorization_details=st.just(()) | DETAILS,
    issuer_state=OPTIONAL_TEXT,
    resource=OPTIONAL_TEXT,
    dpop_thumbprint=st.none() | st.binary(min_size=32, max_size=32),
)


TOKEN_REQUESTS = st.builds(
    PreAuthorizedTokenRequest,
    pre_authorized_code=TEXT,
    tx_code=OPTIONAL_TEXT,
    client_id=OPTIONAL_TEXT,
    authorization_details=st.just(()) | DETAILS,
) | st.builds(
    CodeTokenRequest,
    code=TEXT,
    code_verifier=st.from_regex(r"[A-Za-z0-9\-._~]{43,128}", fullmatch=True).map(CodeVerifier),
    redirect_uri=TARGETS.map(lambda target: target.redirect_uri),
    client_id=OPTIONAL_TEXT,
    authorization_details=st.just(()) | DETAILS,
)


@given(TOKEN_REQUESTS)
def test_token_request_survives(request: TokenRequest) -> None:
    assert parse_token_request(serialize_token_request(request)) == request


@given(DETAILS)
def test_authorization_details_survive(details: tuple[CredentialDetail, ...]) -> None:
    assert parse_authorization_details(serialize_authorization_details(details)) == details


@given(CODE_REQUESTS)
def test_code_request_survives(request: oauth.AuthorizationRequest) -> None:
    fields = oauth.serialize_authorization_request(request)
    assert oauth.parse_authorization_request(parse_fields(urlencode(fields).encode())) == request
    assert oauth.parse_pushed_authorization_request(fields) == request
    oauth.check_fields_beside(fields, pushed=request)


@given(st.builds(PushedResponse, request_uri=TEXT.map(RequestUri), expires_in_seconds=st.integers(1, 10**9)))
def test_pushed_response_survives(response: PushedResponse) -> None:
    assert parse_pushed_response(through_json(serialize_pushed_response(response))) == response


@given(
    st.builds(AuthorizationCodeIssued, code=TEXT)
    | st.builds(ErrorResponse, error=PRINTABLE, description=st.none() | PRINTABLE),
    TARGETS,
    TEXT,
)
def test_authorization_response_survives(
    response: AuthorizationCodeIssued | ErrorResponse, target: ResponseTarget, state: str
) -> None:
    address = build_authorization_response(response, target=replace(target, state=state), issuer=ISSUER_ID)
    assert address.startswith(target.redirect_uri)
    fields = parse_fields(urlsplit(address).query.encode())
    read = parse_authorization_response(fields, issuer=ISSUER_ID, state=state, names_issuer=True)
    assert read == response


@given(
    st.builds(
        TokenResponse,
        access_token=TOKENS.map(AccessToken),
        token_type=st.sampled_from(TokenType),
        expires_in_seconds=st.none() | st.integers(0, 10**9),
        refresh_token=st.none() | TOKENS.map(RefreshToken),
        authorized_credentials=tuples(
            st.builds(
                AuthorizedCredential,
                credential_configuration_id=TEXT,
                credential_identifiers=tuples(TEXT, minimum=1),
            )
        ),
    )
)
def test_token_response_survives(response: TokenResponse) -> None:
    members = through_json(serialize_token_response(response))
    assert parse_token_response(members, expected=response.token_type) == response


@given(
    st.builds(
        ErrorResponse,
        error=PRINTABLE,
        description=st.none() | PRINTABLE,
        reason=st.none() | st.builds(BilingualText, ko=TEXT, en=TEXT),
    )
)
def test_error_response_survives(response: ErrorResponse) -> None:
    assert parse_error_response(through_json(serialize_error_response(response))) == response


@given(TEXT)
def test_nonce_response_survives(nonce: str) -> None:
    assert parse_nonce_response(through_json(serialize_nonce_response(nonce))) == nonce


@given(
    st.builds(
        CredentialRequest,
        requested=st.builds(ByConfiguration, credential_configuration_id=TEXT)
        | st.builds(ByIdentifier, credential_identifier=TEXT),
        key_proofs=tuples(TEXT),
        response_encryption=st.none()
        | st.builds(ResponseEncryption, key=ENCRYPTION_KEYS, encryption=st.sampled_from(ContentEncryption)),
    )
)
def test_credential_request_survives(request: CredentialRequest) -> None:
    members = through_json(serialize_credential_request(request))
    assert parse_credential_request(members, batch_size=3) == request


@given(
    st.builds(
        DeferredCredentialRequest,
        transaction_id=TEXT,
        response_encryption=st.none()
        | st.builds(ResponseEncryption, key=ENCRYPTION_KEYS, encryption=st.sampled_from(ContentEncryption)),
    )
)
def test_deferred_request_survives(request: DeferredCredentialRequest) -> None:
    assert parse_deferred_request(through_json(serialize_deferred_request(request))) == request


@given(
    st.builds(
        NotificationRequest,
        notification_id=TEXT,
        event=st.sampled_from(NotificationEvent),
        event_description=st.none() | PRINTABLE,
    )
)
def test_notification_request_survives(request: NotificationRequest) -> None:
    assert parse_notification_request(through_json(serialize_notification_request(request))) == request


@given(
    st.builds(CredentialResponse, credentials=tuples(TEXT, minimum=1), notification_id=OPTIONAL_TEXT)
    | st.builds(DeferredCredentialResponse, transaction_id=TEXT, interval_seconds=st.integers(1, 10**6))
)
def test_credential_response_survives(response: CredentialResponse | DeferredCredentialResponse) -> None:
    assert parse_credential_response(through_json(serialize_credential_response(response))) == response


@st.composite
def credential_queries(draw: st.DrawFn) -> CredentialQuery:
    claim_ids = draw(st.lists(IDS, max_size=3, unique=True))
    claims = tuple(
        ClaimsQuery(
            id=claim_id, path=draw(PATHS), values=draw(tuples(TEXT | st.booleans() | st.integers(-99, 99)))
        )
        for claim_id in claim_ids
    )
    return CredentialQuery(
        id=draw(IDS),
        format="dc+sd-jwt",
        meta=SdJwtVcMeta(vct_values=draw(tuples(TEXT))),
        multiple=draw(st.booleans()),
        requires_holder_binding=draw(st.booleans()),
        claims=claims,
        claim_sets=draw(tuples(tuples(st.sampled_from(claim_ids)))) if claim_ids else (),
        trusted_authorities=draw(
            tuples(st.builds(TrustedAuthority, type=TEXT, values=tuples(TEXT, minimum=1)))
        ),
    )


@st.composite
def queries(draw: st.DrawFn) -> DcqlQuery:
    credentials = draw(
        st.lists(credential_queries(), min_size=1, max_size=3, unique_by=lambda query: query.id)
    )
    ids = st.sampled_from([query.id for query in credentials])
    return DcqlQuery(
        credentials=tuple(credentials),
        credential_sets=draw(
            tuples(
                st.builds(
                    CredentialSetQuery,
                    options=tuples(tuples(ids, minimum=1), minimum=1),
                    required=st.booleans(),
                )
            )
        ),
    )


@given(queries())
def test_dcql_query_survives(query: DcqlQuery) -> None:
    assert parse_dcql_query(through_json(serialize_dcql_query(query))) == query


@given(
    st.builds(
        AuthorizationRequest,
        client_id=TEXT,
        response_uri=URLS,
        nonce=TOKENS,
        dcql_query=queries(),
        state=TOKENS,
        client_metadata=st.none()
        | st.builds(
            ClientMetadata,
            formats=st.just(("dc+sd-jwt", "mso_mdoc")),
            sd_jwt_algorithms=tuples(TEXT),
            key_binding_algorithms=tuples(TEXT),
        ),
        transaction_data=tuples(TOKENS),
        verifier_info=tuples(st.fixed_dictionaries({"format": TEXT, "data": TEXT})),
        wallet_nonce=OPTIONAL_TEXT,
        issued_at=st.none() | TIMES,
        expires_at=st.none() | TIMES,
    )
)
def test_authorization_request_survives(request: AuthorizationRequest) -> None:
    assert parse_authorization_request(request_claims(request)) == request


@given(
    st.builds(
        RequestByReference,
        client_id=TEXT,
        request_uri=URLS,
        method=st.sampled_from(RequestUriMethod),
    )
)
def test_request_link_survives(request: RequestByReference) -> None:
    assert parse_request_link(build_request_link(request)) == request


@given(st.from_regex(r"[!-~]{1,60}", fullmatch=True))
def test_nonce_of_the_wallet_survives(nonce: str) -> None:
    assert parse_request_uri_post(serialize_request_uri_post(wallet_nonce=nonce)) == nonce


VP_TOKENS = st.dictionaries(IDS, tuples(st.text(max_size=40), minimum=1), min_size=1, max_size=3)


@given(VP_TOKENS)
def test_vp_token_survives(vp_token: dict[str, tuple[str, ...]]) -> None:
    assert parse_vp_token(serialize_vp_token(vp_token)) == vp_token


@given(
    st.builds(PresentationAnswer, vp_token=VP_TOKENS, state=st.none() | TOKENS)
    | st.builds(
        ErrorAnswer,
        error=st.builds(ErrorResponse, error=PRINTABLE, description=st.none() | PRINTABLE),
        state=st.none() | TOKENS,
    )
)
def test_posted_answer_survives(answer: PresentationAnswer | ErrorAnswer) -> None:
    assert parse_direct_post(serialize_direct_post(answer)) == answer


@given(st.none() | URLS)
def test_receipt_survives(url: WebUrl | None) -> None:
    assert parse_receipt(through_json(serialize_receipt(redirect_uri=url))) == url


@given(st.dictionaries(TEXT, TEXT | st.integers(0, 10**9), max_size=3))
def test_transaction_data_survive(members: dict[str, str | int]) -> None:
    full: JsonObject = {**members, "type": "t", "credential_ids": ["citizen-id"]}
    full.pop("transaction_data_hashes_alg", None)
    entry = encode_transaction_data(full)
    query = a_query(a_credential_query())
    (data,) = parse_transaction_data((entry,), query=query, supported_types=("t",))
    assert (data.encoded, data.members) == (entry, full)
