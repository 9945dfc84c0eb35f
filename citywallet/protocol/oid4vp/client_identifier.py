"""Client identifiers: their prefix says how a wallet finds out who is asking."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlsplit

from citywallet.protocol.encoding import Base64UrlInvalid, decode_base64url, encode_base64url
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import WebUrl, host_of, parse_web_url
from citywallet.protocol.trust import CertificateUsage, VerifiedLeaf, verify_chain

_MAX_CHARS = 1_024
_DIGEST_BYTES = 32
_DNS_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DNS_NAME = re.compile(rf"(?=.{{1,253}}\Z)(?:{_DNS_LABEL}\.)*{_DNS_LABEL}")


class ClientIdInvalid(ProtocolError):
    """The client identifier is empty, too long, or not what its prefix demands."""

    code = ErrorCode.INVALID_REQUEST
    public = "The client_id does not follow the rules of its prefix."


class ClientIdPrefixUnknown(ProtocolError):
    """The text before the first colon is no prefix of the specification."""

    code = ErrorCode.INVALID_REQUEST
    public = "The prefix of the client_id is unknown."


class ClientIdPrefixUnsupported(ProtocolError):
    """The prefix is one that this wallet cannot verify for a signed request."""

    code = ErrorCode.INVALID_REQUEST
    public = "The prefix of the client_id is not supported."


class ClientIdOriginRefused(ProtocolError):
    """The prefix `origin` is reserved for answers; a request with it pretends to be one."""

    code = ErrorCode.INVALID_REQUEST
    public = "The prefix origin must not be used in a request."


class ClientCertificateDiffers(ProtocolError):
    """The certificate of the request is not the one that the client identifier names."""

    code = ErrorCode.INVALID_REQUEST
    public = "The client_id does not belong to the certificate of the request."


class ResponseUriForeign(ProtocolError):
    """The answer would go to a host that the verifier's certificate does not name."""

    code = ErrorCode.INVALID_REQUEST
    public = "The response_uri does not belong to the verifier."


class ClientIdPrefix(StrEnum):
    """The prefixes of the specification; without one a client must be known beforehand."""

    PRE_REGISTERED = "pre-registered"
    REDIRECT_URI = "redirect_uri"
    OPENID_FEDERATION = "openid_federation"
    DECENTRALIZED_IDENTIFIER = "decentralized_identifier"
    VERIFIER_ATTESTATION = "verifier_attestation"
    X509_SAN_DNS = "x509_san_dns"
    X509_HASH = "x509_hash"
    ORIGIN = "origin"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientIdentifier:
    """A client identifier taken apart: `name` is what follows the prefix. Nothing about it is verified."""

    prefix: ClientIdPrefix
    name: str

    @property
    def text(self) -> str:
        """The full identifier, as it stands in requests and as audience of what is presented."""
        return self.name if self.prefix is ClientIdPrefix.PRE_REGISTERED else f"{self.prefix}:{self.name}"


def parse_client_identifier(text: str) -> ClientIdentifier:
    """Take a client identifier apart and check the form that its prefix demands.

    Raises:
        ClientIdInvalid: empty, too long, or not of the form that the prefix demands.
        ClientIdPrefixUnknown: a colon follows something that is no prefix.
        ClientIdOriginRefused: the prefix `origin`.
        UrlInvalid, UrlNotSecure: what follows the prefix `redirect_uri` is no web address.

    Spec: OpenID4VP 1.0, Client Identifier Prefix and Verifier Metadata Management.
    """
    if not 0 < len(text) <= _MAX_CHARS or not text.isprintable():
        raise ClientIdInvalid("length or characters")
    head, colon, name = text.partition(":")
    if not colon:
        return ClientIdentifier(prefix=ClientIdPrefix.PRE_REGISTERED, name=text)
    # The name of the default case is no prefix: `pre-registered:x` must not become the client `x`.
    if head not in list(ClientIdPrefix) or head == ClientIdPrefix.PRE_REGISTERED:
        raise ClientIdPrefixUnknown(head[:60])
    identifier = ClientIdentifier(prefix=ClientIdPrefix(head), name=name)
    _check_form(identifier)
    return identifier


def x509_hash_client_id(leaf: bytes) -> str:
    """The client identifier of whoever signs with the key of a DER certificate.

    Spec: OpenID4VP 1.0, Defined Client Identifier Prefixes.
    """
    return f"{ClientIdPrefix.X509_HASH}:{encode_base64url(sha256(leaf).digest())}"


def verify_client(
    client: ClientIdentifier, *, x5c: Sequence[bytes], anchors: Sequence[bytes], at: datetime
) -> VerifiedLeaf:
    """Trace the certificate of a request to a trust anchor and hold it against the client identifier.

    Raises:
        ClientIdPrefixUnsupported: another prefix than `x509_hash` or `x509_san_dns`.
        ClientCertificateDiffers: another certificate than the identifier names.
        TrustError: the chain is not good for signing requests at that time.

    Spec: OpenID4VP 1.0, Defined Client Identifier Prefixes.
    """
    if client.prefix not in (ClientIdPrefix.X509_HASH, ClientIdPrefix.X509_SAN_DNS):
        raise ClientIdPrefixUnsupported(client.prefix)
    if client.prefix is ClientIdPrefix.X509_HASH and (not x5c or x509_hash_client_id(x5c[0]) != client.text):
        raise ClientCertificateDiffers("hash")
    leaf = verify_chain(x5c, anchors=anchors, at=at, usage=CertificateUsage.VERIFIER_ACCESS)
    # Names are compared whole: an entry with a wildcard stands for no name at all here.
    if client.prefix is ClientIdPrefix.X509_SAN_DNS and client.name not in _lower(leaf.dns_names):
        raise ClientCertificateDiffers("dNSName")
    return leaf


def check_response_uri(client: ClientIdentifier, leaf: VerifiedLeaf, response_uri: WebUrl) -> None:
    """Hold the address that gets the answer against the hosts that the certificate names, if it names any.

    Raises:
        ResponseUriForeign: another host.

    Spec: OpenID4VP 1.0, Validation of the Response URI.
    """
    target = host_of(response_uri)
    if client.prefix is ClientIdPrefix.X509_SAN_DNS:
        allowed = {client.name}
    else:
        hosts = (urlsplit(uri).hostname for uri in leaf.uris)
        allowed = _lower(leaf.dns_names) | {host for host in hosts if host}
    if allowed and target not in allowed:
        raise ResponseUriForeign(target)


def _check_form(identifier: ClientIdentifier) -> None:
    if not identifier.name:
        raise ClientIdInvalid("nothing follows the prefix")
    if identifier.prefix is ClientIdPrefix.ORIGIN:
        raise ClientIdOriginRefused()
    if identifier.prefix is ClientIdPrefix.X509_HASH:
        _check_digest(identifier.name)
    if identifier.prefix is ClientIdPrefix.X509_SAN_DNS and not _DNS_NAME.fullmatch(identifier.name):
        raise ClientIdInvalid("not a DNS name in lower case")
    if identifier.prefix is ClientIdPrefix.REDIRECT_URI:
        parse_web_url(identifier.name)


def _check_digest(name: str) -> None:
    try:
        digest = decode_base64url(name)
    except Base64UrlInvalid as error:
        raise ClientIdInvalid("not base64url") from error
    if len(digest) != _DIGEST_BYTES:
        raise ClientIdInvalid("not a SHA-256 digest")


def _lower(names: Sequence[str]) -> set[str]:
    return {name.lower() for name in names if "*" not in name}
