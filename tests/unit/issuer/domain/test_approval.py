from dataclasses import replace

import pytest

from citywallet.protocol.oid4vci import CredentialRequestDenied
from issuer.adapters.catalogue_files import load_catalogue
from issuer.domain.catalogue import Configuration
from issuer.domain.identifiers import CredentialConfigurationId
from issuer.domain.requested_credential import require_approval
from tests.unit.issuer.domain.test_authorizations import an_authorization


def a_configuration(name: str) -> Configuration:
    found = load_catalogue().configuration(CredentialConfigurationId(name))
    assert found is not None
    return found


def test_what_an_officer_must_approve_is_refused_to_who_came_without_an_offer() -> None:
    alone = replace(an_authorization(), is_offered=False)
    with pytest.raises(CredentialRequestDenied):
        require_approval(a_configuration("disability"), alone)


def test_an_officers_offer_is_an_approval_and_other_types_need_none() -> None:
    require_approval(a_configuration("disability"), an_authorization())
    require_approval(a_configuration("citizen-id"), replace(an_authorization(), is_offered=False))
