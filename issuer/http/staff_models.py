"""What the office's API takes and gives about staff, enrolments and sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from issuer.domain.callers import StaffCaller
from issuer.domain.permissions import Role
from issuer.domain.sessions import csrf_token_of
from issuer.domain.staff import Active, Disabled, Invited, StaffMember
from issuer.usecases.begin_sign_in import SignInBegun
from issuer.usecases.enrol_staff import EnrolmentShown
from issuer.usecases.invite_staff import Invitation

_STRICT = ConfigDict(extra="forbid", strict=True)
Text = Annotated[str, Field(min_length=1, max_length=200)]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Method = Literal["totp", "passkey"]
State = Literal["invited", "active", "disabled"]


class SignInRequest(BaseModel):
    """First step of signing in."""

    model_config = _STRICT

    user: Text
    password: Text


class SignInModel(BaseModel):
    """The second factors that this account has; the options go to the browser as they are."""

    methods: list[Method]
    passkey_options: dict[str, Any] | None

    @classmethod
    def of(cls, begun: SignInBegun) -> "SignInModel":
        """Render a sign-in that has begun."""
        options = begun.passkey_options
        methods: list[Method] = ["totp"] if begun.has_totp else []
        return cls(
            methods=methods if options is None else [*methods, "passkey"],
            passkey_options=None if options is None else dict(options),
        )


class TotpRequest(BaseModel):
    """Second step: the code of an authenticator app."""

    model_config = _STRICT

    code: Code


class PasskeyRequest(BaseModel):
    """Second step: what the browser made of a passkey."""

    model_config = _STRICT

    credential: dict[str, Any]


class SessionModel(BaseModel):
    """The session: who, as what, until when, and the token that each act must show."""

    user: str
    name: str
    roles: list[Role]
    csrf_token: str
    expires_at: datetime
    second_approver_above: int

    @classmethod
    def of(cls, caller: StaffCaller, *, secret: str, second_approver_above: int) -> "SessionModel":
        """Render a session."""
        return cls(
            user=caller.user,
            name=caller.name,
            roles=sorted(caller.roles),
            csrf_token=csrf_token_of(secret),
            expires_at=caller.session_ends_at,
            second_approver_above=second_approver_above,
        )


class TotpSecretModel(BaseModel):
    """The secret of an authenticator app, to be typed, and as its QR code has it."""

    secret: str
    uri: str


class EnrolmentModel(BaseModel):
    """What somebody needs to enrol."""

    user: str
    name: str
    roles: list[Role]
    expires_at: datetime
    totp: TotpSecretModel
    passkey_options: dict[str, Any]

    @classmethod
    def of(cls, shown: EnrolmentShown) -> "EnrolmentModel":
        """Render what stands behind a link."""
        return cls(
            user=shown.account.user,
            name=shown.account.name,
            roles=sorted(shown.account.roles),
            expires_at=shown.expires_at,
            totp=TotpSecretModel(secret=shown.totp_secret, uri=shown.totp_uri),
            passkey_options=dict(shown.passkey_options),
        )


class EnrolmentRequest(BaseModel):
    """What somebody chose: a password and at least one second factor."""

    model_config = _STRICT

    password: Annotated[str, Field(max_length=1_000)]
    totp_code: Code | None = None
    passkey: dict[str, Any] | None = None


class InvitationRequest(BaseModel):
    """Somebody to invite."""

    model_config = _STRICT

    user: Text
    name: Text
    roles: Annotated[list[Annotated[Role, Field(strict=False)]], Field(min_length=1, max_length=len(Role))]


class InvitationModel(BaseModel):
    """A link to enrol by; shown this once."""

    user: str
    enrolment_link: str
    expires_at: datetime

    @classmethod
    def of(cls, invitation: Invitation) -> "InvitationModel":
        """Render an invitation."""
        return cls(user=invitation.user, enrolment_link=invitation.link, expires_at=invitation.expires_at)


class StaffMemberModel(BaseModel):
    """Somebody of the staff."""

    user: str
    name: str
    roles: list[Role]
    state: State
    methods: list[Method]

    @classmethod
    def of(cls, member: StaffMember) -> "StaffMemberModel":
        """Render somebody."""
        account = member.account
        return cls(
            user=account.user,
            name=account.name,
            roles=sorted(account.roles),
            state=_state_of(member),
            methods=_methods_of(member),
        )


class StaffModel(BaseModel):
    """Everybody."""

    items: list[StaffMemberModel]
    next: None = None

    @classmethod
    def of(cls, members: Sequence[StaffMember]) -> "StaffModel":
        """Render everybody."""
        return cls(items=[StaffMemberModel.of(member) for member in members])


def _state_of(member: StaffMember) -> State:
    match member:
        case Invited():
            return "invited"
        case Active():
            return "active"
        case Disabled():
            return "disabled"


def _methods_of(member: StaffMember) -> list[Method]:
    if not isinstance(member, Active):
        return []
    given: dict[Method, bool] = {"totp": member.totp is not None, "passkey": bool(member.passkeys)}
    return [method for method, has in given.items() if has]
