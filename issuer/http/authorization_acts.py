"""The acts of the authorization code grant, and the pages on which a citizen takes part in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from issuer.domain.identifiers import IdentitySourceName
from issuer.domain.wallet_clients import WalletClients
from issuer.http.authorization_pages import AuthorizationPages
from issuer.ports.identity import IdentitySource
from issuer.usecases.begin_citizen_sign_in import BeginCitizenSignIn
from issuer.usecases.decline_authorization import DeclineAuthorization
from issuer.usecases.finish_citizen_sign_in import FinishCitizenSignIn
from issuer.usecases.grant_authorization import GrantAuthorization
from issuer.usecases.push_authorization_request import PushAuthorizationRequest
from issuer.usecases.read_citizen_session import ReadCitizenSession
from issuer.usecases.receive_presentation import ReceivePresentation
from issuer.usecases.redeem_authorization_code import RedeemAuthorizationCode
from issuer.usecases.serve_presentation_request import ServePresentationRequest
from issuer.usecases.start_authorization import StartAuthorization


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationActs:
    """How a citizen is asked to agree to what a wallet wants. Without `sources` nobody can sign in."""

    clients: WalletClients
    sources: Mapping[IdentitySourceName, IdentitySource]
    pages: AuthorizationPages
    push: PushAuthorizationRequest
    start: StartAuthorization
    read_session: ReadCitizenSession
    begin: BeginCitizenSignIn
    finish: FinishCitizenSignIn
    grant: GrantAuthorization
    decline: DeclineAuthorization
    redeem: RedeemAuthorizationCode
    serve_presentation_request: ServePresentationRequest
    receive_presentation: ReceivePresentation
