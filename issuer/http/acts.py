"""The acts that the routes call, put together once by the application."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import IO

from fastapi import Request

from issuer.domain.catalogue import Catalogue
from issuer.domain.message_keys import MessageKeys
from issuer.domain.profile import IssuerProfile
from issuer.http.application_acts import ApplicationActs
from issuer.http.authorization_acts import AuthorizationActs
from issuer.http.bulk_acts import BulkActs
from issuer.http.office_acts import OfficeActs
from issuer.ports import KeyRing, TableFile
from issuer.usecases.accept_dpop_proof import AcceptDpopProof
from issuer.usecases.authenticate_client import AuthenticateClient
from issuer.usecases.change_status import ChangeStatus
from issuer.usecases.check_access_token import CheckAccessToken
from issuer.usecases.check_anchoring import CheckAnchoring
from issuer.usecases.collect_credential import CollectCredential
from issuer.usecases.create_offer import CreateOffer
from issuer.usecases.hand_out_nonce import HandOutNonce
from issuer.usecases.import_facts import ImportFacts
from issuer.usecases.import_register import ImportRegister
from issuer.usecases.issue_credential import IssueCredential
from issuer.usecases.list_citizens import ListCitizens
from issuer.usecases.list_credentials import ListCredentials
from issuer.usecases.list_signing_keys import ListSigningKeys
from issuer.usecases.list_status_lists import ListStatusLists
from issuer.usecases.name_status_lists import NameStatusLists
from issuer.usecases.read_credential import ReadCredential
from issuer.usecases.read_offer import ReadOffer
from issuer.usecases.redeem_offer import RedeemOffer
from issuer.usecases.refresh_tokens import RefreshTokens
from issuer.usecases.serve_bitstring_list import ServeBitstringList
from issuer.usecases.serve_past_status_list import ServePastStatusList
from issuer.usecases.serve_status_list import ServeStatusList
from issuer.usecases.serve_token_by_digest import ServeTokenByDigest
from issuer.usecases.server_nonces import ServerNonces
from issuer.usecases.sign_metadata import SignMetadata
from issuer.usecases.take_notification import TakeNotification


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessActs:
    """How a client shows what it may do."""

    accept_dpop_proof: AcceptDpopProof
    authenticate_client: AuthenticateClient
    challenges: ServerNonces
    check_access_token: CheckAccessToken
    refresh_tokens: RefreshTokens


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusActs:
    """How status list tokens are served; the newest may be kept for `time_to_live`."""

    time_to_live: timedelta
    name_status_lists: NameStatusLists
    serve_bitstring_list: ServeBitstringList
    serve_status_list: ServeStatusList
    serve_token_by_digest: ServeTokenByDigest
    serve_past_status_list: ServePastStatusList


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialActs:
    """What wallets ask of the credential endpoints."""

    issue_credential: IssueCredential
    collect_credential: CollectCredential
    take_notification: TakeNotification


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerActs:
    """Everything the issuer does when it is asked to."""

    profile: IssuerProfile
    catalogue: Catalogue
    keys: KeyRing
    message_keys: MessageKeys
    sign_metadata: SignMetadata
    trusted_proxies: int
    open_table: Callable[[IO[bytes]], TableFile]
    create_offer: CreateOffer
    read_offer: ReadOffer
    redeem_offer: RedeemOffer
    hand_out_nonce: HandOutNonce
    access: AccessActs
    credentials: CredentialActs
    applications: ApplicationActs
    authorization: AuthorizationActs
    change_status: ChangeStatus
    import_register: ImportRegister
    import_facts: ImportFacts
    list_citizens: ListCitizens
    list_credentials: ListCredentials
    read_credential: ReadCredential
    list_signing_keys: ListSigningKeys
    list_status_lists: ListStatusLists
    check_anchoring: CheckAnchoring
    status: StatusActs
    bulk: BulkActs
    office: OfficeActs


def acts_of(request: Request) -> IssuerActs:
    """The acts of the application that serves a request."""
    acts: IssuerActs = request.app.state.acts
    return acts
