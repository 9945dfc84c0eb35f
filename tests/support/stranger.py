"""A wallet that shares no code with ours: the specifications, read again, on joserfc and httpx alone.

It keeps one P-256 key and one credential and shows what it is asked for.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws, jwt
from joserfc.jwk import ECKey

Json = dict[str, Any]


class _RoomForCertificates(jws.JWSRegistry):
    """joserfc allows headers of 512 bytes; `x5c` takes more."""

    max_header_length = 8192

    def __init__(self) -> None:
        super().__init__(algorithms=["ES256"])


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _digest(text: str) -> str:
    return _text(hashlib.sha256(text.encode()).digest())


def well_known(identifier: str, name: str) -> str:
    """OpenID4VCI 1.0 and RFC 8414: the segment goes between host and path."""
    parts = urlsplit(identifier)
    return f"{parts.scheme}://{parts.netloc}/.well-known/{name}{parts.path.rstrip('/')}"


@dataclass
class StrangerWallet:
    """Receives by the pre-authorized code flow and presents by `direct_post`."""

    now: int
    http: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=20))
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    sd_jwt: str = ""

    def receive(self, link: str, tx_code: str | None = None) -> str:
        """Redeem a credential offer and return the SD-JWT VC."""
        offer = self._get(parse_qs(urlsplit(link).query)["credential_offer_uri"][0]).json()
        issuer = offer["credential_issuer"]
        metadata = self._get(well_known(issuer, "openid-credential-issuer")).json()
        server = self._get(well_known(issuer, "oauth-authorization-server")).json()
        assert metadata["credential_issuer"] == issuer == server["issuer"]
        grant = offer["grants"]["urn:ietf:params:oauth:grant-type:pre-authorized_code"]
        fields = {
            "grant_type": "urn:ietf:params:oauth:grant-type:pre-authorized_code",
            "pre-authorized_code": grant["pre-authorized_code"],
        } | ({"tx_code": tx_code} if tx_code else {})
        token = self._ok(self.http.post(server["token_endpoint"], data=fields)).json()
        self.sd_jwt = self._request_credential(metadata, offer, token["access_token"])
        return self.sd_jwt

    def _request_credential(self, metadata: Json, offer: Json, access_token: str) -> str:
        nonce = self._ok(self.http.post(metadata["nonce_endpoint"])).json()["c_nonce"]
        proof = self._sign(
            {"alg": "ES256", "typ": "openid4vci-proof+jwt", "jwk": self.key.as_dict(private=False)},
            {"aud": metadata["credential_issuer"], "iat": self.now, "nonce": nonce},
        )
        [configuration] = offer["credential_configuration_ids"]
        answer = self.http.post(
            metadata["credential_endpoint"],
            json={"credential_configuration_id": configuration, "proofs": {"jwt": [proof]}},
            headers={"Authorization": f"Bearer {access_token}"},
        )
        [issued] = self._ok(answer).json()["credentials"]
        return str(issued["credential"])

    def read_request(self, link: str) -> Json:
        """Fetch a request object, check its signature against its certificate, and give its claims."""
        query = parse_qs(urlsplit(link).query)
        [client_id], [uri] = query["client_id"], query["request_uri"]
        answer = self._get(uri)
        assert answer.headers["content-type"].split(";")[0] == "application/oauth-authz-req+jwt"
        header = json.loads(_bytes(answer.text.split(".")[0]))
        assert header["typ"] == "oauth-authz-req+jwt"
        leaf = base64.b64decode(header["x5c"][0])
        assert client_id == "x509_hash:" + _text(hashlib.sha256(leaf).digest())
        public = x509.load_der_x509_certificate(leaf).public_key()
        assert isinstance(public, ec.EllipticCurvePublicKey)
        claims: Json = jwt.decode(
            answer.text, ECKey.import_key(public), registry=_RoomForCertificates()
        ).claims
        assert claims["client_id"] == client_id
        return claims

    def present(self, link: str, **changes: Any) -> httpx.Response:
        """Answer a request with just the claims it asks for; `changes` spoil the key binding on purpose."""
        return self.answer(self.read_request(link), **changes)

    def answer(self, request: Json, **changes: Any) -> httpx.Response:
        """Answer a request that was read before."""
        [query] = request["dcql_query"]["credentials"]
        shown = self._select([claim["path"] for claim in query["claims"]])
        binding = {
            "iat": self.now,
            "aud": request["client_id"],
            "nonce": request["nonce"],
            "sd_hash": _digest(shown),
        } | changes
        vp_token = {query["id"]: [shown + self._sign({"alg": "ES256", "typ": "kb+jwt"}, binding)]}
        fields = {"vp_token": json.dumps(vp_token), "state": request["state"]}
        return self.http.post(request["response_uri"], data=fields)

    def _select(self, paths: list[list[str]]) -> str:
        """Keep the disclosures that the paths need; here a path's last member names its disclosure."""
        issued, *disclosures = self.sd_jwt.rstrip("~").split("~")
        wanted = {path[-1] for path in paths} | {path[0] for path in paths}
        kept = [text for text in disclosures if json.loads(_bytes(text))[1] in wanted]
        return "~".join([issued, *kept, ""])

    def _sign(self, header: Json, claims: Json) -> str:
        return jws.serialize_compact(header, json.dumps(claims).encode(), self.key, algorithms=["ES256"])

    def _get(self, url: str) -> httpx.Response:
        return self._ok(self.http.get(url))

    def _ok(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code == 200, (str(answer.url), answer.status_code, answer.text)
        return answer
