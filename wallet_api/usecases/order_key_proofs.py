"""Say which key proofs an authorized offer needs: a new key each, a nonce of its own each."""

from wallet_api.domain.offers import AuthorizedOffer, CredentialTerms
from wallet_api.ports.issuers import CredentialIssuers
from wallet_api.ports.signer import KeyProofOrder


async def order_key_proofs(
    issuers: CredentialIssuers, authorized: AuthorizedOffer
) -> tuple[KeyProofOrder, ...]:
    """One order per credential; the nonces are fetched now.

    Raises:
        IssuerUnreachable, IssuerAnswerBroken, IssuerRefused: a nonce is not to be had.
    """
    return tuple([await order_key_proof(issuers, terms) for terms in authorized.terms])


async def order_key_proof(issuers: CredentialIssuers, terms: CredentialTerms) -> KeyProofOrder:
    """The order for one credential; the nonce is fetched now.

    Raises:
        IssuerUnreachable, IssuerAnswerBroken, IssuerRefused: a nonce is not to be had.
    """
    nonce = None
    if terms.nonce_endpoint is not None:
        nonce = await issuers.request_nonce(terms.nonce_endpoint)
    return KeyProofOrder(credential_issuer=terms.face.credential_issuer, nonce=nonce)
