"""A type in each of its formats."""

from dataclasses import replace

import pytest

from issuer.adapters.catalogue_files import load_catalogue
from issuer.domain.catalogue import Catalogue, CredentialFormat
from issuer.domain.identifiers import CredentialTypeId

CITIZEN_ID = CredentialTypeId("citizen-id")


@pytest.fixture
def in_all_formats() -> Catalogue:
    citizen_id = load_catalogue().find("citizen-id")
    assert citizen_id is not None
    return Catalogue({citizen_id.id: replace(citizen_id, formats=tuple(CredentialFormat))})


@pytest.mark.parametrize(
    ("configuration_id", "credential_format"),
    [
        ("citizen-id", CredentialFormat.SD_JWT_VC),
        ("citizen-id.mdoc", CredentialFormat.MDOC),
        ("citizen-id.jwt_vc", CredentialFormat.JWT_VC),
    ],
)
def test_a_configuration_is_a_type_in_a_format(
    in_all_formats: Catalogue, configuration_id: str, credential_format: CredentialFormat
) -> None:
    found = in_all_formats.configuration(configuration_id)
    assert found is not None
    assert (found.type.id, found.format) == ("citizen-id", credential_format)
    assert (found.id, found.scope) == (configuration_id, configuration_id)


@pytest.mark.parametrize(
    "unknown", ["", "residence", "citizen-id.", "citizen-id.pdf", "citizen-id.mdoc.mdoc"]
)
def test_what_the_catalogue_does_not_have_is_no_configuration(
    in_all_formats: Catalogue, unknown: str
) -> None:
    assert in_all_formats.configuration(unknown) is None


def test_a_format_that_the_type_does_not_have_is_no_configuration(in_all_formats: Catalogue) -> None:
    citizen_id = replace(in_all_formats.types[CITIZEN_ID], formats=(CredentialFormat.SD_JWT_VC,))
    assert Catalogue({CITIZEN_ID: citizen_id}).configuration("citizen-id.mdoc") is None


def test_every_configuration_is_found_by_its_identifier(in_all_formats: Catalogue) -> None:
    configurations = list(in_all_formats.configurations())
    assert len(configurations) == 3
    assert [in_all_formats.configuration(each.id) for each in configurations] == configurations
