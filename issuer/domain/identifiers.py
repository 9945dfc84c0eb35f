"""Identifiers of the issuer's own records."""

from typing import NewType

CitizenId = NewType("CitizenId", str)
CredentialTypeId = NewType("CredentialTypeId", str)
CredentialConfigurationId = NewType("CredentialConfigurationId", str)
SourceName = NewType("SourceName", str)
FactName = NewType("FactName", str)
OfferId = NewType("OfferId", str)
AuthorizationId = NewType("AuthorizationId", str)
SessionId = NewType("SessionId", str)
IdentitySourceName = NewType("IdentitySourceName", str)
IdentityPresentationId = NewType("IdentityPresentationId", str)
CredentialId = NewType("CredentialId", str)
IssuanceId = NewType("IssuanceId", str)
ApplicationId = NewType("ApplicationId", str)
ImportId = NewType("ImportId", str)
BulkJobId = NewType("BulkJobId", str)
ApprovalId = NewType("ApprovalId", str)
HaltId = NewType("HaltId", str)
ListNumber = NewType("ListNumber", int)
UserName = NewType("UserName", str)
OfficeClientId = NewType("OfficeClientId", str)
