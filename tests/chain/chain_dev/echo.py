"""A contract made by hand that stores, logs and reverts as the first byte of its input says."""

_RUNTIME = bytes.fromhex(
    "60003560f81c"  # the first byte of the input
    "80600114602657"  # 1: log
    "80600214603957"  # 2: revert
    "80600314604a57"  # 3: store
    "60005460005260206000f3"  # anything else: return what is stored
    "5b60603560005260403560203560206000a200"
    "5b602036036020600037602036036000fd"
    "5b60203560005500"
)
BYTECODE = bytes.fromhex(f"60{len(_RUNTIME):02x}600c60003960{len(_RUNTIME):02x}6000f3") + _RUNTIME


def word(value: int) -> bytes:
    """A 32-byte word."""
    return value.to_bytes(32)


def log(topic: int, second: int, data: int) -> bytes:
    """Input that emits an event with two topics."""
    return b"\x01".ljust(32, b"\0") + word(topic) + word(second) + word(data)


def revert(data: bytes) -> bytes:
    """Input that reverts with these bytes."""
    return b"\x02".ljust(32, b"\0") + data


def store(value: int) -> bytes:
    """Input that stores a value in slot 0."""
    return b"\x03".ljust(32, b"\0") + word(value)
