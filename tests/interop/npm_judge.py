"""Speaks to the npm judges: one process of Node per act, JSON in and JSON out."""

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.interop.missing import JUDGES

Json = dict[str, Any]
# A link; or, where the wallet comes by itself, what is wanted of whom in the form of an offer.
Offer = str | Json


class JudgeRefuses(Exception):
    """An npm library refused what it was given; the text is its own."""


class NpmJudge:
    """A wallet and a verifier made of npm libraries; they trust the certificates in a PEM file.

    Every method raises JudgeRefuses.
    """

    def __init__(self, anchors: Path) -> None:
        self._anchors = [anchors.read_text("ascii")]

    async def receive(self, offer: str, *, tx_code: str | None, proofs: int = 1) -> list[Json]:
        """Redeem an offer: a card, its key and its verified claims for each key proof."""
        code = {} if tx_code is None else {"txCode": tx_code}
        received = await self._act("receive", offer=offer, proofs=proofs, **code)
        return list(received["cards"])

    async def begin(
        self, library: str, offer: Offer, *, client_id: str, redirect_uri: str, scope: str
    ) -> Json:
        """Push a request to sign in: the `address` for the citizen's browser, and the wallet's `session`."""
        return await self._act(
            "begin",
            library=library,
            offer=offer,
            clientId=client_id,
            redirectUri=redirect_uri,
            scope=scope,
        )

    async def collect(self, library: str, offer: Offer, **wishes: Any) -> Json:
        """Take a card, unread, for each of `proofs` keys: `cards` and what is wished for, or `waiting`."""
        return await self._act("collect", library=library, offer=offer, **wishes)

    async def later(self, library: str, offer: Offer, *, waiting: Json, encrypted: bool = False) -> Json:
        """Come again for what was promised: `cards`, or `waiting` once more."""
        return await self._act("later", library=library, offer=offer, waiting=waiting, encrypted=encrypted)

    async def present(self, request: str, *, card: str, key: Json) -> Json:
        """Answer a request with what it asks for: HTTP status, body, and the paths that were asked for."""
        return await self._act("present", request=request, card=card, key=key)

    async def ask(self, **terms: Any) -> Json:
        """Sign a request: its link, its request object and its claims."""
        return await self._act("ask", **terms)

    async def judge(self, request: Json, form: Json) -> Json:
        """Verify an answer: claims and key binding of each presentation."""
        return await self._act("judge", request=request, form=form)

    async def read(self, card: str) -> Json:
        """Verify a card with its status list: its claims."""
        return await self._act("read", card=card)

    async def read_jwt(self, card: str) -> Json:
        """Verify a card that is one plain JWT: its claims."""
        return await self._act("readJwt", card=card)

    async def _act(self, act: str, **arguments: Any) -> Json:
        process = await asyncio.create_subprocess_exec(
            "node",
            "judge.mjs",
            act,
            cwd=JUDGES,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        text = json.dumps(arguments | {"anchors": self._anchors})
        out, complaints = await asyncio.wait_for(process.communicate(text.encode()), timeout=30)
        assert process.returncode == 0, complaints.decode()
        result: Json = json.loads(out)
        if "error" in result:
            raise JudgeRefuses(result["error"])
        return result
