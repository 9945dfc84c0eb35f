"""An officer offers a credential to a citizen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.oid4vci import OfferByReference, build_offer_link
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.audit import Act
from issuer.domain.callers import Caller
from issuer.domain.catalogue import Catalogue, CredentialType
from issuer.domain.credential_offers import credential_offer_of
from issuer.domain.errors import CitizenUnknown, CredentialTypeUnknown, TransactionCodeUseless
from issuer.domain.identifiers import CitizenId, CredentialConfigurationId, OfferId
from issuer.domain.offers import (
    TX_CODE_DIGITS,
    OfferGrant,
    OfferTerms,
    digest_of_tx_code,
    new_offer,
    pre_authorized_code,
)
from issuer.domain.profile import IssuerProfile
from issuer.domain.quotas import Quota
from issuer.ports import UnitsOfWork
from issuer.usecases.audit_trail import record_act
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.count_quota import CountQuota
from issuer.usecases.require_issuing import require_issuing


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedOffer:
    """What the officer gets, once: neither the links nor the transaction code can be shown again.

    `link` names where the offer lies and fits a QR code; `link_by_value` holds the whole of it. `tx_code`
    goes to the citizen by another way than the link; None where none was asked for.
    """

    id: OfferId
    link: str
    link_by_value: str
    tx_code: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOffer:
    """Record an offer and make its link, for a wallet to follow."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    catalogue: Catalogue
    profile: IssuerProfile
    check_entitlement: CheckEntitlement
    count_quota: CountQuota

    async def __call__(
        self,
        *,
        configuration_ids: Sequence[str],
        citizen_id: CitizenId,
        with_tx_code: bool,
        grants: Collection[OfferGrant],
        by: Caller,
    ) -> CreatedOffer:
        """Offer a citizen one or several credential configurations, all of which the wallet may fetch.

        Raises:
            TransactionCodeUseless: it protects a code that the offer does not carry.
            CredentialTypeUnknown, CitizenUnknown, NotEligible, SourceUnavailable, IssuingHalted,
                QuotaReached: as their names say.

        Spec: OpenID4VCI 1.0, Credential Offer.
        """
        if with_tx_code and OfferGrant.PRE_AUTHORIZED_CODE not in grants:
            raise TransactionCodeUseless()
        types = {CredentialConfigurationId(each): self._type_of(each) for each in configuration_ids}
        now = self.clock.now()
        async with self.units.reading() as records:
            await require_issuing(records)
            if await records.citizens.find(citizen_id) is None:
                raise CitizenUnknown()
        for credential_type in types.values():
            await self.check_entitlement(citizen_id, credential_type, now=now)
        reference = self.entropy.token_urlsafe(32)
        code = pre_authorized_code(reference)
        tx_code = self.entropy.digits(TX_CODE_DIGITS) if with_tx_code else None
        terms = OfferTerms(
            id=OfferId(self.entropy.identifier()),
            grants=frozenset(grants),
            configuration_ids=tuple(types),
            citizen_id=citizen_id,
            tx_code_digest=None if tx_code is None else digest_of_tx_code(tx_code, code=code),
            created_at=now,
            expires_at=now + self.profile.offer_lifetime,
        )
        async with self.units.writing() as records:
            await require_issuing(records)
            await self.count_quota(records, Quota.OFFERS, by=by, now=now)
            await records.offers.add(new_offer(terms, reference=reference))
            await record_act(records, by.actor, Act.OFFER_CREATED, subject=terms.id, now=now)
        return self._links_of(terms, reference=reference, tx_code=tx_code)

    def _links_of(self, terms: OfferTerms, *, reference: str, tx_code: str | None) -> CreatedOffer:
        by_reference = OfferByReference(credential_offer_uri=self.profile.offer_address(reference))
        by_value = credential_offer_of(terms, reference=reference, profile=self.profile)
        return CreatedOffer(
            id=terms.id,
            link=build_offer_link(by_reference),
            link_by_value=build_offer_link(by_value),
            tx_code=tx_code,
            expires_at=terms.expires_at,
        )

    def _type_of(self, configuration_id: str) -> CredentialType:
        configuration = self.catalogue.configuration(configuration_id)
        if configuration is None:
            raise CredentialTypeUnknown()
        return configuration.type
