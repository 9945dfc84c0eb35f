"""A query in the Digital Credentials Query Language: which credentials and claims a verifier wants."""

from dataclasses import dataclass
from typing import TypeAlias

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.sdjwt import ClaimPath

ClaimValue: TypeAlias = str | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsQuery:
    """One claim that is wanted; where `values` is not empty, only with one of these values.

    Spec: OpenID4VP 1.0, Claims Query.
    """

    path: ClaimPath
    id: str | None = None
    values: tuple[ClaimValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedAuthority:
    """Authorities of one type, for example `aki`, of which one must stand behind the credential.

    Spec: OpenID4VP 1.0, Trusted Authorities Query.
    """

    type: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SdJwtVcMeta:
    """The accepted credential types; empty accepts every type."""

    vct_values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMeta:
    """What a query says about a credential of a format that we do not read."""

    members: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialQuery:
    """One credential that is wanted.

    Without `claims` no selectively disclosable claim is wanted. `claim_sets` holds ids of `claims`, in the
    verifier's order of preference; empty means that all of `claims` are wanted.

    Spec: OpenID4VP 1.0, Credential Query.
    """

    id: str
    format: str
    meta: SdJwtVcMeta | OtherMeta
    multiple: bool = False
    requires_holder_binding: bool = True
    claims: tuple[ClaimsQuery, ...] = ()
    claim_sets: tuple[tuple[str, ...], ...] = ()
    trusted_authorities: tuple[TrustedAuthority, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialSetQuery:
    """Alternatives: each option is a group of credential query ids that together serve the purpose.

    Spec: OpenID4VP 1.0, Credential Set Query.
    """

    options: tuple[tuple[str, ...], ...]
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DcqlQuery:
    """A whole query; without `credential_sets` every credential of `credentials` is wanted.

    Spec: OpenID4VP 1.0, Digital Credentials Query Language (DCQL).
    """

    credentials: tuple[CredentialQuery, ...]
    credential_sets: tuple[CredentialSetQuery, ...] = ()

    def credential(self, query_id: str) -> CredentialQuery | None:
        """The credential query of that id, or None."""
        return next((query for query in self.credentials if query.id == query_id), None)

    @property
    def wants_unbound(self) -> bool:
        """Whether a credential without holder binding is accepted: then a request needs a `state`."""
        return any(not query.requires_holder_binding for query in self.credentials)
