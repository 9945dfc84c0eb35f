"""What officers do with applications."""

from dataclasses import dataclass

from issuer.usecases.decide_application import DecideApplication
from issuer.usecases.list_applications import ListApplications
from issuer.usecases.read_application import ReadApplication
from issuer.usecases.reveal_application import RevealApplication


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationActs:
    """Everything about the queue."""

    list: ListApplications
    read: ReadApplication
    reveal: RevealApplication
    decide: DecideApplication
