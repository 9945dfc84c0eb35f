"""What can be wrong when a wallet proves who it is.

ProtocolError
├── ClientAttestationInvalid                  invalid_client_attestation
│   ├── ClientAttestationRepeated, ClientAttestationIncomplete, ClientAttestationMalformed
│   ├── ClientAttestationTypeWrong, AttesterUnknown, ClientAttestationSignatureInvalid
│   ├── ClientAttestationOutOfTime, ClientAttestationKeyInvalid, ClientAttestationOfAnother
│   ├── ClientAttestationRevoked
│   └── AttestationPopInvalid, AttestationPopReplayed
├── AttestationChallengeWanted                use_attestation_challenge
└── ClientNotAuthenticated                    invalid_client
"""

from citywallet.protocol.errors import ErrorCode, ProtocolError


class ClientNotAuthenticated(ProtocolError):
    """The server serves only clients that prove who they are, and this one did not."""

    code = ErrorCode.INVALID_CLIENT
    public = "The client must authenticate by a wallet attestation."


class ClientAttestationInvalid(ProtocolError):
    """The root of what can be wrong with a client attestation or its proof of possession."""

    code = ErrorCode.INVALID_CLIENT_ATTESTATION
    public = "The client attestation is not valid."


class ClientAttestationRepeated(ClientAttestationInvalid):
    """A header field of the attestation comes several times."""

    public = "A request must carry one client attestation and one proof of possession."


class ClientAttestationIncomplete(ClientAttestationInvalid):
    """The attestation comes without its proof of possession, or the proof without the attestation."""

    public = "A client attestation and its proof of possession come together."


class ClientAttestationMalformed(ClientAttestationInvalid):
    """The attestation is no compact JWS with a JSON object inside, or a claim is absent or wrong."""

    public = "The client attestation could not be read, or lacks a claim."


class ClientAttestationTypeWrong(ClientAttestationInvalid):
    """The header's `typ` or `alg` is not the one of client attestations: a token made for something else."""

    public = "The client attestation must be of the type oauth-client-attestation+jwt and signed with ES256."


class AttesterUnknown(ClientAttestationInvalid):
    """Nobody whom this server trusts vouches for the signer."""

    public = "The attester is not trusted here."


class ClientAttestationSignatureInvalid(ClientAttestationInvalid):
    """The attestation is not signed by the attester that it names."""

    public = "The signature of the client attestation does not verify."


class ClientAttestationOutOfTime(ClientAttestationInvalid):
    """The attestation has expired, or does not count yet."""

    public = "The client attestation has expired or is not valid yet."


class ClientAttestationKeyInvalid(ClientAttestationInvalid):
    """The claim `cnf` holds no public key on P-256."""

    public = "The client attestation must name a public key on P-256 in cnf."


class ClientAttestationOfAnother(ClientAttestationInvalid):
    """The request, the attestation and its proof of possession do not name one and the same client."""

    public = "The client_id of the request must be the one that is attested."


class ClientAttestationRevoked(ClientAttestationInvalid):
    """The attester's status list says that it took the attestation back."""

    public = "The attester has taken the client attestation back."


class AttestationPopInvalid(ClientAttestationInvalid):
    """The proof of possession is not by the attested key, not for this server, or not made just now."""

    public = "The proof of possession of the client attestation is not valid."


class AttestationPopReplayed(ClientAttestationInvalid):
    """The proof of possession was sent before."""

    public = "A proof of possession counts once; please make a new one for each request."


class AttestationChallengeWanted(ProtocolError):
    """The proof of possession answers no challenge of this server that still counts; `fresh` does."""

    code = ErrorCode.USE_ATTESTATION_CHALLENGE
    public = "The proof of possession must answer a challenge of this server."

    def __init__(self, detail: str, *, fresh: str) -> None:
        super().__init__(detail)
        self.fresh = fresh
