"""How clients show what they may do."""

from issuer.domain.server_nonces import NoncePurpose
from issuer.http.acts import AccessActs
from issuer.ports import UnitsOfWork
from issuer.settings import Settings
from issuer.usecases.accept_dpop_proof import AcceptDpopProof
from issuer.usecases.authenticate_client import AuthenticateClient
from issuer.usecases.check_access_token import CheckAccessToken
from issuer.usecases.check_attestation_status import CheckAttestationStatus
from issuer.usecases.hand_out_tokens import HandOutTokens
from issuer.usecases.redeem_offer import RedeemOffer
from issuer.usecases.refresh_tokens import RefreshTokens
from issuer.usecases.server_nonces import ServerNonces
from issuer.wiring.parts import IssuerParts


def access_acts(settings: Settings, parts: IssuerParts, units: UnitsOfWork, *, secret: bytes) -> AccessActs:
    """The acts around clients and their tokens; `secret` is what the issuer's nonces are made with."""
    clock, profile = parts.clock, settings.profile
    challenges = _nonces(NoncePurpose.CLIENT_ATTESTATION, settings, parts, secret)
    accept_dpop_proof = AcceptDpopProof(
        units=units,
        clock=clock,
        profile=profile,
        nonces=_nonces(NoncePurpose.DPOP, settings, parts, secret),
    )
    return AccessActs(
        accept_dpop_proof=accept_dpop_proof,
        authenticate_client=AuthenticateClient(
            units=units,
            clock=clock,
            profile=profile,
            trusted=parts.attesters,
            challenges=challenges,
            check_status=attestation_act(parts),
        ),
        challenges=challenges,
        check_access_token=CheckAccessToken(
            units=units, clock=clock, profile=profile, accept_dpop_proof=accept_dpop_proof
        ),
        refresh_tokens=RefreshTokens(units=units, clock=clock, hand_out_tokens=token_act(settings, parts)),
    )


def redeem_act(settings: Settings, parts: IssuerParts, units: UnitsOfWork) -> RedeemOffer:
    """What exchanges an offer's code for tokens."""
    return RedeemOffer(
        units=units,
        clock=parts.clock,
        entropy=parts.entropy,
        hand_out_tokens=token_act(settings, parts),
        guesses=settings.tx_code_guesses,
    )


def token_act(settings: Settings, parts: IssuerParts) -> HandOutTokens:
    """What makes the tokens in which every grant ends."""
    return HandOutTokens(entropy=parts.entropy, profile=settings.profile, catalogue=parts.catalogue)


def attestation_act(parts: IssuerParts) -> CheckAttestationStatus:
    """What tells whether a wallet provider took an attestation back."""
    return CheckAttestationStatus(clock=parts.clock, lists=parts.attestation_lists, trusted=parts.attesters)


def _nonces(purpose: NoncePurpose, settings: Settings, parts: IssuerParts, secret: bytes) -> ServerNonces:
    return ServerNonces(
        purpose=purpose,
        clock=parts.clock,
        entropy=parts.entropy,
        lifetime=settings.profile.nonce_lifetime,
        secret=secret,
    )
