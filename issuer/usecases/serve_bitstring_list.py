"""Anyone fetches what a status list says as a verifiable credential, for one purpose."""

from dataclasses import dataclass

from citywallet.protocol.bitstring import StatusPurpose, build_bitstring_credential
from citywallet.protocol.statuslist import (
    MAX_LIST_BYTES,
    StatusList,
    decompress_list,
    parse_status_list_token,
)
from citywallet.protocol.trust import KeyPurpose
from citywallet.protocol.vcdm import Validity
from issuer.domain.errors import StatusTokenUnknown
from issuer.domain.identifiers import ListNumber
from issuer.domain.jwt_vc_credential import bitstring_uri
from issuer.domain.profile import IssuerProfile
from issuer.domain.signatory import key_id_of
from issuer.domain.status_lists import PublicationRhythm
from issuer.ports import KeyRing, UnitsOfWork
from issuer.usecases.status_requests import require_list


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeBitstringList:
    """Give whole lists, made of the newest status list token, so that both change at the same moment."""

    units: UnitsOfWork
    profile: IssuerProfile
    rhythm: PublicationRhythm
    keys: KeyRing

    async def __call__(self, number: ListNumber, purpose: StatusPurpose) -> str:
        """The list of one purpose, signed, with the times of the status list token.

        Raises:
            StatusListUnknown: no such list.
            StatusTokenUnknown: its first token is still to be signed.
            SignerUnavailable: no key signs now.

        Spec: Bitstring Status List 1.0, BitstringStatusListCredential.
        """
        async with self.units.reading() as records:
            await require_list(records, number)
            newest = await records.status_lists.newest(number)
        if newest is None:
            raise StatusTokenUnknown("none yet")
        token = parse_status_list_token(newest.token)
        signer = self.keys.signer(KeyPurpose.STATUS)
        unsigned = build_bitstring_credential(
            StatusList(bits=token.bits, data=decompress_list(token.compressed, limit=MAX_LIST_BYTES)),
            uri=bitstring_uri(token.uri, purpose),
            purpose=purpose,
            issuer=self.profile.credential_issuer,
            validity=Validity(start=newest.published_at, end=newest.expires_at),
            ttl=self.rhythm.time_to_live,
            x5c=signer.chain,
            key_id=key_id_of(signer.key.public),
        )
        return unsigned.serialize(signer.key.sign(unsigned.signing_input))
