"""A stranger who issues mobile IDs, by which citizens sign in: certificates, credentials, a status list."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from citywallet.protocol.jose import serialize_x5c, sign_jws
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.sdjwt import SdJwt, parse_sd_jwt, serialize_sd_jwt
from citywallet.protocol.statuslist import STATUS_LIST_MEDIA_TYPE, CredentialStatus, StatusReference
from citywallet.protocol.trust import CertificateUsage, serialize_pem_certificates
from tests.support.certificates import Chain, a_chain, a_root
from tests.support.clock import NOON
from tests.support.issuer import KEY_PASSPHRASE
from tests.support.keys import a_signing_key
from tests.support.sd_jwts import a_credential
from tests.support.status_lists import a_status_list, a_status_list_token
from tests.support.web_server import WebServer, answering

SIGNER, LIST_SIGNER, ACCESS = 71, 72, 73
VCT = "https://mobile-id.example/vct/resident/1"
INDEX = 7
LABEL = "모바일 신분증"


@dataclass
class MobileId:
    """The issuer behind a web server, which serves the status list alone."""

    web: WebServer

    @property
    def list_uri(self) -> str:
        return f"{self.web.origin}/status/1"

    def chain(self, usage: CertificateUsage, number: int) -> Chain:
        return a_chain(usage, number, uris=(self.web.origin,))

    def credential(self, **changes: Any) -> SdJwt:
        """The mobile ID of the senior in the register; `changes` are of `a_credential`."""
        signer = self.chain(CertificateUsage.CREDENTIAL_SIGNER, SIGNER)
        given: dict[str, Any] = {
            "claims": {"resident_id": "c-senior", "name": "김영자"},
            "disclosable": (("resident_id",), ("name",)),
            "issued_at": NOON - timedelta(days=1),
            "expires_at": NOON + timedelta(days=365),
            "status": StatusReference(uri=self.list_uri, index=INDEX),
            "key": signer.key,
            "x5c": signer.x5c,
            "issuer": self.web.origin,
            "vct": VCT,
        }
        return a_credential(**given | changes)

    def forged(self, without: str) -> SdJwt:
        """The mobile ID without one member of its payload, rightly signed."""
        signer = self.chain(CertificateUsage.CREDENTIAL_SIGNER, SIGNER)
        whole = self.credential()
        payload = {name: value for name, value in whole.payload.items() if name != without}
        token = sign_jws({"typ": "dc+sd-jwt", **serialize_x5c(signer.x5c)}, payload, key=signer.key)
        _, _, disclosures = serialize_sd_jwt(whole).partition("~")
        return parse_sd_jwt(f"{token}~{disclosures}")

    def publish(self, *statuses: CredentialStatus, **changes: Any) -> None:
        """Serve the list with these statuses at `INDEX`; `changes` are of `a_status_list_token`."""
        signer = self.chain(CertificateUsage.STATUS_SIGNER, LIST_SIGNER)
        given: dict[str, Any] = {
            "status_list": a_status_list(dict.fromkeys([INDEX], *statuses) if statuses else None),
            "uri": self.list_uri,
            "issued_at": NOON,
            "expires_at": NOON + timedelta(hours=1),
            "x5c": signer.x5c,
            "key": signer.key,
        }
        token = a_status_list_token(**given | changes)
        media_type = f"Content-Type: {STATUS_LIST_MEDIA_TYPE}"
        self.web.answer = answering(token.encode(), headers=(media_type,))

    def described(self, folder: Path, *, asking: str) -> dict[str, Any]:
        """The setting of an issuer at `asking` by which its citizens sign in with this."""
        access = a_chain(CertificateUsage.VERIFIER_ACCESS, ACCESS, uris=(asking,))
        write_access(folder, access.key, access.x5c)
        (folder / "mobile-id.pem").write_bytes(serialize_pem_certificates((a_root(),)))
        return {
            "mobile-id": {
                "kind": "presentation",
                "label_ko": LABEL,
                "label_en": "Mobile ID",
                "vct": VCT,
                "issuer": self.web.origin,
                "trust_anchors": folder / "mobile-id.pem",
                "citizen_claim": "resident_id",
                "access_key_file": folder / "access.key.pem",
                "access_chain_file": folder / "access.chain.pem",
            }
        }


def write_access(folder: Path, key: EcSigningKey, x5c: tuple[bytes, ...]) -> None:
    """The files by which an issuer asks."""
    pem = key.to_encrypted_pem(passphrase=KEY_PASSPHRASE.encode())
    (folder / "access.key.pem").write_bytes(pem)
    (folder / "access.chain.pem").write_bytes(serialize_pem_certificates(x5c))


def a_vp_token(*presentations: str, query_id: str = "identity") -> str:
    """The JSON text of an answer's presentations."""
    return json.dumps({query_id: list(presentations)})


def another_holder() -> EcSigningKey:
    """A key that no credential names."""
    return a_signing_key(79)
