"""Proof Key for Code Exchange: whoever redeems a code shows that it began the flow. S256 and nothing else."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import NewType

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.errors import ErrorCode, ProtocolError

CodeChallenge = NewType("CodeChallenge", str)
CodeVerifier = NewType("CodeVerifier", str)

CODE_CHALLENGE_METHOD = "S256"

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


class CodeChallengeMissing(ProtocolError):
    """The authorization request carries no code challenge."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter code_challenge is missing; this server requires PKCE."


class CodeChallengeMethodUnsupported(ProtocolError):
    """The challenge is not made with S256; a request that names no method means `plain`."""

    code = ErrorCode.INVALID_REQUEST
    public = "The code_challenge_method must be S256."


class CodeChallengeMalformed(ProtocolError):
    """The challenge is not the base64url of a SHA-256 digest."""

    code = ErrorCode.INVALID_REQUEST
    public = "The code_challenge is malformed."


class CodeVerifierMissing(ProtocolError):
    """The token request carries no code verifier."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter code_verifier is missing."


class CodeVerifierMalformed(ProtocolError):
    """The verifier is not 43 to 128 unreserved characters."""

    code = ErrorCode.INVALID_REQUEST
    public = "The code_verifier is malformed."


class CodeVerifierWrong(ProtocolError):
    """The verifier does not belong to the challenge: somebody else began the flow."""

    code = ErrorCode.INVALID_GRANT
    public = "The code_verifier does not fit the code_challenge."


def parse_code_challenge(fields: Mapping[str, str]) -> CodeChallenge:
    """Read the challenge of an authorization request.

    Raises:
        CodeChallengeMissing: there is none.
        CodeChallengeMethodUnsupported: another method than S256, or none named.
        CodeChallengeMalformed: not 43 characters of base64url.

    Spec: PKCE, Client Sends the Code Challenge with the Authorization Request.
    """
    challenge = fields.get("code_challenge")
    if not challenge:
        raise CodeChallengeMissing()
    if fields.get("code_challenge_method") != CODE_CHALLENGE_METHOD:
        raise CodeChallengeMethodUnsupported()
    if not _CHALLENGE.fullmatch(challenge):
        raise CodeChallengeMalformed()
    return CodeChallenge(challenge)


def serialize_code_challenge(challenge: CodeChallenge) -> dict[str, str]:
    """The fields of a challenge in an authorization request."""
    return {"code_challenge": challenge, "code_challenge_method": CODE_CHALLENGE_METHOD}


def parse_code_verifier(fields: Mapping[str, str]) -> CodeVerifier:
    """Read the verifier of a token request.

    Raises:
        CodeVerifierMissing: there is none.
        CodeVerifierMalformed: too short, too long or with other characters.

    Spec: PKCE, Client Creates a Code Verifier.
    """
    verifier = fields.get("code_verifier")
    if not verifier:
        raise CodeVerifierMissing()
    if not _VERIFIER.fullmatch(verifier):
        raise CodeVerifierMalformed()
    return CodeVerifier(verifier)


def code_challenge_of(verifier: CodeVerifier) -> CodeChallenge:
    """The S256 challenge for a verifier.

    Spec: PKCE, Client Creates the Code Challenge.
    """
    return CodeChallenge(encode_base64url(hashlib.sha256(verifier.encode("ascii")).digest()))


def verify_code_verifier(verifier: CodeVerifier, *, challenge: CodeChallenge) -> None:
    """Verify that a verifier belongs to the challenge with which the flow began.

    Raises:
        CodeVerifierWrong: it does not.

    Spec: PKCE, Server Verifies code_verifier before Returning the Tokens.
    """
    if not hmac.compare_digest(code_challenge_of(verifier), challenge):
        raise CodeVerifierWrong()
