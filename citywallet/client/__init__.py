"""The public client of the city's own APIs: what the command line and other programs use."""

from citywallet.client.city_file import (
    CityFile,
    CityFileInvalid,
    CityMissing,
    StaffAccess,
    load_city_file,
    write_city_file,
)
from citywallet.client.http import ApiClient, ApiError, ApiMisunderstood, ApiUnreachable, ApiUntrusted
from citywallet.client.office import OfficeClient

__all__ = [
    "ApiClient",
    "ApiError",
    "ApiMisunderstood",
    "ApiUnreachable",
    "ApiUntrusted",
    "CityFile",
    "CityFileInvalid",
    "CityMissing",
    "OfficeClient",
    "StaffAccess",
    "load_city_file",
    "write_city_file",
]
