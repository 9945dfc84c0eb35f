"""How the states of a credential are written in the database."""

from issuer.domain.credential_states import CredentialState, Revoked, Suspended, Valid

_NAMES: dict[CredentialState, str] = {Valid(): "valid", Suspended(): "suspended", Revoked(): "revoked"}
_STATES = {name: state for state, name in _NAMES.items()}


def name_of_state(state: CredentialState) -> str:
    """The stored name of a state."""
    return _NAMES[state]


def state_named(name: str) -> CredentialState:
    """The state with a stored name."""
    return _STATES[name]
