"""The issuer's metadata with names in some languages only, for a wallet that asks for these."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from citywallet.protocol.oid4vci import ClaimDescription, CredentialConfiguration, Display, IssuerMetadata


def in_languages(metadata: IssuerMetadata, languages: Collection[str]) -> IssuerMetadata:
    """The metadata with what is displayed in these languages; everything else stays as it is.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Retrieval.
    """
    return replace(
        metadata,
        display=_kept(metadata.display, languages),
        credential_configurations={
            name: _configuration(configuration, languages)
            for name, configuration in metadata.credential_configurations.items()
        },
    )


def _configuration(
    configuration: CredentialConfiguration, languages: Collection[str]
) -> CredentialConfiguration:
    return replace(
        configuration,
        display=_kept(configuration.display, languages),
        claims=tuple(_claim(claim, languages) for claim in configuration.claims),
    )


def _claim(claim: ClaimDescription, languages: Collection[str]) -> ClaimDescription:
    return replace(claim, display=_kept(claim.display, languages))


def _kept(display: Iterable[Display], languages: Collection[str]) -> tuple[Display, ...]:
    return tuple(entry for entry in display if entry.locale in languages)
