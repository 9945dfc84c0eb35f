"""Why a card was not refreshed: one class per cause. Whatever the cause, the card at hand stays as it is.

RefreshFailed
├── CardNotRefreshable, RefreshTooSoon
├── RefreshEnded, RefreshDenied
└── RefreshUnanswered, RefreshUnusable
"""

from citywallet.protocol.errors import ErrorCode
from wallet_api.domain.errors import (
    CredentialUnacceptable,
    IssuerAnswerBroken,
    IssuerRefused,
    IssuerUnreachable,
    ReceivingFailed,
    WalletError,
)


class RefreshFailed(WalletError):
    """No newer card was received. The detail is the code of what went wrong on the way."""

    code = "refresh_failed"
    korean = "카드를 새로 고치지 못했어요. 지금 카드는 그대로 있어요. 잠시 뒤 다시 해 주세요."
    english = "We could not update your card. The card you have is unchanged. Please try again later."


class CardNotRefreshable(RefreshFailed):
    """Raised when the issuer gave nothing by which newer cards are fetched."""

    code = "refresh_unavailable"
    korean = "이 카드는 새로 고칠 수 없어요. 내용이 바뀌었으면 새 카드를 받아 주세요."
    english = "This card cannot be updated. If something has changed, please get a new card."


class RefreshTooSoon(RefreshFailed):
    """Raised when newer cards were asked for just now."""

    code = "refresh_too_soon"
    korean = "방금 기관에 물어봤어요. 1분 뒤에 다시 해 주세요."
    english = "We asked the office just now. Please try again in a minute."


class RefreshEnded(RefreshFailed):
    """Raised when the issuer takes the refresh token no more."""

    code = "refresh_ended"
    korean = "이 카드는 더 이상 새로 고칠 수 없어요. 새 카드를 받아 주세요."
    english = "This card can no longer be updated. Please get a new card."


class RefreshDenied(RefreshFailed):
    """Raised when the issuer gives no newer card to this citizen now."""

    code = "refresh_denied"
    korean = "기관에서 새 카드를 주지 않았어요. 지금 카드는 그대로 있어요. 카드를 준 기관에 물어봐 주세요."
    english = "The office did not give a newer card. The card you have is unchanged. Please ask that office."


class RefreshUnanswered(RefreshFailed):
    """Raised when no answer came from the issuer."""

    code = "refresh_unanswered"
    korean = "기관이 답하지 않아서 카드를 새로 고치지 못했어요. 지금 카드는 그대로 있어요."
    english = "The office did not answer, so your card was not updated. The card you have is unchanged."


class RefreshUnusable(RefreshFailed):
    """Raised when what came is no card that this wallet keeps. The detail names the cause."""

    code = "refresh_unusable"
    korean = "받은 카드를 확인할 수 없어서 담지 않았어요. 지금 카드는 그대로 있어요."
    english = "We could not confirm what came, so it was not kept. The card you have is unchanged."


def refresh_failure(error: ReceivingFailed) -> RefreshFailed:
    """What a failure on the way means for who holds a card already."""
    match error:
        case IssuerRefused(detail=ErrorCode.CREDENTIAL_REQUEST_DENIED):
            return RefreshDenied(error.detail)
        case IssuerUnreachable():
            return RefreshUnanswered(error.detail)
        case IssuerAnswerBroken() | CredentialUnacceptable():
            return RefreshUnusable(error.detail)
        case _:
            return RefreshFailed(error.detail or error.code)
