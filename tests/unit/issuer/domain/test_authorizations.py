"""What a token request may have of an offer of several credentials, and what can be fetched then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from citywallet.protocol.oauth import AccessTokenRefused, AuthorizationDetailsInvalid, CredentialDetail
from citywallet.protocol.oid4vci import (
    ByConfiguration,
    ByIdentifier,
    CredentialConfigurationUnknown,
    CredentialIdentifierUnknown,
    CredentialRequest,
    CredentialRequestMalformed,
)
from issuer.domain.access_tokens import TokenGrant, check_token
from issuer.domain.authorization_details import allowed_credentials
from issuer.domain.authorizations import AllowedCredential, Authorization
from issuer.domain.identifiers import AuthorizationId, CitizenId, CredentialConfigurationId
from issuer.domain.requested_credential import requested_configuration

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
ID, RESIDENCE = CredentialConfigurationId("citizen-id"), CredentialConfigurationId("residence")
OFFERED = (ID, RESIDENCE)


def details(*configuration_ids: str) -> tuple[CredentialDetail, ...]:
    return tuple(CredentialDetail(credential_configuration_id=each) for each in configuration_ids)


def an_authorization(*credentials: AllowedCredential) -> Authorization:
    return Authorization(
        id=AuthorizationId("authorization"),
        citizen_id=CitizenId("c-1"),
        client_id=None,
        instance_thumbprint=None,
        credentials=credentials,
        dpop_thumbprint=None,
        is_offered=True,
        granted_at=NOW,
        ended_at=None,
    )


def a_grant() -> TokenGrant:
    return TokenGrant(authorization=an_authorization(), issued_at=NOW, expires_at=NOW + timedelta(minutes=5))


def asked_of(authorization: Authorization, requested: ByConfiguration | ByIdentifier) -> str:
    request = CredentialRequest(requested=requested, key_proofs=())
    return requested_configuration(request, authorization=authorization)


def test_without_details_everything_offered_is_allowed_by_configuration() -> None:
    assert allowed_credentials((), offered=OFFERED) == (
        AllowedCredential(configuration_id=ID, identifier=None),
        AllowedCredential(configuration_id=RESIDENCE, identifier=None),
    )


def test_details_narrow_the_offer_to_what_they_ask_for_and_give_it_an_identifier() -> None:
    (allowed,) = allowed_credentials(details(RESIDENCE), offered=OFFERED)
    assert (allowed.configuration_id, allowed.identifier) == (RESIDENCE, "residence.register")


def test_each_credential_asked_for_by_details_has_an_identifier_of_its_own() -> None:
    allowed = allowed_credentials(details(RESIDENCE, ID, ID), offered=OFFERED)
    assert [each.configuration_id for each in allowed] == [ID, RESIDENCE]
    assert len({each.identifier for each in allowed}) == 2


def test_details_for_more_than_was_offered_are_refused() -> None:
    with pytest.raises(AuthorizationDetailsInvalid):
        allowed_credentials(details(ID, "mileage"), offered=OFFERED)


def test_each_allowed_credential_can_be_asked_for_and_no_other() -> None:
    authorization = an_authorization(*allowed_credentials((), offered=OFFERED))
    for each in OFFERED:
        assert asked_of(authorization, ByConfiguration(credential_configuration_id=each)) == each
    with pytest.raises(CredentialConfigurationUnknown):
        asked_of(authorization, ByConfiguration(credential_configuration_id="mileage"))
    with pytest.raises(CredentialIdentifierUnknown):
        asked_of(authorization, ByIdentifier(credential_identifier="citizen-id.register"))


def test_who_was_given_identifiers_asks_by_them() -> None:
    authorization = an_authorization(*allowed_credentials(details(*OFFERED), offered=OFFERED))
    assert asked_of(authorization, ByIdentifier(credential_identifier="residence.register")) == RESIDENCE
    with pytest.raises(CredentialRequestMalformed):
        asked_of(authorization, ByConfiguration(credential_configuration_id=ID))


def test_a_token_counts_until_its_end_or_the_end_of_its_authorization() -> None:
    grant = a_grant()
    assert check_token(grant, now=grant.expires_at - timedelta(microseconds=1)) is grant
    ended = replace(grant, authorization=replace(grant.authorization, ended_at=NOW))
    for refused, at in ((None, NOW), (grant, grant.expires_at), (ended, NOW)):
        with pytest.raises(AccessTokenRefused):
            check_token(refused, now=at)
