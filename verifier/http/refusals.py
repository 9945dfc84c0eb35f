"""How the verifier's own errors are answered."""

from collections.abc import Mapping

from citywallet.runtime.http import Refusal
from citywallet.storage.errors import StorageUnavailable
from verifier.domain.errors import TransactionUnknown

REFUSALS: Mapping[type[Exception], Refusal] = {
    TransactionUnknown: Refusal(status=404, code="not_found", public=TransactionUnknown.public),
    StorageUnavailable: Refusal(
        status=503, code="temporarily_unavailable", public="The service cannot answer now; please try again."
    ),
}
