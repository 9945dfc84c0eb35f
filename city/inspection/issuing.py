"""What must hold of offers, credentials and cards."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from city.inspection.books import Books
from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.oauth import AUTHORIZATION_CODE_GRANT


def signed_after_recorded(books: Books) -> Iterator[str]:
    """Each signed credential has exactly one intent, recorded before."""
    intents = {intent.credential_id: intent for intent in books.issuer.intents}
    for credential in books.issuer.credentials:
        intent = intents.get(credential.credential_id)
        if intent is None:
            yield f"credential {credential.credential_id} was signed without an intent"
        elif credential.signed_at < intent.issued_at:
            yield f"credential {credential.credential_id} was signed before its intent"


def place_given_out_once(books: Books) -> Iterator[str]:
    """A status index belongs to one credential for ever."""
    places = Counter((intent.list_number, intent.list_index) for intent in books.issuer.intents)
    for (list_number, index), times in places.items():
        if times > 1:
            yield f"index {index} of list {list_number} was given out {times} times"


def code_redeemed_once(books: Books) -> Iterator[str]:
    """A code, a request and a response address count once."""
    led_to = defaultdict(set)
    for authorization in books.issuer.authorizations:
        led_to[authorization.code_digest].add(authorization.id)
    for authorizations in led_to.values():
        if len(authorizations) > 1:
            yield f"one code led to the authorizations {', '.join(sorted(authorizations))}"
    granted = {authorization.id: authorization for authorization in books.issuer.authorizations}
    for offer in books.issuer.offers:
        if offer.authorization_id is None or offer.authorization_id in led_to[offer.code_digest]:
            continue
        # Whoever signed in for an offer came with another code, as the offer's own citizen.
        led = granted.get(offer.authorization_id)
        may_sign_in = AUTHORIZATION_CODE_GRANT in offer.grants
        if led is None or not may_sign_in or led.citizen_id != offer.citizen_id:
            yield f"offer {offer.id} was redeemed for an authorization that it did not lead to"
    values = Counter(
        value
        for one in books.transactions
        for value in (one.id, one.request_id, one.response_id, one.nonce, one.state)
    )
    if repeated := sum(times > 1 for times in values.values()):
        yield f"{repeated} random values of questions were used twice"


def one_live_issuance_per_authorization(books: Books) -> Iterator[str]:
    """Of one configuration under one authorization one issuance lives, beside what it superseded."""
    live = defaultdict(set)
    for intent in books.issuer.intents:
        if intent.state != "revoked" and intent.ends_at is None:
            live[intent.authorization_id, intent.configuration_id].add(intent.issued_at)
    for (authorization, configuration), issuances in live.items():
        if len(issuances) > 1:
            yield (
                f"authorization {authorization} has {configuration} of {len(issuances)} issuances "
                "that are in force"
            )


def card_is_on_record(books: Books) -> Iterator[str]:
    """Each card of the city in a wallet is one that the issuer recorded as signed."""
    signed = {credential.credential_id for credential in books.issuer.credentials}
    keys = {
        encode_base64url(intent.holder_thumbprint)
        for intent in books.issuer.intents
        if intent.credential_id in signed
    }
    for card in books.cards:
        if card.face["credential_issuer"] == books.issuer_url and card.key_id not in keys:
            yield f"card {card.id} was never recorded as signed"
