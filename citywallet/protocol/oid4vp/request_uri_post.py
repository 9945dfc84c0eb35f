"""Fetching a request by POST: the wallet adds a nonce that the signed request must repeat."""

import re
from collections.abc import Mapping

from citywallet.protocol.errors import ErrorCode, ProtocolError

_WALLET_NONCE = re.compile(r"[\x21-\x7e]{1,512}")


class WalletNonceInvalid(ProtocolError):
    """The wallet's nonce is empty, too long, or has characters that do not belong in a nonce."""

    code = ErrorCode.INVALID_REQUEST
    public = "The wallet_nonce is not valid."


def parse_request_uri_post(fields: Mapping[str, str]) -> str | None:
    """Read the wallet's nonce, None where it sent none; everything else in the form is ignored.

    Raises:
        WalletNonceInvalid: empty, too long, or with other than visible ASCII characters.

    Spec: OpenID4VP 1.0, Request URI Method `post`.
    """
    if "wallet_nonce" not in fields:
        return None
    if not _WALLET_NONCE.fullmatch(fields["wallet_nonce"]):
        raise WalletNonceInvalid()
    return fields["wallet_nonce"]


def serialize_request_uri_post(*, wallet_nonce: str) -> dict[str, str]:
    """The form that a wallet sends to fetch a request; it says nothing about the wallet itself.

    Spec: OpenID4VP 1.0, Request URI Method `post`.
    """
    return {"wallet_nonce": wallet_nonce}
