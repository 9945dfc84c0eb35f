"""polaris-oid4vp, a certified verifier from PyPI, judges our wallet's answers and asks our wallet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from city.demo.actors import Actors
from city.town import Town
from citywallet.client import ApiError
from citywallet.protocol.trust import CertificateUsage
from tests.interop.access import Access
from tests.interop.holders import Answered, Holder, a_holder, an_answer
from tests.interop.missing import require_package
from tests.support.stranger import StrangerWallet

require_package("polaris_oid4vp")

from polaris_oid4vp import sdjwt  # noqa: E402
from polaris_oid4vp.serve import REQUEST_PATH, RESPONSE_PATH, serve  # noqa: E402
from polaris_oid4vp.status import StatedAuthority, decide_by_fetching  # noqa: E402
from polaris_oid4vp.verifier import Verifier  # noqa: E402

Judge = Callable[..., sdjwt.Verdict]


@pytest.fixture
def taught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tells the library that our own purpose in a certificate stands for signing cards.

    It knows a fixed list of purposes and refuses a certificate that names others alone.
    """
    known = sdjwt._ISSUER_EKUS | {CertificateUsage.CREDENTIAL_SIGNER.value}
    monkeypatch.setattr(sdjwt, "_ISSUER_EKUS", known)


@pytest.fixture
def judge(anchors: list[x509.Certificate], town: Town) -> Judge:
    """Verifies an answer with its status list; arguments replace what the request said."""
    [signer] = x509.load_pem_x509_certificates(town.layout.keys.joinpath("status-1.chain.pem").read_bytes())

    def status(*, uri: str, idx: int, issuer: str) -> dict[str, Any]:
        authority = StatedAuthority().state(
            credential_issuer=issuer,
            status_uri=uri,
            verify=lambda message, signature, _header: is_signed_by(signer, message, signature),
            why="the city's authority certified it for status lists",
        )
        return decide_by_fetching(
            index=idx, expected_uri=uri, authority=authority, fetch=fetch, credential_issuer=issuer
        )

    def judged(answered: Answered, **changes: str) -> sdjwt.Verdict:
        request = answered.request | changes
        [query] = answered.request["dcql_query"]["credentials"]
        return sdjwt.verify_presentation(
            answered.presentation,
            expected_nonce=request["nonce"],
            expected_audience=request["client_id"],
            expected_vct=query["meta"]["vct_values"],
            trust_anchors=anchors,
            status_resolver=status,
        )

    return judged


def fetch(uri: str) -> bytes:
    answer = httpx.get(uri, headers={"Accept": "application/statuslist+jwt"}, trust_env=False)
    return answer.raise_for_status().content


def is_signed_by(certificate: x509.Certificate, message: bytes, signature: bytes) -> bool:
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


@pytest.mark.usefixtures("taught")
async def test_it_believes_our_wallets_answer(answered: Answered, judge: Judge, actors: Actors) -> None:
    verdict = judge(answered)
    assert verdict.authentic, verdict.reason
    assert verdict.iss_bound is True
    assert (verdict.revocation["state"], verdict.revocation["status"]) == ("checked", 0)
    assert verdict.claims["iss"] == actors.city.issuer_url
    assert verdict.disclosed == {("age_equal_or_over", "65"), ("incheon_resident",)}


async def test_untaught_it_refuses_only_the_purpose_in_our_certificate(
    answered: Answered, judge: Judge
) -> None:
    verdict = judge(answered)
    assert verdict.code == "issuer_key"
    assert CertificateUsage.CREDENTIAL_SIGNER.value.dotted_string in verdict.reason


@pytest.mark.usefixtures("taught")
@pytest.mark.parametrize(
    ("other", "code"),
    [({"nonce": "another-nonce"}, "nonce"), ({"client_id": "x509_hash:another"}, "audience")],
)
async def test_it_refuses_our_wallets_answer_to_another(
    answered: Answered, judge: Judge, other: dict[str, str], code: str
) -> None:
    assert judge(answered, **other).code == code


@pytest.mark.usefixtures("taught")
async def test_it_sees_in_the_status_list_that_a_card_was_revoked(
    judge: Judge, actors: Actors, stranger: StrangerWallet
) -> None:
    holder = await a_holder(actors)
    answered = await an_answer(actors, holder, stranger)
    await actors.issuer.revoke(holder.card)
    await actors.until_published(holder.card)
    assert judge(answered).revocation["status"] == 1


@dataclass
class PolarisDesk:
    """The library's own verifier on loopback; it hands out requests by POST with the wallet's nonce."""

    verifier: Verifier
    verdicts: list[sdjwt.Verdict]

    def ask(self) -> str:
        """A link for a wallet."""
        session, _ = self.verifier.new_request()
        return "openid4vp://?" + urlencode(self.verifier.authorization_request_params(session))


@pytest.fixture
def desk(town: Town, anchors: list[x509.Certificate]) -> Iterator[PolarisDesk]:
    access = Access.certified(town, host="localhost")
    verifier = Verifier(
        client_cert_pem=access.certificate_pem,
        client_key_pem=access.key_pem,
        request_uri="",
        response_uri="http://localhost/",
        issuer_trust_anchors=anchors,
        vct_values=[f"{town.city_file.issuer_url}/vct/citizen-id/1"],
        claims=[["age_equal_or_over", "65"]],
    )
    verdicts: list[sdjwt.Verdict] = []
    server = serve(verifier, host="127.0.0.1", port=0, on_verdict=lambda *each: verdicts.append(each[2]))
    url = f"http://localhost:{server.server_port}"
    verifier.request_uri, verifier.response_uri = f"{url}{REQUEST_PATH}", f"{url}{RESPONSE_PATH}"
    yield PolarisDesk(verifier=verifier, verdicts=verdicts)
    server.shutdown()
    server.server_close()


async def test_our_wallet_understands_its_request_and_says_that_it_encrypts_no_answer(
    desk: PolarisDesk, holder: Holder, actors: Actors
) -> None:
    await actors.wallet.trust_issuer(desk.verifier.response_uri)
    with pytest.raises(ApiError) as refused:
        await actors.wallet.present(holder.wallet, link=desk.ask())
    assert (refused.value.status, refused.value.code) == (400, "request_refused")
    [told] = desk.verdicts
    assert told.wallet_error["error"] == "invalid_request"
