from citywallet.protocol.encoding import serialize_cbor
from citywallet.protocol.keys import parse_public_jwk, thumbprint
from citywallet.protocol.oid4vp import build_dc_api_transcript, build_redirect_transcript
from tests.support.vectors import load_vectors

EXAMPLE = load_vectors("oid4vp/session_transcripts.json")
THUMBPRINT = thumbprint(parse_public_jwk(EXAMPLE["jwk"]))


def test_the_transcript_of_a_redirect_is_that_of_the_specification() -> None:
    transcript = build_redirect_transcript(
        client_id=EXAMPLE["client_id"],
        nonce=EXAMPLE["nonce"],
        response_uri=EXAMPLE["response_uri"],
        encryption_key_thumbprint=THUMBPRINT,
    )
    assert serialize_cbor(transcript).hex() == EXAMPLE["redirect"]


def test_the_transcript_of_the_browsers_interface_is_that_of_the_specification() -> None:
    transcript = build_dc_api_transcript(
        origin=EXAMPLE["origin"], nonce=EXAMPLE["nonce"], encryption_key_thumbprint=THUMBPRINT
    )
    assert serialize_cbor(transcript).hex() == EXAMPLE["dc_api"]


def test_an_answer_that_is_not_encrypted_has_another_transcript() -> None:
    open_answer, encrypted = (
        build_dc_api_transcript(origin="https://a.example", nonce="n", encryption_key_thumbprint=each)
        for each in (None, THUMBPRINT)
    )
    assert open_answer != encrypted
