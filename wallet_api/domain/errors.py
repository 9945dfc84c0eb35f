"""Why the wallet could not do what was asked: one class per cause, with the words that the citizen reads.

WalletError
├── NotFound: WalletNotFound, CardNotFound, PresentationNotFound, OfferNotFound
├── ReceivingFailed: OfferUnreadable, IssuerNotTrusted, OfferAlreadyAccepted, OfferInProgress,
│   GrantUnsupported, CredentialKindUnsupported, TransactionCodeMissing, TransactionCodeWrong, OfferExpired,
│   IssuerUnreachable, IssuerAnswerBroken, IssuerRefused, ProofNonceStale, CredentialUnacceptable
├── PresentingFailed: RequestUnreadable, VerifierUnknown, RequestRefused, RequestExpired, CardMissing,
│   PresentationAlreadyAnswered, AnswerNotSent, VerifierUnreachable, VerifierRefused
├── IssuerAddressUnfit
├── SigningRefused
└── RefreshFailed and its subclasses: `refresh_errors`

The argument of an error is detail for the log; it never holds a claim value.
"""

from typing import ClassVar

from citywallet.protocol.bilingual import BilingualText


class WalletError(Exception):
    """The root. `code` never changes; `korean` and `english` are the sentences for the person.

    `shows_detail` is set where the detail may be shown to whoever asked.
    """

    code: ClassVar[str] = "wallet_error"
    korean: ClassVar[str] = "지금은 할 수 없어요. 잠시 뒤 다시 해 주세요."
    english: ClassVar[str] = "This cannot be done now. Please try again later."
    shows_detail: ClassVar[bool] = False

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(WalletError):
    """What is asked for is not there, or belongs to another wallet: the answer is the same."""

    code = "not_found"
    korean = "찾을 수 없어요."
    english = "Not found."


class WalletNotFound(NotFound):
    """Raised when no wallet has this id."""


class CardNotFound(NotFound):
    """Raised when this wallet has no such card."""


class OfferNotFound(NotFound):
    """Raised when this wallet has no such offer."""


class PresentationNotFound(NotFound):
    """Raised when this wallet has no such presentation request."""


class ReceivingFailed(WalletError):
    """A card was not received; nothing was stored."""

    code = "receiving_failed"
    korean = "카드를 받지 못했어요. 저장된 내용은 없어요. 다시 해 주세요."
    english = "We could not get your card. Nothing was stored. Please try again."


class OfferUnreadable(ReceivingFailed):
    """Raised when the link or the offer behind it cannot be read."""

    code = "offer_unreadable"
    korean = "카드를 받는 링크가 아니거나 읽을 수 없어요. 저장된 내용은 없어요."
    english = "This is not a link to receive a card, or it cannot be read. Nothing was stored."


class IssuerNotTrusted(ReceivingFailed):
    """Raised when the offer comes from an issuer that nobody here has trusted; the detail names it."""

    code = "issuer_not_trusted"
    korean = "인정된 기관에서 보낸 카드가 아니에요. 받지 마세요."
    english = "This card does not come from a recognised office. Do not accept it."
    shows_detail = True


class OfferAlreadyAccepted(ReceivingFailed):
    """Raised when this wallet received the cards of this offer before."""

    code = "offer_already_accepted"
    korean = "이미 받은 카드예요. 지갑에서 볼 수 있어요."
    english = "You have already received this card. You can see it in your wallet."


class OfferInProgress(ReceivingFailed):
    """Raised when another request is receiving this offer right now."""

    code = "offer_in_progress"
    korean = "카드를 받고 있어요. 잠시만 기다려 주세요."
    english = "This card is being received. Please wait a moment."


class GrantUnsupported(ReceivingFailed):
    """Raised when the offer allows only a grant that this wallet does not speak."""

    code = "grant_unsupported"
    korean = "이 방법으로는 아직 카드를 받을 수 없어요. 저장된 내용은 없어요."
    english = "Cards cannot be received this way yet. Nothing was stored."


class CredentialKindUnsupported(ReceivingFailed):
    """Raised when the format or the kind of key proof offered is one that this wallet does not speak."""

    code = "card_kind_unsupported"
    korean = "이 지갑에 담을 수 없는 카드예요. 저장된 내용은 없어요."
    english = "This wallet cannot hold this kind of card. Nothing was stored."


class TransactionCodeMissing(ReceivingFailed):
    """Raised when the offer asks for a transaction code and none was given."""

    code = "tx_code_required"
    korean = "따로 받은 번호를 넣어 주세요."
    english = "Please enter the code that you received separately."


class TransactionCodeWrong(ReceivingFailed):
    """Raised when the transaction code is wrong or the offer ran out: the issuer does not say which."""

    code = "tx_code_wrong"
    korean = "번호가 다르거나 받을 수 있는 시간이 지났어요. 번호를 확인하고 다시 해 주세요."
    english = (
        "The code is wrong or the time to receive the card is over. Please check the code and try again."
    )


class OfferExpired(ReceivingFailed):
    """Raised when the issuer no longer knows the offer or its code."""

    code = "offer_expired"
    korean = "카드를 받을 수 있는 시간이 지났어요. 저장된 내용은 없어요. 새 링크를 받아 주세요."
    english = "The time to receive this card is over. Nothing was stored. Please ask for a new link."


