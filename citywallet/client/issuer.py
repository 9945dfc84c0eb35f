"""The issuer's office, over its API."""

from collections.abc import Sequence
from dataclasses import dataclass

from citywallet.client.http import ApiClient, ApiError, object_of, objects_of
from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    array_member,
    boolean_member,
    integer_member,
    optional_integer_member,
    string_member,
)

CODE_IN_OFFER = "pre_authorized_code"
SIGN_IN = "authorization_code"
IMPORT_PATH = "/api/v1/register-imports"
SOURCE_IMPORTS_PATH = "/api/v1/source-imports"
# What those who call the methods may rely on.
_IMPORTED = ("new", "changed", "unchanged", "forgotten", "refused", "refused_rows")
_RECORD = ("id", "type", "state", "issued_at", "status_change")
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SecondPersonNeeded(ApiError):
    """Raised when nothing is done until another person of the office confirms it."""

    def __init__(self, approval: str) -> None:
        title = "Nothing is revoked yet: another person must confirm it in the office."
        super().__init__(status=202, code="second_person_needed", title=title, detail=approval)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferForCitizen:
    """An offer just made, as links by reference and by value, shown only this once.

    `tx_code` is None where none was asked for.
    """

    id: str
    credential_offer_uri: str
    credential_offer: str
    tx_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusListState:
    """How far a status list is; a sequence is None before its first token, or head on the chain."""

    number: int
    uri: str
    published_sequence: int | None
    anchored_sequence: int | None
    pending_changes: int

    @property
    def is_settled(self) -> bool:
        """Whether the chain holds everything that was decided so far."""
        return (
            self.pending_changes == 0
            and self.published_sequence is not None
            and self.published_sequence == self.anchored_sequence
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A signing key of the issuer by its thumbprint (32 bytes); `state` is what the directory says of it."""

    purpose: str
    thumbprint: bytes
    state: str
    signs: bool


class IssuerClient(ApiClient):
    """What officers do: `IssuerClient(issuer_url, key=officer_key)`, as `async with`.

    Every method raises `ApiError` and `ApiUnreachable`; where an answer lacks something, the block ends in
    `ApiMisunderstood`.
    """

    async def import_register(self, content: bytes) -> JsonObject:
        """Import a register file; the answer counts `new`, `changed`, `unchanged` and `refused` rows."""
        return object_of(
            await self.upload(IMPORT_PATH, content, media_type=media_type_of(content)), *_IMPORTED
        )

    async def import_facts(self, content: bytes, *, source: str, whole: bool = False) -> JsonObject:
        """Import the list behind a data source; who is not in a whole list is counted as `forgotten`."""
        return object_of(
            await self.upload(
                SOURCE_IMPORTS_PATH,
                content,
                media_type=media_type_of(content),
                parameters={"source": source, "whole": str(whole).lower()},
            ),
            *_IMPORTED,
        )

    async def citizens(self, *, limit: int = 100) -> list[JsonObject]:
        """The first citizens of the register; each has an `id`."""
        found = await self.get("/api/v1/citizens", parameters={"limit": str(limit)})
        return objects_of(found, "id", "name", "birthdate")

    async def offer(
        self, *, type_id: str, citizen: str, tx_code: bool = False, grants: Sequence[str] = (CODE_IN_OFFER,)
    ) -> OfferForCitizen:
        """Offer a credential to a citizen; with `SIGN_IN` among the grants, who takes it up may sign in."""
        wanted: JsonObject = {
            "type": type_id,
            "citizen": citizen,
            "tx_code": tx_code,
            "grants": list(grants),
        }
        made = object_of(await self.post("/api/v1/offers", wanted))
        code = made.get("tx_code")
        return OfferForCitizen(
            id=string_member(made, "id"),
            credential_offer_uri=string_member(made, "credential_offer_uri"),
            credential_offer=string_member(made, "credential_offer"),
            tx_code=code if isinstance(code, str) else None,
        )

    async def applications(self, *, state: str) -> list[JsonObject]:
        """The first applications of a state: those that wait by their age, all others newest first."""
        found = object_of(await self.get("/api/v1/applications", parameters={"state": state}))
        return objects_of(array_member(found, "items"), "id", "type_id", "citizen_masked", "state")

    async def approve(self, application: str) -> JsonObject:
        """Approve an application; the wallet gets the credential when it next asks."""
        return object_of(await self.post(f"/api/v1/applications/{application}/approve", {}), "state")

    async def refuse(self, application: str, *, reason: JsonObject | str) -> JsonObject:
        """Refuse an application; the citizen reads the reason, one text or `{"ko", "en"}`."""
        body: JsonObject = {"reason": reason}
        return object_of(await self.post(f"/api/v1/applications/{application}/refuse", body), "state")

    async def credentials(self, *, citizen: str) -> list[JsonObject]:
        """What a citizen was issued, newest first."""
        found = await self.get("/api/v1/credentials", parameters={"citizen_id": citizen})
        return objects_of(found, *_RECORD)

    async def credential(self, credential: str) -> JsonObject:
        """One credential's record."""
        return object_of(await self.get(f"/api/v1/credentials/{credential}"), *_RECORD)

    async def revoke(self, credential: str, *, reason: str | None = None) -> JsonObject:
        """Revoke a credential for good.

        Raises:
            SecondPersonNeeded: this office revokes nothing by one person.
        """
        return await self._change(credential, "revoke", reason)

    async def suspend(self, credential: str, *, reason: str | None = None) -> JsonObject:
        """Suspend a credential."""
        return await self._change(credential, "suspend", reason)

    async def resume(self, credential: str, *, reason: str | None = None) -> JsonObject:
        """Resume a suspended credential."""
        return await self._change(credential, "resume", reason)

    async def revoke_all(self, *, citizen: str | None = None, device: str | None = None, reason: str) -> int:
        """Revoke everything of a citizen, or of a device; how many credentials ended.

        Raises:
            SecondPersonNeeded: so much is revoked only by two people.
        """
        body: JsonObject = {"citizen_id": citizen, "device": device, "reason": reason}
        answer = _done(await self.post("/api/v1/revocations", body))
        return integer_member(answer, "done")

    async def halt(self, *, reason: str) -> None:
        """Have nothing offered or issued any more."""
        await self.post("/api/v1/issuing/halt", {"reason": reason})

    async def status_lists(self) -> list[StatusListState]:
        """How far the status lists are, by number."""
        return [_state(entry) for entry in objects_of(await self.get("/api/v1/status-lists"))]

    async def signing_keys(self) -> list[SigningKey]:
        """The issuer's signing keys, in the order in which they came."""
        answer = object_of(await self.get("/api/v1/health/keys"))
        return [_signing_key(entry) for entry in objects_of(array_member(answer, "items"))]

    async def _change(self, credential: str, act: str, reason: str | None) -> JsonObject:
        body: JsonObject = {} if reason is None else {"reason": reason}
        answer = await self.post(f"/api/v1/credentials/{credential}/{act}", body)
        return object_of(_done(answer), *_RECORD)


def _done(answer: JsonValue) -> JsonObject:
    found = object_of(answer)
    if "approval_id" in found:
        raise SecondPersonNeeded(string_member(found, "approval_id"))
    return found


def media_type_of(table: bytes) -> str:
    """The media type of a table in a file: a workbook, or CSV."""
    return _WORKBOOK if table.startswith(b"PK") else "text/csv"


def _signing_key(entry: JsonObject) -> SigningKey:
    return SigningKey(
        purpose=string_member(entry, "purpose"),
        thumbprint=bytes.fromhex(string_member(entry, "thumbprint")),
        state=string_member(entry, "state"),
        signs=boolean_member(entry, "signs"),
    )


def _state(entry: JsonObject) -> StatusListState:
    present: JsonObject = {name: value for name, value in entry.items() if value is not None}
    return StatusListState(
        number=integer_member(present, "number"),
        uri=string_member(present, "uri"),
        published_sequence=optional_integer_member(present, "published_sequence"),
        anchored_sequence=optional_integer_member(present, "anchored_sequence"),
        pending_changes=integer_member(present, "pending_changes"),
    )
