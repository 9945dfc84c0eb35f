"""What the issuer's metadata say about a type in one of its formats."""

from dataclasses import replace

from citywallet.protocol.oid4vci import (
    ATTESTATION_PROOF_TYPE,
    JWT_PROOF_TYPE,
    ClaimDescription,
    CredentialConfiguration,
    Display,
    ProofTypeSupport,
)
from citywallet.protocol.vcdm import VC_TYPE
from issuer.domain.catalogue import Configuration, CredentialFormat
from issuer.domain.mdoc_credential import element_identifier
from issuer.domain.profile import IssuerProfile

_JOSE_ES256 = "ES256"
_COSE_ES256 = -7


def build_configuration_metadata(
    configuration: Configuration, profile: IssuerProfile
) -> CredentialConfiguration:
    """One entry of the credential configurations.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Parameters.
    """
    described = CredentialConfiguration(
        format=configuration.format,
        scope=configuration.scope,
        proof_types=_proof_types(configuration, profile),
        display=_display(configuration),
        claims=_claims(configuration),
    )
    if configuration.format is CredentialFormat.MDOC:
        return replace(
            described,
            doctype=configuration.type.doctype,
            signing_algorithms=(_COSE_ES256,),
            binding_methods=("cose_key",),
        )
    vct = configuration.type.vct(profile.credential_issuer)
    if configuration.format is CredentialFormat.JWT_VC:
        return replace(
            described,
            types=(VC_TYPE, vct),
            signing_algorithms=(_JOSE_ES256,),
            binding_methods=("jwk",),
        )
    return replace(
        described,
        vct=vct,
        signing_algorithms=(_JOSE_ES256,),
        binding_methods=("jwk",),
    )


def _proof_types(configuration: Configuration, profile: IssuerProfile) -> tuple[ProofTypeSupport, ...]:
    """Attestations alone are taken where somebody is trusted to make them."""
    names = (JWT_PROOF_TYPE, ATTESTATION_PROOF_TYPE) if profile.trusts_attesters else (JWT_PROOF_TYPE,)
    return tuple(
        ProofTypeSupport(
            proof_type=name,
            signing_algorithms=(_JOSE_ES256,),
            key_attestation_required=profile.requires_key_attestation(configuration.type),
        )
        for name in names
    )


def _display(configuration: Configuration) -> tuple[Display, ...]:
    return tuple(
        Display(
            name=entry.name,
            locale=entry.locale,
            description=entry.description,
            background_color=entry.background_color,
            text_color=entry.text_color,
        )
        for entry in configuration.type.display
    )


def _claims(configuration: Configuration) -> tuple[ClaimDescription, ...]:
    return tuple(
        ClaimDescription(
            path=_path(claim.path, configuration),
            mandatory=claim.mandatory,
            display=tuple(Display(name=name, locale=locale) for locale, name in claim.labels.items()),
        )
        for claim in configuration.type.claims
    )


def _path(path: tuple[str, ...], configuration: Configuration) -> tuple[str, ...]:
    """Where a claim of the type stands in a credential of the format."""
    doctype = configuration.type.doctype
    if configuration.format is CredentialFormat.MDOC and doctype is not None:
        return (doctype, element_identifier(path))
    if configuration.format is CredentialFormat.JWT_VC:
        return ("credentialSubject", *path)
    return path
