"""JSON-RPC 2.0: from the bytes of a request to the bytes of its answer."""

import logging
from collections.abc import Mapping
from typing import Final

import orjson

from chain_dev.errors import MethodUnknown, ParamsInvalid, RequestInvalid, RequestUnreadable, RpcError
from chain_dev.methods import Method
from chain_dev.wire import JsonObject, JsonValue

_MOST_IN_BATCH: Final = 1_000
_INTERNAL_ERROR: Final = -32603
_log = logging.getLogger("chain_dev.rpc")


def answer(body: bytes, methods: Mapping[str, Method]) -> bytes:
    """Answer one request or a batch; nothing that arrives makes this raise.

    An empty result means that nobody waits for an answer: the body held notifications alone.
    """
    try:
        request = orjson.loads(body)
    except ValueError:
        return orjson.dumps(_error(None, RequestUnreadable("parse error")))
    if not isinstance(request, list):
        single = _answer_one(request, methods)
        return b"" if single is None else orjson.dumps(single)
    if not request or len(request) > _MOST_IN_BATCH:
        return orjson.dumps(_error(None, RequestInvalid("invalid request: an empty or oversized batch")))
    answers = [one for one in (_answer_one(each, methods) for each in request) if one is not None]
    return orjson.dumps(answers) if answers else b""


def _answer_one(request: JsonValue, methods: Mapping[str, Method]) -> JsonObject | None:
    if not isinstance(request, dict) or not isinstance(request.get("method"), str):
        return _error(None, RequestInvalid("invalid request"))
    request_id = request.get("id")
    if isinstance(request_id, (dict, list, bool)):
        return _error(None, RequestInvalid("invalid request: the id is a string, a number or null"))
    try:
        result = _call(request, methods)
    except RpcError as refused:
        return _error(request_id, refused) if "id" in request else None
    except Exception:
        # The caller learns nothing of what broke; the one who runs the chain does.
        _log.exception("A call of %s broke.", request["method"])
        return _failure(request_id, _INTERNAL_ERROR, "internal error") if "id" in request else None
    return {"jsonrpc": "2.0", "id": request_id, "result": result} if "id" in request else None


def _call(request: JsonObject, methods: Mapping[str, Method]) -> JsonValue:
    method = methods.get(str(request["method"]))
    if method is None:
        raise MethodUnknown(f"the method {str(request['method'])[:64]} does not exist/is not available")
    given = request.get("params")
    if given is None:
        given = []
    if not isinstance(given, list):
        raise ParamsInvalid("invalid argument: params are a list")
    return method(given)


def _error(request_id: JsonValue, refused: RpcError) -> JsonObject:
    return _failure(request_id, refused.code, refused.message, data=refused.data)


def _failure(request_id: JsonValue, code: int, message: str, *, data: str | None = None) -> JsonObject:
    error: JsonObject = {"code": code, "message": message}
    if data is not None:
        error["data"] = data
    return {"jsonrpc": "2.0", "id": request_id, "error": error}
