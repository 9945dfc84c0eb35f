"""A citizen who applies for what an officer must approve, and the officer who decides."""

from dataclasses import dataclass
from typing import Any

import httpx

from citywallet.protocol.bilingual import BilingualText
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.domain.applications import TransactionId
from tests.support.authorization import RECEIVE, WALLET, CodeFlow
from tests.support.citizen_browser import query_of
from tests.support.issuer import credential_body
from tests.support.keys import a_signing_key

TYPE = "disability"
_COLUMNS = "citizen_id,name,registered,severe,companion"
ENTITLED = f"{_COLUMNS}\nc-senior,김영자,true,true,false\nc-young,이하늘,true,false,false\n"
NO_LONGER = f"{_COLUMNS}\nc-senior,김영자,false,true,false\n"
REASON = BilingualText(ko="사진이 흐려요.", en="The picture is blurred.")


@dataclass
class Applicant:
    """A wallet whose citizen signed in: its tokens, and the transaction that it was promised."""

    flow: CodeFlow
    token: str
    refresh_token: str
    transaction_id: str = ""

    @classmethod
    async def of(cls, flow: CodeFlow, *, citizen: str = "c-senior") -> "Applicant":
        """Sign in and agree; nothing is applied for yet."""
        await flow.city.import_facts("disabilities", ENTITLED)
        flow.browser = flow.a_browser()
        await flow.start(scope=TYPE)
        await flow.sign_in(citizen=citizen)
        await flow.browser.press(RECEIVE)
        answer = await flow.redeem(query_of(flow.browser.address)["code"])
        assert answer.status_code == 200, answer.text
        tokens = answer.json()
        return cls(flow, tokens["access_token"], tokens["refresh_token"])

    async def body(self, *numbers: int) -> dict[str, Any]:
        """A request with a key proof for each number of a key."""
        city, nonce = self.flow.city, await self.flow.city.nonce()
        proofs = [
            await city.proof(key=a_signing_key(number), nonce=nonce, client_id=WALLET)
            for number in numbers or (20,)
        ]
        return credential_body(*proofs, credential_configuration_id=TYPE)

    async def apply(self, body: dict[str, Any] | None = None) -> httpx.Response:
        """Ask for the credential, and remember what was promised."""
        answer = await self.flow.city.request_credential(self.token, body or await self.body())
        assert answer.status_code == 202, answer.text
        self.transaction_id = answer.json()["transaction_id"]
        return answer

    async def collect(self, **changes: Any) -> httpx.Response:
        """Ask for what was promised; `changes` are members that differ."""
        return await self.flow.city.client.post(
            "/deferred-credential",
            json={"transaction_id": self.transaction_id} | changes,
            headers={"Authorization": f"Bearer {self.token}"},
        )

    async def refresh(self) -> None:
        """Get fresh tokens."""
        answer = await self.flow.city.client.post(
            "/token", data={"grant_type": "refresh_token", "refresh_token": self.refresh_token}
        )
        assert answer.status_code == 200, answer.text
        self.token, self.refresh_token = answer.json()["access_token"], answer.json()["refresh_token"]

    async def application(self) -> str:
        """The office's name of what was applied for."""
        async with SqlUnitsOfWork(self.flow.city.database).reading() as records:
            found = await records.applications.of_transaction(TransactionId(self.transaction_id))
        assert found is not None
        return found.id

    async def is_approved(self) -> None:
        """An officer says yes."""
        answer = await self.office("POST", f"{await self.application()}/approve")
        assert answer.status_code == 200, answer.text

    async def is_refused(self) -> None:
        """An officer says no."""
        reason = {"ko": REASON.ko, "en": REASON.en}
        answer = await self.office("POST", f"{await self.application()}/refuse", {"reason": reason})
        assert answer.status_code == 200, answer.text

    async def office(self, method: str, path: str = "", json: Any = None) -> httpx.Response:
        """What the department's system asks of the queue."""
        city = self.flow.city
        address = f"/api/v1/applications{'/' if path and path[0] != '?' else ''}{path}"
        return await city.client.request(method, address, json=json, headers=city.as_officer())
