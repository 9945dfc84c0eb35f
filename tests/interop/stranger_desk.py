"""A desk of other hands: requests written from the specification, signed by joserfc."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from joserfc import jws
from joserfc.jwk import ECKey

from tests.interop.access import Access, resident_query
from tests.interop.compact import disclosed_names, spoilt
from tests.interop.desk import Desk
from tests.support.stranger import RoomForCertificates

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class StrangerDesk:
    """A certified desk that signs whatever a test wants to ask; None drops a claim."""

    site: Desk
    access: Access
    issuer_url: str

    @property
    def client_id(self) -> str:
        return f"x509_san_dns:{self.access.host}"

    def ask(self, *, linked_client_id: str | None = None, signs_well: bool = True, **changes: Any) -> str:
        """Hand out a signed request; gives the link."""
        now = int(datetime.now(UTC).timestamp())
        claims: Json = {
            "aud": "https://self-issued.me/v2",
            "iat": now,
            "exp": now + 120,
            "response_type": "vp_token",
            "response_mode": "direct_post",
            "response_uri": self.site.response_uri,
            "client_id": self.client_id,
            "nonce": "a-nonce-of-the-desk",
            "state": "a-state-of-the-desk",
            "dcql_query": resident_query(self.issuer_url),
            "client_metadata": {"vp_formats_supported": {"dc+sd-jwt": {"sd-jwt_alg_values": ["ES256"]}}},
        } | changes
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "ES256", "typ": "oauth-authz-req+jwt", "x5c": self.access.x5c}
        key = ECKey.import_key(self.access.key_pem)
        signed = jws.serialize_compact(
            header, json.dumps(claims).encode(), key, registry=RoomForCertificates()
        )
        self.site.request_object = signed if signs_well else spoilt(signed)
        client_id = linked_client_id or str(claims["client_id"])
        query = urlencode({"client_id": client_id, "request_uri": self.site.request_uri})
        return f"openid4vp://?{query}"

    @property
    def form(self) -> Json:
        """The one form that was posted, with `vp_token` read."""
        [form] = self.site.forms
        return form | {"vp_token": json.loads(form["vp_token"])}

    @property
    def shown(self) -> set[str]:
        """The names of the claims that were disclosed in the one presentation posted."""
        [[presentation]] = self.form["vp_token"].values()
        return disclosed_names(presentation)
