"""Proof Key for Code Exchange (RFC 7636), with S256 and nothing else."""

from citywallet.protocol.pkce.code_challenge import (
    CODE_CHALLENGE_METHOD,
    CodeChallenge,
    CodeChallengeMalformed,
    CodeChallengeMethodUnsupported,
    CodeChallengeMissing,
    CodeVerifier,
    CodeVerifierMalformed,
    CodeVerifierMissing,
    CodeVerifierWrong,
    code_challenge_of,
    parse_code_challenge,
    parse_code_verifier,
    serialize_code_challenge,
    verify_code_verifier,
)

__all__ = [
    "CODE_CHALLENGE_METHOD",
    "CodeChallenge",
    "CodeChallengeMalformed",
    "CodeChallengeMethodUnsupported",
    "CodeChallengeMissing",
    "CodeVerifier",
    "CodeVerifierMalformed",
    "CodeVerifierMissing",
    "CodeVerifierWrong",
    "code_challenge_of",
    "parse_code_challenge",
    "parse_code_verifier",
    "serialize_code_challenge",
    "verify_code_verifier",
]
