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


class RoomForCertificates(jws.JWSRegistry):
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


@dataclass(frozen=True, kw_only=True)
class Admission:
    """What an access token opens: the issuer as its metadata describe it, and the kind of card on offer."""

    metadata: Json
    configuration: str
    token: str

    @property
    def issuer(self) -> str:
        return str(self.metadata["credential_issuer"])


@dataclass
class StrangerWallet:
    """Receives by the pre-authorized code flow and presents by `direct_post`."""

    now: int
    http: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=20))
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    sd_jwt: str = ""

    def receive(self, link: str, tx_code: str | None = None) -> str:
        """Redeem a credential offer and return the SD-JWT VC."""
        admission = self.redeem(link, tx_code)
        proof = self.prove(issuer=admission.issuer, nonce=self.fresh_nonce(admission))
        answer = self.request_credential(admission, proofs=[proof])
        [issued] = self._ok(answer).json()["credentials"]
        self.sd_jwt = str(issued["credential"])
        return self.sd_jwt

    def redeem(self, link: str, tx_code: str | None = None) -> Admission:
        """Read an offer and the issuer's metadata, and trade the offer's code for an access token."""
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
        [configuration] = offer["credential_configuration_ids"]
        return Admission(metadata=metadata, configuration=configuration, token=token["access_token"])

    def fresh_nonce(self, admission: Admission) -> str:
        """A nonce of the issuer."""
        return str(self._ok(self.http.post(admission.metadata["nonce_endpoint"])).json()["c_nonce"])

    def prove(self, *, issuer: str, nonce: str | None, key: ECKey | None = None, **changes: Any) -> str:
        """A proof of this wallet's key, or another one; `changes` replace claims, None drops one."""
        key = key or self.key
        header = {"alg": "ES256", "typ": "openid4vci-proof+jwt", "jwk": key.as_dict(private=False)}
        claims = {"aud": issuer, "iat": self.now, "nonce": nonce} | changes
        return self._sign(header, {name: value for name, value in claims.items() if value is not None}, key)

    def request_credential(
        self, admission: Admission, *, proofs: list[str] | None, query: str = "", **changes: Any
    ) -> httpx.Response:
        """Ask for credentials; `changes` replace members of the request, None drops one."""
        members = {
            "credential_configuration_id": admission.configuration,
            "proofs": None if proofs is None else {"jwt": proofs},
        } | changes
        return self.http.post(
            admission.metadata["credential_endpoint"] + query,
            json={name: value for name, value in members.items() if value is not None},
            headers={} if query else {"Authorization": f"Bearer {admission.token}"},
        )

    def read_request(self, link: str, *, wallet_nonce: str | None = None) -> Json:
        """Fetch a request object, check its signature against its certificate, and give its claims.

        With a nonce of the wallet's own it is fetched by POST.
        """
        query = parse_qs(urlsplit(link).query)
        [client_id], [uri] = query["client_id"], query["request_uri"]
        if wallet_nonce is None:
            answer = self._get(uri)
        else:
            answer = self._ok(self.http.post(uri, data={"wallet_nonce": wallet_nonce}))
        assert answer.headers["content-type"].split(";")[0] == "application/oauth-authz-req+jwt"
        header = json.loads(_bytes(answer.text.split(".")[0]))
        assert header["typ"] == "oauth-authz-req+jwt"
        leaf = base64.b64decode(header["x5c"][0])
        assert client_id == "x509_hash:" + _text(hashlib.sha256(leaf).digest())
        public = x509.load_der_x509_certificate(leaf).public_key()
        assert isinstance(public, ec.EllipticCurvePublicKey)
        claims: Json = jwt.decode(
            answer.text, ECKey.import_key(public), registry=RoomForCertificates()
        ).claims
        assert claims["client_id"] == client_id
        return claims

    def present(self, link: str, **changes: Any) -> httpx.Response:
        """Answer a request with just the claims it asks for; `changes` spoil the key binding on purpose."""
        return self.answer(self.read_request(link), **changes)

    def answer(self, request: Json, **changes: Any) -> httpx.Response:
        """Answer a request that was read before."""
        return self.http.post(request["response_uri"], data=self.form(request, **changes))

    def form(self, request: Json, **changes: Any) -> dict[str, str]:
        """What `answer` posts."""
        [query] = request["dcql_query"]["credentials"]
        shown = self._select([claim["path"] for claim in query["claims"]])
        binding = {
            "iat": self.now,
            "aud": request["client_id"],
            "nonce": request["nonce"],
            "sd_hash": _digest(shown),
        } | changes
        vp_token = {query["id"]: [shown + self._sign({"alg": "ES256", "typ": "kb+jwt"}, binding)]}
        return {"vp_token": json.dumps(vp_token), "state": request["state"]}

    def _select(self, paths: list[list[str]]) -> str:
        """Keep the disclosures that the paths need; here a path's last member names its disclosure."""
        issued, *disclosures = self.sd_jwt.rstrip("~").split("~")
        wanted = {path[-1] for path in paths} | {path[0] for path in paths}
        kept = [text for text in disclosures if json.loads(_bytes(text))[1] in wanted]
        return "~".join([issued, *kept, ""])

    def _sign(self, header: Json, claims: Json, key: ECKey | None = None) -> str:
        payload = json.dumps(claims).encode()
        return jws.serialize_compact(header, payload, key or self.key, algorithms=["ES256"])

    def _get(self, url: str) -> httpx.Response:
        return self._ok(self.http.get(url))

    def _ok(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code == 200, (str(answer.url), answer.status_code, answer.text)
        return answer
