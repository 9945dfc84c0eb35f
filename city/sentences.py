"""Which errors speak to a person: their text is one sentence that says what to do."""


def errors_for_people() -> tuple[type[Exception], ...]:
    """The error classes whose text the command line prints as it is."""
    from city.errors import CityError
    from citywallet.client import ApiError, ApiUnreachable, CityFileInvalid, CityMissing
    from citywallet.onchain.errors import ChainError
    from citywallet.runtime.serve import PortInUse
    from citywallet.runtime.settings import SettingsInvalid
    from citywallet.storage.errors import StorageError

    return (
        CityError,
        ApiError,
        ApiUnreachable,
        CityFileInvalid,
        CityMissing,
        ChainError,
        PortInUse,
        SettingsInvalid,
        StorageError,
    )
