"""What a request shows of the client's right: its access token, and the proofs of its keys."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import (
    AccessRefused,
    AccessToken,
    AccessTokenMalformed,
    ClientIdMissing,
    DpopProofRepeated,
    ProvenRequest,
    ShownToken,
    TokenType,
    parse_authorization_header,
)
from citywallet.protocol.oauth.client_attestation import CHALLENGE_HEADER, ShownAttestation
from citywallet.protocol.oauth.client_attestation_errors import (
    ClientAttestationIncomplete,
    ClientAttestationRepeated,
)
from issuer.domain.access_tokens import TokenGrant
from issuer.domain.clients import Client
from issuer.http.acts import IssuerActs, acts_of

_MAX_CLIENT_ID_CHARS = 2_048
_REFUSALS_OF_ACCESS = frozenset(
    {ErrorCode.INVALID_TOKEN, ErrorCode.INVALID_DPOP_PROOF, ErrorCode.USE_DPOP_NONCE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A token that counts, what it allows, and header fields for the answer."""

    token: AccessToken
    grant: TokenGrant
    headers: Mapping[str, str]


async def access_of(request: Request, path: str) -> Access:
    """What the access token of a request to a protected resource at `path` allows.

    Raises:
        AccessRefused: no token, one that does not count, or none with a proof of its key.
        AccessTokenInQuery: the token stands in the address.
    """
    acts = acts_of(request)
    attempted: TokenType | None = None
    try:
        shown = _shown_token(request)
        attempted = shown.type
        address = acts.profile.address(path)
        grant = await acts.access.check_access_token(shown, proof=_dpop_proof(request), address=address)
    except ProtocolError as error:
        if error.code not in _REFUSALS_OF_ACCESS:
            raise
        fresh = acts.access.accept_dpop_proof.fresh_nonce() if attempted is TokenType.DPOP else None
        raise AccessRefused(error, attempted=attempted, fresh_nonce=fresh) from error
    headers = dpop_nonce_header(acts) if attempted is TokenType.DPOP else {}
    return Access(token=shown.token, grant=grant, headers=headers)


async def client_of(request: Request, path: str, *, claimed_id: str | None) -> Client:
    """Who asks at the endpoint `path` of the authorization server, as far as the request proves it.

    Raises:
        ClientIdMissing: the client's name is absurdly long.
        DpopProofInvalid, DpopNonceWanted: see `AcceptDpopProof`.
        ClientNotAuthenticated, ClientAttestationInvalid, AttestationChallengeWanted: see
            `AuthenticateClient`.
    """
    if claimed_id is not None and len(claimed_id) > _MAX_CLIENT_ID_CHARS:
        raise ClientIdMissing("too long")
    return await acts_of(request).access.authenticate_client(
        _shown_attestation(request),
        claimed_id=claimed_id,
        dpop_thumbprint=await _proven_key(request, path),
    )


def headers_for(client: Client, acts: IssuerActs) -> dict[str, str]:
    """Header fields that help a client with its next request to the authorization server."""
    headers = {} if client.dpop_thumbprint is None else dpop_nonce_header(acts)
    if client.instance_thumbprint is not None:
        headers[CHALLENGE_HEADER] = acts.access.challenges.fresh()
    return headers


def dpop_nonce_header(acts: IssuerActs) -> dict[str, str]:
    """The header field that hands a client the nonce for its next DPoP proofs."""
    return {"DPoP-Nonce": acts.access.accept_dpop_proof.fresh_nonce()}


def _shown_token(request: Request) -> ShownToken:
    shown = request.headers.getlist("authorization")
    if len(shown) > 1:
        raise AccessTokenMalformed("several headers")
    return parse_authorization_header(shown[0] if shown else None, query_names=request.query_params.keys())


def _dpop_proof(request: Request) -> str | None:
    proofs = request.headers.getlist("dpop")
    if len(proofs) > 1:
        raise DpopProofRepeated()
    return proofs[0] if proofs else None


def _shown_attestation(request: Request) -> ShownAttestation | None:
    attestations = request.headers.getlist("oauth-client-attestation")
    proofs = request.headers.getlist("oauth-client-attestation-pop")
    if len(attestations) > 1 or len(proofs) > 1:
        raise ClientAttestationRepeated()
    if len(attestations) != len(proofs):
        raise ClientAttestationIncomplete()
    return ShownAttestation(attestation=attestations[0], pop=proofs[0]) if attestations else None


async def _proven_key(request: Request, path: str) -> bytes | None:
    proof = _dpop_proof(request)
    if proof is None:
        return None
    acts = acts_of(request)
    target = ProvenRequest(method="POST", address=acts.profile.address(path), access_token=None)
    return await acts.access.accept_dpop_proof(proof, target)
