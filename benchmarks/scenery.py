"""The cards of the benchmarks: ten claims that can be shown one by one, of which four are shown."""

import itertools
import secrets
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from citywallet.protocol.encoding import JsonObject, encode_base64url
from citywallet.protocol.jose import serialize_compact
from citywallet.protocol.keys import EcSigningKey, thumbprint
from citywallet.protocol.sdjwt import (
    ClaimPath,
    build_key_binding,
    parse_sd_jwt,
    salts_from,
    select_disclosures,
    serialize_sd_jwt,
    with_key_binding,
)
from citywallet.protocol.sdjwtvc import build_credential
from citywallet.protocol.statuslist import StatusReference
from citywallet.protocol.trust import CertificateUsage
from tests.support.certificates import ISSUER_URL, Chain, a_chain
from tests.support.keys import ISSUER
from tests.support.status_lists import LIST_URI

_Result = TypeVar("_Result")

VCT = f"{ISSUER_URL}/vct/citizen-id/1"
NONCE = "n-0S6_WzA2Mj-0S6_WzA2Mj"
AUDIENCE = "x509_hash:Uvo3HtuIxuhC92rShpgqcT3YXwrqRxWEviRiA0OZszk"
CLAIMS: JsonObject = {
    "name": "김하늘",
    "birthdate": "1955-03-01",
    "age_over_14": True,
    "age_over_19": True,
    "age_over_60": True,
    "age_over_65": True,
    "district": "남동구",
    "legal_dong": "구월동",
    "nationality": "KR",
    "incheon_resident": True,
}
DISCLOSABLE: frozenset[ClaimPath] = frozenset((name,) for name in CLAIMS)
SHOWN: tuple[ClaimPath, ...] = (("name",), ("age_over_19",), ("age_over_65",), ("incheon_resident",))

# More than any cache of keys holds: in life each card has a key that was never seen before.
HOLDERS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A credential as its holder has it."""

    text: str
    holder: EcSigningKey


@dataclass(frozen=True, slots=True)
class Issuing:
    """The issuer's side, prepared once as it is in the service."""

    signer: Chain
    key_id: str
    issued_at: datetime
    expires_at: datetime

    @classmethod
    def prepare(cls) -> "Issuing":
        signer = a_chain(CertificateUsage.CREDENTIAL_SIGNER, ISSUER)
        now = datetime.now(UTC)
        return cls(signer, encode_base64url(thumbprint(signer.key.public)), now, now + timedelta(days=730))

    def issue(self, holder: EcSigningKey, index: int) -> str:
        """One credential, with fresh salts from the operating system."""
        unsigned = build_credential(
            vct=VCT,
            issuer=ISSUER_URL,
            x5c=self.signer.x5c,
            key_id=self.key_id,
            holder_key=holder.public,
            issued_at=self.issued_at,
            expires_at=self.expires_at,
            status=StatusReference(uri=LIST_URI, index=index),
            claims=CLAIMS,
            disclosable=DISCLOSABLE,
            salts=fresh_salts(),
            decoys=0,
        )
        return unsigned.serialize(self.signer.key.sign(unsigned.signing_input))


def fresh_salts() -> Iterator[str]:
    """128 random bits each, as the issuer draws them."""
    return salts_from(secrets.token_bytes)


def some_holders(count: int = HOLDERS) -> list[EcSigningKey]:
    """Keys of so many citizens."""
    return [EcSigningKey.from_secret(secrets.token_bytes(48)) for _ in range(count)]


def present(
    text: str, holder: EcSigningKey, *, nonce: str = NONCE, audience: str = AUDIENCE, now: datetime
) -> str:
    """What a wallet does with a stored credential: show four claims, bound to its key."""
    selected = select_disclosures(parse_sd_jwt(text), paths=SHOWN)
    signing_input = build_key_binding(selected, nonce=nonce, audience=audience, now=now)
    bound = with_key_binding(selected, serialize_compact(signing_input, holder.sign(signing_input)))
    return serialize_sd_jwt(bound)


def in_turn(values: Sequence[_Result]) -> Callable[[], _Result]:
    """One value after the other, without end."""
    return itertools.cycle(values).__next__


def drive(coroutine: Coroutine[Any, Any, _Result]) -> _Result:
    """The result of a coroutine that never waits; an event loop would be measured along with it."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: _Result = stop.value
        return result
    raise RuntimeError("the coroutine waits for something")
