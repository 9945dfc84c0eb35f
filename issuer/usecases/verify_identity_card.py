"""Whether a presentation is to be believed, and who showed it: every step, or the reason why not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.dcql import PresentedCredential, match_presented
from citywallet.protocol.jose import x5c_of
from citywallet.protocol.oid4vp import VpToken, VpTokenMalformed
from citywallet.protocol.sdjwt import SdJwt, parse_sd_jwt, verify_key_binding
from citywallet.protocol.sdjwtvc import (
    SD_JWT_VC_FORMAT,
    VerifiedCredential,
    check_validity,
    issuer_x5c,
    verify_credential,
)
from citywallet.protocol.statuslist import (
    CredentialStatus,
    StatusReference,
    parse_status_list_token,
    verify_status_list_token,
)
from citywallet.protocol.trust import CertificateUsage, verify_chain
from issuer.domain.identifiers import CitizenId
from issuer.domain.identity_cards import (
    QUERY_ID,
    IdentityCard,
    IdentityCardRevoked,
    IdentityCardUnbound,
    IdentityCardWithoutStatus,
)
from issuer.ports.identity_presentations import IdentityStatusLists

_LEEWAY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderExpectation:
    """What the holder must have signed: this audience, this nonce, not before it was asked for."""

    audience: str
    nonce: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyIdentityCard:
    """Verifies one presentation of the credential that says who somebody is."""

    card: IdentityCard
    lists: IdentityStatusLists

    async def __call__(self, vp_token: VpToken, *, holder: HolderExpectation, now: datetime) -> CitizenId:
        """The citizen whom the credential names.

        Raises:
            VpTokenMalformed: not exactly the one presentation.
            IdentityCardRefused: one subclass per cause.
            ProtocolError: certificate, signature, disclosures, binding, times, type or list do not hold.
            IdentityUnavailable: its status cannot be found out.

        Spec: OpenID4VP 1.0, VP Token Validation.
        """
        # (1) Exactly what was asked for, and readable.
        sd_jwt = _only_presentation(vp_token)
        # (2) The trusted issuer signed it, for its own name.
        credential = self._verify_signature(sd_jwt, now=now)
        # (3) Whoever has the holder's key showed it, to us, in answer to this request.
        _verify_holder(credential, holder, now=now)
        # (4) It is in force.
        check_validity(credential, at=now, leeway=_LEEWAY)
        # (5) It is of the type that was asked for, with the claim.
        _require_match(self.card, credential)
        # (6) It was not taken back. Last, since only this step asks somebody else.
        await self._verify_status(credential.status, now=now)
        return self.card.citizen_in(credential)

    def _verify_signature(self, sd_jwt: SdJwt, *, now: datetime) -> VerifiedCredential:
        leaf = verify_chain(
            issuer_x5c(sd_jwt), anchors=self.card.anchors, at=now, usage=CertificateUsage.CREDENTIAL_SIGNER
        )
        self.card.require_named_by(leaf)
        credential = verify_credential(sd_jwt, key=leaf.key)
        self.card.require_named_in(credential)
        return credential

    async def _verify_status(self, reference: StatusReference | None, *, now: datetime) -> None:
        """Spec: Token Status List, Validation Rules."""
        if reference is None:
            raise IdentityCardWithoutStatus()
        self.card.require_own_list(reference.uri)
        token = parse_status_list_token(await self.lists.current(reference.uri))
        leaf = verify_chain(
            x5c_of(token.jws), anchors=self.card.anchors, at=now, usage=CertificateUsage.STATUS_SIGNER
        )
        self.card.require_named_by(leaf)
        verified = verify_status_list_token(token, key=leaf.key, uri=reference.uri, now=now)
        if verified.status_list.status_at(reference.index) is not CredentialStatus.VALID:
            raise IdentityCardRevoked()


def _only_presentation(vp_token: VpToken) -> SdJwt:
    presentations = vp_token.get(QUERY_ID, ())
    if len(vp_token) != 1 or len(presentations) != 1:
        raise VpTokenMalformed("not exactly the presentation that was asked for")
    return parse_sd_jwt(presentations[0])


def _verify_holder(credential: VerifiedCredential, expected: HolderExpectation, *, now: datetime) -> None:
    if credential.holder_key is None:
        raise IdentityCardUnbound()
    verify_key_binding(
        credential.sd_jwt,
        holder_key=credential.holder_key,
        nonce=expected.nonce,
        audience=expected.audience,
        now=now,
        # The nonce is as old as the request: what was signed before it is no answer to it.
        max_age=now - expected.asked_at + _LEEWAY,
        leeway=_LEEWAY,
    )


def _require_match(card: IdentityCard, credential: VerifiedCredential) -> None:
    presented = PresentedCredential(
        format=SD_JWT_VC_FORMAT, vct=credential.vct, claims=credential.claims, is_bound=True
    )
    for mismatch in match_presented(card.credential_query, presented):
        raise mismatch
