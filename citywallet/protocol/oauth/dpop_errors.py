"""What can be wrong with a DPoP proof.

ProtocolError
├── DpopProofInvalid                    invalid_dpop_proof
│   ├── DpopProofMissing, DpopProofRepeated, DpopProofMalformed
│   ├── DpopTypeWrong, DpopAlgorithmUnsupported, DpopKeyInvalid, DpopExposesPrivateKey, DpopSignatureInvalid
│   ├── DpopMethodWrong, DpopTargetWrong, DpopOutOfTime, DpopAccessTokenWrong
│   └── DpopProofReplayed, DpopKeyNotAnnounced
├── DpopNonceWanted                     use_dpop_nonce
└── DpopKeyOfAnother                    invalid_token
"""

from citywallet.protocol.errors import ErrorCode, ProtocolError


class DpopProofInvalid(ProtocolError):
    """The root of what can be wrong with a DPoP proof."""

    code = ErrorCode.INVALID_DPOP_PROOF
    public = "The DPoP proof is not valid."


class DpopProofMissing(DpopProofInvalid):
    """A proof is needed, and the request has no header field `DPoP`."""

    public = "A DPoP proof is needed in the header field DPoP."


class DpopProofRepeated(DpopProofInvalid):
    """The request has several header fields `DPoP`."""

    public = "A request must carry one DPoP proof."


class DpopProofMalformed(DpopProofInvalid):
    """The proof is no compact JWS with a JSON object inside, or a claim is absent or of the wrong type."""

    public = "The DPoP proof could not be read."


class DpopTypeWrong(DpopProofInvalid):
    """The header's `typ` is not the one of DPoP proofs: a token made for something else."""

    public = "The typ of a DPoP proof must be dpop+jwt."


class DpopAlgorithmUnsupported(DpopProofInvalid):
    """The header names another algorithm than ES256."""

    public = "DPoP proofs must be signed with ES256."


class DpopKeyInvalid(DpopProofInvalid):
    """The header parameter `jwk` is not a P-256 public key."""

    public = "A DPoP proof must carry a public key on P-256 in the header parameter jwk."


class DpopExposesPrivateKey(DpopProofInvalid):
    """The `jwk` contains the private key, which is no longer private."""

    public = "A DPoP proof must not contain a private key."


class DpopSignatureInvalid(DpopProofInvalid):
    """The proof is not signed by the key it carries."""

    public = "The signature of the DPoP proof does not verify with its key."


class DpopMethodWrong(DpopProofInvalid):
    """The proof was made for another method."""

    public = "The htm of the DPoP proof must be the method of the request."


class DpopTargetWrong(DpopProofInvalid):
    """The proof was made for another address."""

    public = "The htu of the DPoP proof must be the address of the request."


class DpopOutOfTime(DpopProofInvalid):
    """`iat` is too old, or in the future."""

    public = "A DPoP proof must have been made just now."


class DpopAccessTokenWrong(DpopProofInvalid):
    """The proof does not cover the access token beside it."""

    public = "The ath of the DPoP proof must be the hash of the access token."


class DpopProofReplayed(DpopProofInvalid):
    """The proof was sent before."""

    public = "A DPoP proof counts once; please make a new one for each request."


class DpopKeyNotAnnounced(DpopProofInvalid):
    """The proof that comes with a pushed request is of another key than its `dpop_jkt`."""

    public = "The dpop_jkt must be the thumbprint of the key of the DPoP proof."


class DpopNonceWanted(ProtocolError):
    """The proof carries no nonce of this server, or one that has ended; `fresh_nonce` is one to use now."""

    code = ErrorCode.USE_DPOP_NONCE
    public = "The DPoP proof must carry the nonce that this server hands out in DPoP-Nonce."

    def __init__(self, detail: str, *, fresh_nonce: str) -> None:
        super().__init__(detail)
        self.fresh_nonce = fresh_nonce


class DpopKeyOfAnother(ProtocolError):
    """The token is bound to another key than the proof's, or to none."""

    code = ErrorCode.INVALID_TOKEN
    public = "The access token is not bound to the key of the DPoP proof."
