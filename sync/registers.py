"""The live values of a field, and how each policy settles them. Pure.

A field holds the values nobody has replaced yet: usually one. An operation removes the values it names and adds
its own. That is commutative and needs no clock, so every node that holds the same operations holds the same
live values, in whatever order they came.
"""

import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sync import names
from sync.operations import Operation


class Policy(StrEnum):
    """What is shown while more than one value lives, and whether a person must choose."""

    HUMAN = "human"
    STATE = "state"
    OWNER = "owner"
    SET = "set"
    LATEST = "latest"


HUMAN, STATE, OWNER, SET, LATEST = Policy

MOVE, VOID = "@scope", "@void"
"""Fields of the engine itself: the unit whose scope a record is in now, and why it counts no more (None: it does)."""

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode

Live = dict[str, tuple[str, ...]]
"""Field → prefixes of the operations whose values live, sorted."""


def settle(live: Live, operation: Operation) -> Live:
    """The live values after this operation; the argument is left as it is."""
    after = dict(live)
    for field in operation.values:
        replaced = operation.base.get(field, ())
        kept = {prefix for prefix in live.get(field, ()) if prefix not in replaced}
        after[field] = tuple(sorted(kept | {operation.prefix}))
    return after


def without_refused(live: Live, operations: Iterable[Operation]) -> Live:
    """The live values without those of refused operations that one of these was accepted in place of.

    It matters only where the refused one was applied: at the node that wrote it. Whichever of the two came first.
    """
    after = live
    for operation in operations:
        gone = set(operation.instead)
        for field in operation.values if gone else ():
            kept = tuple(prefix for prefix in after.get(field, ()) if prefix not in gone)
            if kept and kept != after[field]:
                after = {**after, field: kept}
    return after


def unseen(live: Live, operation: Operation) -> set[str]:
    """The values this operation replaces that are not among the live ones: replaced already, or never met."""
    return {
        prefix
        for field, seen in operation.base.items()
        for prefix in seen
        if prefix not in live.get(field, ())
    }


def shown(policy: Policy, candidates: Sequence[Operation], field: str) -> Any:
    """The value on the screen: the same on every node that holds the same live values."""
    return max(candidates, key=lambda op: (_rank(policy, op), op.hlc, op.id)).values[field]


def is_contested(policy: Policy, candidates: Iterable[Operation], field: str) -> bool:
    """Whether a person must choose. Equal values never conflict; the newest of LATEST simply wins."""
    if policy is LATEST:
        return False
    if field == VOID:
        return len({op.values[VOID] is None for op in candidates}) > 1
    return len({json.dumps(op.values[field], sort_keys=True) for op in candidates}) > 1


def void_clashes(live: Live, candidates: Iterable[Operation]) -> bool:
    """Whether the record was voided by somebody who had not seen what lives in it now.

    A void names every value its writer saw. What was changed beside it neither brings the record back nor is lost in
    silence: a person must say. `candidates` are the operations whose void lives.
    """
    voids = [op for op in candidates if op.values[VOID] is not None]
    seen = [{prefix for prefixes in op.base.values() for prefix in prefixes} for op in voids]
    living = {prefix for name, prefixes in live.items() if name != VOID for prefix in prefixes}
    return bool(voids) and not any(living <= known for known in seen)


def _rank(policy: Policy, operation: Operation) -> int:
    return operation.tier if policy in (STATE, OWNER) else 0


def pack(live: Live) -> str:
    """Live values as text, operation → its fields, as `spell` but short: `prefix codes|prefix codes name …`."""
    return "|".join(
        f"{prefix} {names.shorten(tuple(fields))}" for prefix, fields in _by_operation(live).items()
    )


def unpack(text: str) -> Live:
    """The live values of either spelling: databases hold `spell`'s until a record is written again."""
    if not text or text[0] == "{":
        packed: Iterable[tuple[str, Sequence[str]]] = json.loads(text or "{}").items()
    else:
        packed = ((part[:16], names.lengthen(part[17:])) for part in text.split("|"))
    live: Live = {}
    for prefix, fields in packed:
        if live.keys().isdisjoint(fields):
            live |= dict.fromkeys(fields, (prefix,))
            continue
        for field in fields:
            live[field] = tuple(sorted((*live.get(field, ()), prefix)))
    return live


def spell(text: str) -> str:
    """The one spelling of packed live values that two nodes compare: JSON, operation → its fields, both sorted.

    What cannot be read is damaged, and differs from whatever stands elsewhere.
    """
    if not text or text[0] == "{":
        return text or "{}"
    parts = sorted(text.split("|"))
    try:
        return "{" + ",".join(f'"{part[:16]}":{_spelled(part[17:])}' for part in parts) + "}"
    except names.UnknownCode:
        return text


@lru_cache(maxsize=4000)
def _spelled(short: str) -> str:
    return _encode(sorted(names.lengthen(short)))


def _by_operation(live: Live) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field in sorted(live):
        for prefix in live[field]:
            if prefix in found:
                found[prefix].append(field)
            else:
                found[prefix] = [field]
    return found
