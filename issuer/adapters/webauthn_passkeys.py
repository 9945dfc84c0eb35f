"""Passkeys by the library webauthn, for one site: its origin, and the host as relying party."""

import hashlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    options_to_json_dict,
    parse_authentication_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from citywallet.protocol.encoding import JsonObject
from issuer.domain.identifiers import UserName
from issuer.domain.staff import Account, Passkey
from issuer.ports import PasskeyRefused

_ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_HANDLE_TAG = b"citywallet/passkey-user/v1"


class WebauthnPasskeys:
    """Makes options for browsers and verifies what comes back. The device must have seen its owner."""

    def __init__(self, *, public_url: str, name: str) -> None:
        parts = urlsplit(public_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._host = parts.hostname or ""
        self._name = name

    def registration_options(self, account: Account, *, challenge: bytes) -> JsonObject:
        """What a browser needs to make a passkey."""
        options = generate_registration_options(
            rp_id=self._host,
            rp_name=self._name,
            user_name=account.user,
            user_id=_handle_of(account.user),
            user_display_name=account.name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            supported_pub_key_algs=_ALGORITHMS,
        )
        return options_to_json_dict(options)

    def request_options(self, passkeys: Sequence[Passkey], *, challenge: bytes) -> JsonObject:
        """What a browser needs to use one of some passkeys."""
        options = generate_authentication_options(
            rp_id=self._host,
            challenge=challenge,
            allow_credentials=[PublicKeyCredentialDescriptor(id=passkey.id) for passkey in passkeys],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options)

    def verify_registration(self, credential: JsonObject, *, challenge: bytes) -> Passkey:
        """The passkey that a browser made."""
        try:
            verified = verify_registration_response(
                credential=dict[str, Any](credential),
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                require_user_verification=True,
                supported_pub_key_algs=_ALGORITHMS,
            )
        except Exception as error:  # whatever the library finds wrong with what a stranger sent
            raise PasskeyRefused(type(error).__name__) from error
        return Passkey(
            id=verified.credential_id,
            public_key=verified.credential_public_key,
            counter=verified.sign_count,
        )

    def verify_use(
        self, credential: JsonObject, passkeys: Sequence[Passkey], *, user: UserName, challenge: bytes
    ) -> Passkey:
        """The one of `passkeys` that was used, with its new counter."""
        try:
            return self._verify_use(dict[str, Any](credential), passkeys, user=user, challenge=challenge)
        except Exception as error:  # as above
            raise PasskeyRefused(type(error).__name__) from error

    def _verify_use(
        self, credential: dict[str, Any], passkeys: Sequence[Passkey], *, user: UserName, challenge: bytes
    ) -> Passkey:
        shown = parse_authentication_credential_json(credential)
        # Of several accounts on one device the wrong one may have been chosen.
        if shown.response.user_handle not in (None, b"", _handle_of(user)):
            raise PasskeyRefused("handle")
        used = {passkey.id: passkey for passkey in passkeys}[base64url_to_bytes(shown.id)]
        verified = verify_authentication_response(
            credential=shown,
            expected_challenge=challenge,
            expected_rp_id=self._host,
            expected_origin=self._origin,
            credential_public_key=used.public_key,
            credential_current_sign_count=used.counter,
            require_user_verification=True,
        )
        return Passkey(id=used.id, public_key=used.public_key, counter=verified.new_sign_count)


def _handle_of(user: UserName) -> bytes:
    """The account as its owner's device knows it: no name, as the standard wants."""
    return hashlib.sha256(_HANDLE_TAG + user.encode()).digest()
