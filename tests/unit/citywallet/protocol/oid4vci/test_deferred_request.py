from typing import Any

import pytest

from citywallet.protocol.oid4vci import (
    DeferredCredentialRequest,
    DeferredRequestMalformed,
    EncryptionParametersInvalid,
    parse_deferred_request,
    serialize_deferred_request,
)
from tests.support.vectors import load_vectors

REQUEST = load_vectors("oid4vci/deferred_request.json")["request"]


def test_deferred_request_of_the_specification_is_read_and_written_again() -> None:
    read = parse_deferred_request(REQUEST)
    assert read == DeferredCredentialRequest(transaction_id="8xLOxBtZp8")
    assert serialize_deferred_request(read) == REQUEST


def test_deferred_request_may_say_more_than_we_know() -> None:
    assert parse_deferred_request(REQUEST | {"vendor": [1]}) == parse_deferred_request(REQUEST)


@pytest.mark.parametrize(
    "members", [{}, {"transaction_id": 7}, {"transaction_id": None}, {"transaction": "x"}]
)
def test_deferred_request_without_a_transaction_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(DeferredRequestMalformed):
        parse_deferred_request(members)


@pytest.mark.parametrize("wanted", [None, "A256GCM", {}, {"enc": "A256GCM"}])
def test_deferred_request_for_encryption_that_we_have_not_is_refused(wanted: Any) -> None:
    with pytest.raises(EncryptionParametersInvalid):
        parse_deferred_request(REQUEST | {"credential_response_encryption": wanted})
