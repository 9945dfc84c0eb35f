"""The credential that carries a bitstring, and the entries that point into it."""

from datetime import timedelta
from enum import StrEnum

from citywallet.protocol.bitstring.bits import bits_of, decode_bits, encode_bits
from citywallet.protocol.bitstring.errors import BitstringBroken, BitstringWrong
from citywallet.protocol.encoding import JsonObject, MemberInvalid, string_member
from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.statuslist import CredentialStatus, StatusList
from citywallet.protocol.vcdm import (
    UnsignedVc,
    Validity,
    build_verifiable_credential,
    verify_verifiable_credential,
)

_CREDENTIAL_TYPE = "BitstringStatusListCredential"
_LIST_TYPE = "BitstringStatusList"
_ENTRY_TYPE = "BitstringStatusListEntry"


class StatusPurpose(StrEnum):
    """What a set bit means."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"

    @property
    def status(self) -> CredentialStatus:
        """What a Token Status List says in the same case."""
        return CredentialStatus.INVALID if self is StatusPurpose.REVOCATION else CredentialStatus.SUSPENDED


def build_status_entry(*, uri: str, index: int, purpose: StatusPurpose) -> JsonObject:
    """One element of `credentialStatus`.

    Spec: Bitstring Status List 1.0, BitstringStatusListEntry.
    """
    return {
        "type": _ENTRY_TYPE,
        "statusPurpose": purpose.value,
        "statusListIndex": str(index),
        "statusListCredential": uri,
    }


def build_bitstring_credential(
    status_list: StatusList,
    *,
    uri: str,
    purpose: StatusPurpose,
    issuer: str,
    validity: Validity,
    ttl: timedelta,
    x5c: tuple[bytes, ...],
    key_id: str,
) -> UnsignedVc:
    """Build the list of one purpose from a status list, so that both say the same of every credential.

    Spec: Bitstring Status List 1.0, BitstringStatusListCredential.
    """
    subject: JsonObject = {
        "id": f"{uri}#list",
        "type": _LIST_TYPE,
        "statusPurpose": purpose.value,
        "encodedList": encode_bits(bits_of(status_list, purpose.status)),
        "ttl": int(ttl.total_seconds() * 1000),
    }
    return build_verifiable_credential(
        {"id": uri, "credentialSubject": subject},
        types=[_CREDENTIAL_TYPE],
        vocabulary=None,
        issuer=issuer,
        validity=validity,
        x5c=x5c,
        key_id=key_id,
        holder_key=None,
    )


def verify_bitstring_credential(text: str, *, key: PublicJwk, uri: str, purpose: StatusPurpose) -> bytes:
    """Verify a list's signature, and that it is the one asked for; its bits. Its times are the caller's.

    Raises:
        JwsMalformed, AlgorithmRefused, JwsTypeWrong, SignatureInvalid, VcMalformed: as
            `verify_verifiable_credential`.
        BitstringWrong: another list, or of another purpose.
        BitstringBroken: the list cannot be read.

    Spec: Bitstring Status List 1.0, Validate Algorithm.
    """
    credential = verify_verifiable_credential(text, key=key)
    subject = credential.subject
    if _CREDENTIAL_TYPE not in credential.types or subject.get("type") != _LIST_TYPE:
        raise BitstringWrong("no bitstring status list")
    if credential.properties.get("id") != uri or subject.get("statusPurpose") != purpose:
        raise BitstringWrong("another list")
    try:
        return decode_bits(string_member(subject, "encodedList"))
    except MemberInvalid:
        raise BitstringBroken("no list") from None
