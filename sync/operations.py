"""What an operation is, its canonical bytes, and its id. Pure.

An operation says: this person, at this node, gave these fields of this record these values, having seen and
replacing those earlier values. Its body is canonical JSON (UTF-8, sorted keys, no spaces, NFC); the bytes are
stored and relayed as they came, never written again, so hashes stay valid and fields a node does not know
survive their way through it. The id is the first 16 bytes of SHA-256 over the body and is never sent.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

SCHEMA = 1
MAX_BODY_BYTES = 256 * 1024
ID_BYTES = 16


_decode = json.JSONDecoder().decode
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


class MalformedOperation(ValueError):
    """These bytes are not an operation this protocol could have written."""


@dataclass(slots=True)
class Operation:
    """`hlc` is milliseconds since 1970 times 1000 plus a counter; `base` names, per field, the values replaced
    by the first 8 bytes (16 hex digits) of the ids of the operations that set them. `instead` names refused
    operations that this one was accepted in place of: what they gave its fields is replaced where it lives, and
    nobody waits for them.

    Never changed once it is made; not frozen only because that doubles what making one costs.
    """

    id: bytes
    body: bytes
    node: str
    tier: int
    actor: str
    hlc: int
    entity: str
    record: str
    scope: str
    values: Mapping[str, Any]
    base: Mapping[str, Sequence[str]]
    instead: Sequence[str] = ()

    @property
    def prefix(self) -> str:
        """The short name by which a later operation says it replaces this one."""
        return self.id[:8].hex()


def compose(
    *, node: str, tier: int, actor: str, hlc: int, entity: str, record: str, scope: str,
    values: Mapping[str, Any], base: Mapping[str, Sequence[str]], instead: Sequence[str] = (),
) -> Operation:  # fmt: skip
    """Write a new operation. Values are text, whole numbers, truth, nothing, lists and objects of those."""
    content: dict[str, Any] = {
        "actor": actor, "entity": entity, "hlc": hlc, "id": record, "node": node, "schema": SCHEMA,
        "scope": scope, "tier": tier, "values": {name: plain(value) for name, value in values.items()},
    }  # fmt: skip
    if base:
        content["base"] = {name: sorted(seen) for name, seen in base.items()}
    if instead:
        content["instead"] = sorted(instead)
    return read(canonical(content))


def read_once(body: bytes) -> Operation:
    """Understand the bytes of an operation, or refuse them with `MalformedOperation`."""
    if len(body) > MAX_BODY_BYTES:
        raise MalformedOperation("operation too large")
    try:
        # As text: given bytes, the library first guesses at their encoding, which is always this one.
        content = _decode(body.decode())
    except (ValueError, RecursionError) as error:
        raise MalformedOperation("not JSON") from error
    try:
        operation = Operation(
            id=operation_id(body),
            body=body,
            node=_known_text(content["node"]),
            tier=_whole(content["tier"]),
            actor=_known_text(content["actor"]),
            hlc=_whole(content["hlc"]),
            entity=_known_text(content["entity"]),
            record=_text(content["id"]),
            scope=_known_text(content["scope"]),
            values=_object(content["values"]),
            base=_bases(content.get("base", {})),
            instead=_prefixes(content.get("instead", [])),
        )
    except (KeyError, TypeError) as error:
        raise MalformedOperation(f"missing or wrong: {error}") from error
    return operation


read = lru_cache(maxsize=2_000)(read_once)
"""`read_once`, for the operations of a record, which are read again and again. Nobody changes what it gives."""


def operation_id(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:ID_BYTES]


def canonical(content: Any) -> bytes:
    """The one spelling of these plain values as bytes."""
    return _encode(content).encode()


def plain(value: Any) -> Any:
    """The value as it may stand in an operation: NFC text, no fractions, no zero bytes."""
    if isinstance(value, str):
        if "\0" in value:
            raise MalformedOperation("zero byte in text")
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {_text(name): plain(item) for name, item in value.items()}
    raise MalformedOperation(f"cannot be sent: {type(value).__name__}")


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > 200 or "\0" in value:
        raise TypeError("text expected")
    return value


_known_text = lru_cache(maxsize=2_000)(_text)
"""For what most operations of an office have in common."""


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise TypeError("whole number expected")
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        raise TypeError("object expected")
    return value


def _bases(value: Any) -> dict[str, list[str]]:
    if not isinstance(value, dict):
        raise TypeError("object expected")
    for seen in value.values():
        _prefixes(seen)
    return value


def _prefixes(value: Any) -> list[str]:
    if type(value) is not list:
        raise TypeError("list expected")
    for prefix in value:
        if type(prefix) is not str or len(prefix) != 16:
            raise TypeError("16 hex digits expected")
    return value
