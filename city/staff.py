"""Four people who do not exist and work in the city's office, one for each role."""

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from city.layout import Layout
from city.report import Report
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.files import write_whole

if TYPE_CHECKING:
    from citywallet.client import CityFile, OfficeClient, StaffAccess

_STAFF: Final = {
    "teller": "한지우",
    "approver": "오세린",
    "auditor": "문가온",
    "administrator": "백도윤",
}
_PASSWORD_BYTES: Final = 12


def known_staff(layout: Layout) -> tuple["StaffAccess", ...]:
    """How to sign in as those who have been founded."""
    from citywallet.client import StaffAccess

    try:
        kept = json.loads(layout.staff.read_text("utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(StaffAccess(**(each | {"roles": tuple(each["roles"])})) for each in kept)


async def found_staff(
    layout: Layout, city_file: "CityFile", *, clock: Clock, entropy: Entropy, report: Report
) -> "CityFile":
    """Enrol whoever is missing, and write the city file with them.

    Password and secret are kept before they are sent: whatever breaks off, nobody is enrolled whose access
    is not known.

    Raises:
        ApiError, ApiUnreachable: the issuer does not take them.
    """
    from citywallet.client import OfficeClient, write_city_file
    from citywallet.runtime.tls import client_context

    tls = client_context(city_file.tls_authority)
    async with OfficeClient(city_file.issuer_url, key=city_file.founder_key, tls=tls) as office:
        there = {each["user"] for each in await office.staff() if each["state"] != "invited"}
        missing = [user for user in _STAFF if user not in there]
        if missing:
            report("Four people who do not exist begin to work in the office.")
        for user in missing:
            await _enrol(layout, office, user, clock=clock, entropy=entropy)
    founded = replace(city_file, staff=known_staff(layout))
    write_city_file(layout.city_file, founded)
    return founded


async def _enrol(
    layout: Layout, office: "OfficeClient", user: str, *, clock: Clock, entropy: Entropy
) -> None:
    from citywallet.client import StaffAccess
    from citywallet.protocol.encoding import object_member, string_member
    from issuer.cli.codes import current_code

    link = await office.invite(user=user, name=_STAFF[user], roles=[user])
    token = link.rpartition("/")[2]
    access = StaffAccess(
        user=user,
        name=_STAFF[user],
        roles=(user,),
        password=entropy.token_urlsafe(_PASSWORD_BYTES),
        totp_secret=string_member(object_member(await office.enrolment(token), "totp"), "secret"),
    )
    kept = [each for each in known_staff(layout) if each.user != user] + [access]
    content = json.dumps([asdict(each) for each in kept], ensure_ascii=False, indent=2)
    write_whole(layout.staff, content.encode() + b"\n", mode=0o600)
    code = current_code(access.totp_secret, now=clock.now())
    await office.enrol(token, password=access.password, totp_code=code)