class IssuerUnreachable(ReceivingFailed):
    """Raised when no answer came from the issuer."""

    code = "issuer_unreachable"


class IssuerAnswerBroken(ReceivingFailed):
    """Raised when the issuer answered something that is not what the protocol says."""

    code = "issuer_answer_broken"


class IssuerRefused(ReceivingFailed):
    """Raised when the issuer answered with an error: its code is the detail, `reason` is for the citizen."""

    code = "issuer_refused"

    def __init__(self, detail: str = "", *, reason: BilingualText | None = None) -> None:
        super().__init__(detail)
        self.reason = reason


class ProofNonceStale(ReceivingFailed):
    """Raised when the issuer wants key proofs over a newer nonce; start again and sign anew."""

    code = "proof_nonce_stale"


class CredentialUnacceptable(ReceivingFailed):
    """Raised when what came back is not the card that was offered, signed as it must be, bound to our key."""

    code = "card_unacceptable"


class SignInNotFound(NotFound):
    """Raised when a wallet has begun no such sign-in."""


class SignInUnknown(ReceivingFailed):
    """Raised when an answer of an issuer's page belongs to no sign-in that is open here."""

    code = "sign_in_unknown"
    korean = "이미 끝났거나 시간이 지난 화면이에요. 처음부터 다시 해 주세요."
    english = "This page has ended or its time is over. Please begin again."


class SignInDeclined(ReceivingFailed):
    """Raised when the citizen, or the issuer, said no on the issuer's page."""

    code = "sign_in_declined"
    korean = "카드를 받지 않기로 했어요. 저장된 내용은 없어요."
    english = "It was decided not to receive the card. Nothing was stored."


class PresentingFailed(WalletError):
    """Nothing was shown."""

    code = "presenting_failed"
    korean = "제출하지 못했어요. 나간 정보는 없어요."
    english = "Nothing was submitted. No information was sent."


class RequestUnreadable(PresentingFailed):
    """Raised when the link or the request behind it cannot be fetched or read."""

    code = "request_unreadable"
    korean = "요청을 읽을 수 없어요. 나간 정보는 없어요. 새 QR로 다시 해 주세요."
    english = "We could not read the request. No information was sent. Please use a new QR code."


class VerifierUnknown(PresentingFailed):
    """Raised when it cannot be established who asks; the citizen is warned in red not to submit."""

    code = "verifier_unknown"
    korean = "확인되지 않은 곳이에요. 제출하지 마세요."
    english = "We cannot confirm who this is. Do not submit."


class RequestRefused(PresentingFailed):
    """Raised when a known verifier's request breaks a rule. The detail is the protocol's error code."""

    code = "request_refused"
    korean = "요청이 올바르지 않아서 제출하지 않았어요. 나간 정보는 없어요."
    english = "The request is not valid, so nothing was submitted. No information was sent."


class RequestExpired(PresentingFailed):
    """Raised when the time to answer is over."""

    code = "timed_out"
    korean = "시간이 지났어요. 새 QR로 다시 해 주세요."
    english = "Time is up. Please use a new QR code."


class CardMissing(PresentingFailed):
    """Raised when the wallet holds nothing that answers the request. The verifier is told nothing."""

    code = "card_missing"
    korean = "여기에 낼 수 있는 카드가 지갑에 없어요. 나간 정보는 없어요."
    english = "No card in this wallet fits the request. No information was sent."


class PresentationAlreadyAnswered(PresentingFailed):
    """Raised when this request was submitted or declined before."""

    code = "already_answered"
    korean = "이미 답한 요청이에요. 새 QR로 다시 해 주세요."
    english = "This request was already answered. Please use a new QR code."


class AnswerNotSent(PresentingFailed):
    """Raised when the answer could not be sent at all."""

    code = "answer_not_sent"


class VerifierUnreachable(PresentingFailed):
    """Raised when the answer was sent but no receipt came: what was shown may have arrived."""

    code = "verifier_unreachable"
    korean = "제출했지만 받았다는 답이 없었어요. 이력에서 확인하고 새 QR로 다시 해 주세요."
    english = "It was sent, but no receipt came. Please check History and use a new QR code."


class VerifierRefused(PresentingFailed):
    """Raised when the verifier received the answer and did not take it. The detail is its status."""

    code = "verifier_refused"
    korean = "제출했지만 받아 주지 않았어요. 새 QR로 다시 해 주세요."
    english = "It was sent but not accepted. Please use a new QR code."


class IssuerAddressUnfit(WalletError):
    """Raised when an address cannot name a credential issuer."""

    code = "issuer_address_unfit"
    korean = "기관 주소가 올바르지 않아요. https로 시작하는 주소를 넣어 주세요."
    english = "This cannot be an issuer's address. Please give one that starts with https."


class SigningRefused(WalletError):
    """Raised when the holder's signer does not sign: what it was shown is not what it may sign."""

    code = "signing_refused"
    korean = "확인되지 않은 내용이라 서명하지 않았어요. 나간 정보는 없어요."
    english = "The content could not be confirmed, so it was not signed. No information was sent."
