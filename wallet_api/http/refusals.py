"""How the wallet's own errors are answered: a problem with the sentence in both languages."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request, Response

from citywallet.protocol.encoding import JsonObject
from citywallet.runtime.http import Refusal, json_response
from citywallet.runtime.logging import get_logger
from citywallet.storage.errors import StorageUnavailable
from wallet_api.domain.errors import (
    AnswerNotSent,
    CardMissing,
    IssuerAddressUnfit,
    IssuerAnswerBroken,
    IssuerNotTrusted,
    IssuerRefused,
    IssuerUnreachable,
    NotFound,
    OfferAlreadyAccepted,
    OfferInProgress,
    PresentationAlreadyAnswered,
    PresentingFailed,
    ReceivingFailed,
    RequestExpired,
    SigningRefused,
    VerifierRefused,
    VerifierUnknown,
    VerifierUnreachable,
    WalletError,
)
from wallet_api.domain.refresh_errors import RefreshFailed
from wallet_api.ports.vault import SealBroken

_log = get_logger("wallet")

# The most special class listed here decides.
_STATUS_BY_CLASS: Mapping[type[WalletError], int] = {
    NotFound: 404,
    ReceivingFailed: 400,
    IssuerNotTrusted: 403,
    OfferAlreadyAccepted: 409,
    OfferInProgress: 409,
    IssuerUnreachable: 502,
    IssuerAnswerBroken: 502,
    IssuerRefused: 502,
    RefreshFailed: 502,
    PresentingFailed: 400,
    VerifierUnknown: 403,
    RequestExpired: 410,
    CardMissing: 409,
    PresentationAlreadyAnswered: 409,
    AnswerNotSent: 502,
    VerifierRefused: 502,
    VerifierUnreachable: 502,
    IssuerAddressUnfit: 400,
    SigningRefused: 403,
    SealBroken: 500,
}

REFUSALS: Mapping[type[Exception], Refusal] = {
    StorageUnavailable: Refusal(
        status=503,
        code="temporarily_unavailable",
        public="The wallet cannot answer now; please try again soon.",
    )
}


def status_of(cls: type[WalletError]) -> int:
    """The HTTP status for a class of error; one that nobody listed is our fault."""
    listed = (parent for parent in cls.__mro__ if parent in _STATUS_BY_CLASS)
    return next((_STATUS_BY_CLASS[parent] for parent in listed), 500)


def problem_handler() -> Callable[[Request, Exception], Awaitable[Response]]:
    """Renders a `WalletError` as a problem: code, and the sentence as `ko` and `en`."""

    async def handle(request: Request, error: Exception) -> Response:
        assert isinstance(error, WalletError)
        _log.info("refused", error=type(error).__name__)
        status = status_of(type(error))
        return json_response(_problem(error, status), status=status, media_type="application/problem+json")

    return handle


def _problem(error: WalletError, status: int) -> JsonObject:
    problem: JsonObject = {
        "type": f"urn:citywallet:problem:{error.code}",
        "title": error.english,
        "status": status,
        "code": error.code,
        "ko": error.korean,
        "en": error.english,
    }
    if error.shows_detail and error.detail:
        problem["detail"] = error.detail
    return problem
