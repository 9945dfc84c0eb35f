"""Token Status List: the states of very many credentials in a few bits each, signed as one token."""

from citywallet.protocol.statuslist.claims import VerifiedStatusList
from citywallet.protocol.statuslist.compression import (
    MAX_LIST_BYTES,
    compress_list,
    decompress_list,
)
from citywallet.protocol.statuslist.cwt import (
    STATUS_LIST_CWT_MEDIA_TYPE,
    StatusListCwt,
    build_status_list_cwt,
    parse_status_list_cwt,
    verify_status_list_cwt,
)
from citywallet.protocol.statuslist.errors import (
    StatusBitsUnsupported,
    StatusIndexOutOfRange,
    StatusListBroken,
    StatusListExpired,
    StatusListFromFuture,
    StatusListTooLarge,
    StatusListWrongUri,
    StatusReferenceInvalid,
    StatusTokenMalformed,
    StatusValueUnknown,
)
from citywallet.protocol.statuslist.reference import (
    StatusReference,
    optional_status_claim,
    parse_status_claim,
    serialize_status_claim,
)
from citywallet.protocol.statuslist.status_list import CredentialStatus, StatusList
from citywallet.protocol.statuslist.token import (
    MAX_STATUS_TOKEN_CHARS,
    STATUS_LIST_MEDIA_TYPE,
    STATUS_LIST_TYP,
    StatusListToken,
    build_status_list_token,
    parse_status_list_token,
    verify_status_list_token,
)

__all__ = [
    "MAX_LIST_BYTES",
    "MAX_STATUS_TOKEN_CHARS",
    "STATUS_LIST_CWT_MEDIA_TYPE",
    "STATUS_LIST_MEDIA_TYPE",
    "STATUS_LIST_TYP",
    "CredentialStatus",
    "StatusBitsUnsupported",
    "StatusIndexOutOfRange",
    "StatusList",
    "StatusListBroken",
    "StatusListCwt",
    "StatusListExpired",
    "StatusListFromFuture",
    "StatusListToken",
    "StatusListTooLarge",
    "StatusListWrongUri",
    "StatusReference",
    "StatusReferenceInvalid",
    "StatusTokenMalformed",
    "StatusValueUnknown",
    "VerifiedStatusList",
    "build_status_list_cwt",
    "build_status_list_token",
    "compress_list",
    "decompress_list",
    "optional_status_claim",
    "parse_status_claim",
    "parse_status_list_cwt",
    "parse_status_list_token",
    "serialize_status_claim",
    "verify_status_list_cwt",
    "verify_status_list_token",
]
