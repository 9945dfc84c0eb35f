"""Transaction data: what the citizen authorises by presenting, bound by a hash into the key binding."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from citywallet.protocol.dcql import DcqlQuery
from citywallet.protocol.encoding import (
    JsonObject,
    decode_base64url,
    encode_base64url,
    parse_json_object,
    serialize_json,
    string_array_member,
    string_member,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError

_HASH_ALGORITHM = "sha-256"
_MAX_ENTRIES = 16
_MAX_ENTRY_CHARS = 16_384


class TransactionDataInvalid(ProtocolError):
    """The root of what can be wrong with transaction data."""

    code = ErrorCode.INVALID_TRANSACTION_DATA
    public = "The transaction data are not valid."


class TransactionDataMalformed(TransactionDataInvalid):
    """An entry is not base64url of a JSON object, lacks a member, or there are too many or none."""

    public = "The transaction data could not be read."


class TransactionDataTypeUnknown(TransactionDataInvalid):
    """The wallet does not know the type, so it cannot show what is authorised."""

    public = "The type of the transaction data is not supported."


class TransactionDataCredentialUnknown(TransactionDataInvalid):
    """An entry names a credential query that the request does not contain."""

    public = "The transaction data name a credential that was not requested."


class TransactionDataUnbound(TransactionDataInvalid):
    """An entry would be authorised by a credential without holder binding, which signs nothing."""

    public = "Transaction data need a credential with holder binding."


class TransactionDataHashUnsupported(TransactionDataInvalid):
    """The verifier accepts no hash that this wallet can compute."""

    public = "The transaction data demand an unsupported hash algorithm."


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionData:
    """One entry. `encoded` is the text as received, which is what gets hashed; `members` is its content."""

    encoded: str = field(repr=False)
    type: str
    credential_ids: tuple[str, ...]
    members: JsonObject = field(repr=False)


def parse_transaction_data(
    entries: Sequence[str], *, query: DcqlQuery, supported_types: Collection[str]
) -> tuple[TransactionData, ...]:
    """Read the entries of a request; one that is not understood spoils them all.

    Which members a type demands is checked by whoever supports the type.

    Raises:
        TransactionDataInvalid: one subclass per broken rule.

    Spec: OpenID4VP 1.0, Transaction Data.
    """
    if not 0 < len(entries) <= _MAX_ENTRIES:
        raise TransactionDataMalformed(f"{len(entries)} entries")
    return tuple(_parse_entry(entry, query=query, supported_types=supported_types) for entry in entries)


def encode_transaction_data(members: JsonObject) -> str:
    """An entry as it goes into a request; keep the text, for its hash is over exactly this text."""
    return encode_base64url(serialize_json(members))


def transaction_data_hash(encoded: str) -> str:
    """The base64url SHA-256 digest of an entry exactly as received; it is not decoded first.

    Spec: OpenID4VP 1.0, A Profile of Transaction Data in SD-JWT VC.
    """
    return encode_base64url(sha256(encoded.encode()).digest())


def _parse_entry(entry: str, *, query: DcqlQuery, supported_types: Collection[str]) -> TransactionData:
    data = _decode(entry)
    if data.type not in supported_types:
        raise TransactionDataTypeUnknown(data.type[:100])
    for credential_id in data.credential_ids:
        credential = query.credential(credential_id)
        if credential is None:
            raise TransactionDataCredentialUnknown()
        if not credential.requires_holder_binding:
            raise TransactionDataUnbound()
    if _HASH_ALGORITHM not in _hash_algorithms(data.members):
        raise TransactionDataHashUnsupported()
    return data


def _decode(entry: str) -> TransactionData:
    if len(entry) > _MAX_ENTRY_CHARS:
        raise TransactionDataMalformed("too long")
    try:
        members = parse_json_object(decode_base64url(entry))
        data = TransactionData(
            encoded=entry,
            type=string_member(members, "type"),
            credential_ids=string_array_member(members, "credential_ids"),
            members=members,
        )
    except ProtocolError as error:
        raise TransactionDataMalformed(type(error).__name__) from error
    if not data.credential_ids:
        raise TransactionDataMalformed("credential_ids is empty")
    return data


def _hash_algorithms(members: JsonObject) -> tuple[str, ...]:
    if "transaction_data_hashes_alg" not in members:
        return (_HASH_ALGORITHM,)
    try:
        return string_array_member(members, "transaction_data_hashes_alg")
    except ProtocolError as error:
        raise TransactionDataMalformed(type(error).__name__) from error
