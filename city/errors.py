"""Why a city does not start or run: each is one sentence that says what to do."""


class CityError(Exception):
    """Root of the errors of this package; the message is one sentence for whoever starts the city."""


class CityRunning(CityError):
    """Another process runs a city on the same folder."""


class PlanChanged(CityError):
    """A public address differs from the one under which the city was founded."""


class TlsMisfit(CityError):
    """A setting contradicts that the city serves https itself."""


class CityHalfBuilt(CityError):
    """A part of the city is missing, damaged, or of another city."""


class PartEnded(CityError):
    """A service or the chain ended by itself."""


class ToldToStop(Exception):
    """Somebody asked the city to stop, and whatever was going on ends here; no fault, and no sentence."""


class PartSilent(CityError):
    """A service or the chain did not become ready in time."""
