"""What a child said, read and checked for shape before anything of it is believed. Pure."""

from dataclasses import dataclass
from typing import Any

from sync import vouchers, wire
from sync.asides import MOST_BYTES
from sync.keys import VOUCHER_BYTES
from sync.operations import MalformedOperation, Operation, canonical
from sync.operations import read_once as read_operation

MOST_LOGS = 2_000
MOST_WARRANTS = 2_000
MOST_OPERATIONS = 50_000
LEAST_ANSWER_BYTES, MOST_ANSWER_BYTES = 16 * 1024, 16 * 1024 * 1024


@dataclass
class Refused(Exception):
    code: str
    words: str


@dataclass
class Said:
    """A request, read and checked for shape."""

    unit: str
    logs: list[dict[str, Any]]
    bodies: list[bytes]
    cursors: list[tuple[int, bytes]]
    limit: int
    refusals_seen: int
    clock: int
    counter: int
    waiting: int
    salvage: list[bytes]
    beside: dict[str, Any]
    warrants: dict[str, str]
    protocol: int
    """The newest that child and parent both speak; the answer is said in it."""
    stick: bool
    """Whether it came on a stick: it may be old, and so may be the answer when it is read."""


def read(opened: wire.Envelope) -> Said:
    header = opened.header
    try:
        protocol = wire.spoken(header)
        logs: list[dict[str, Any]] = [
            {
                "id": _hex(log["id"], 16).hex(),
                "start": _count(log["start"]),
                "chain": _hex(log["chain"], 32).hex(),
                "count": _count(log.get("count", 0)),
                "head": _count(log.get("head", 0)),
                "unit": str(log.get("unit", header["node"])),
            }
            for log in header["logs"][:MOST_LOGS]
        ]
        cursors = [(_count(n), _hex(digest, 32)) for n, digest in header["cursors"][:17]]
        if not logs or not cursors or len(opened.bodies) > MOST_OPERATIONS:
            raise ValueError("empty or too long")
        salvage = vouchers.unpack(header)
        if len(opened.bodies) != sum(log["count"] for log in logs) + len(salvage):
            raise ValueError("counts do not match")
        if salvage and len(salvage) != len(opened.bodies):
            raise ValueError("salvage travels alone")
        return Said(
            unit=str(header["node"]),
            logs=logs,
            bodies=opened.bodies,
            cursors=cursors,
            limit=min(max(_count(header["limit"]), LEAST_ANSWER_BYTES), MOST_ANSWER_BYTES),
            refusals_seen=_count(header.get("refusals_seen", 0)),
            clock=_count(header["clock"]),
            counter=_count(header["counter"]),
            waiting=_count(header.get("waiting", 0)),
            salvage=salvage,
            warrants=_warrants(header.get("warrants", {})),
            beside=_beside(header.get("beside", {})),
            protocol=protocol,
            stick=header.get("stick") is True,
        )
    except wire.TooFarApart as no:
        words = wire.CHILD_BEHIND if no.is_behind else wire.PARENT_BEHIND
        raise Refused("protocol", words) from no
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("unreadable", "Gói tin không đúng quy ước.") from error


def read_all(bodies: list[bytes]) -> list[Operation]:
    try:
        return [read_operation(body) for body in bodies]
    except MalformedOperation as error:
        raise Refused("unreadable", "Một thay đổi trong gói tin không đọc được.") from error


def _warrants(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MOST_WARRANTS:
        raise ValueError("not warrants")
    return {str(scope): _hex(proof, VOUCHER_BYTES).hex() for scope, proof in value.items()}


def _beside(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or len(canonical(value)) > MOST_BYTES:
        raise ValueError("not asides")
    return value


def _hex(text: Any, size: int) -> bytes:
    raw = bytes.fromhex(text)
    if len(raw) != size:
        raise ValueError("wrong length")
    return raw


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise ValueError("not a count")
    return value
