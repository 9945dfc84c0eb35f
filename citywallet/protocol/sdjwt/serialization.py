"""The compact form of an SD-JWT: the signed token, its disclosures, perhaps a key binding, joined by `~`."""

from dataclasses import dataclass, field

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import Jws, JwsMalformed, claims_of, parse_compact_jws
from citywallet.protocol.sdjwt.disclosure import Disclosure, hash_algorithm_of, parse_disclosure
from citywallet.protocol.sdjwt.errors import (
    DisclosureRepeated,
    KeyBindingMalformed,
    SdJwtMalformed,
    SdJwtTooLarge,
)

MAX_SD_JWT_CHARS = 131_072
MAX_DISCLOSURES = 256

_MAX_KEY_BINDING_CHARS = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class SdJwt:
    """An SD-JWT taken apart. Nothing is verified: `payload` is what the signer is said to have signed.

    Disclosures are in the order they were sent. `key_binding` is None for an SD-JWT without one.
    """

    jws: Jws
    payload: JsonObject = field(repr=False)
    hash_algorithm: str
    disclosures: tuple[Disclosure, ...]
    key_binding: Jws | None

    @property
    def bound_text(self) -> str:
        """The text that a key binding covers: everything up to and including the last `~`."""
        return "~".join((self.jws.text, *(disclosure.text for disclosure in self.disclosures), ""))


def parse_sd_jwt(text: str) -> SdJwt:
    """Take a compact SD-JWT, with or without key binding, apart.

    Raises:
        SdJwtTooLarge: longer than 128 KiB, more than 256 disclosures, or one of more than 32 KiB.
        SdJwtMalformed: no `~`, or a disclosure that is none (`DisclosureMalformed`), comes twice
            (`DisclosureRepeated`) or has an unknown hash (`HashAlgorithmRefused`).
        JwsMalformed: the token is not a compact JWS with a JSON object inside.
        KeyBindingMalformed: what follows the last `~` is not a compact JWS.

    Spec: SD-JWT, SD-JWT and SD-JWT+KB Data Formats.
    """
    if len(text) > MAX_SD_JWT_CHARS:
        raise SdJwtTooLarge(f"more than {MAX_SD_JWT_CHARS} characters")
    token, *texts = text.split("~", MAX_DISCLOSURES + 2)
    if not texts:
        raise SdJwtMalformed("no separator after the token")
    key_binding = texts.pop()
    if len(texts) > MAX_DISCLOSURES:
        raise SdJwtTooLarge(f"more than {MAX_DISCLOSURES} disclosures")
    if len(set(texts)) != len(texts):
        raise DisclosureRepeated
    jws = parse_compact_jws(token)
    payload = claims_of(jws)
    algorithm = hash_algorithm_of(payload)
    return SdJwt(
        jws=jws,
        payload=payload,
        hash_algorithm=algorithm,
        disclosures=tuple([parse_disclosure(text, hash_algorithm=algorithm) for text in texts]),
        key_binding=parse_key_binding(key_binding) if key_binding else None,
    )


def serialize_sd_jwt(sd_jwt: SdJwt) -> str:
    """Write the compact form, with the key binding if there is one."""
    if sd_jwt.key_binding is None:
        return sd_jwt.bound_text
    return sd_jwt.bound_text + sd_jwt.key_binding.text


def parse_key_binding(text: str) -> Jws:
    """Take a key binding token apart.

    Raises:
        KeyBindingMalformed: not a compact JWS.
    """
    try:
        return parse_compact_jws(text, max_chars=_MAX_KEY_BINDING_CHARS)
    except JwsMalformed as error:
        raise KeyBindingMalformed(error.detail) from None
