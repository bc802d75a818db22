"""What a node tells its parent about itself, and how much it holds of each day: an aside of ordinary exchanges.

The program gives the facts (`source`); the engine carries them without knowing what they say. Beside them go the last
days of the node's own scope, each with its count and its code (see `ledger.py`): a day is told again when it changed.
The parent keeps both with the moment they came, and may ask for a comparison by the same way.
"""

import hashlib
import json
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sync import positions, store
from sync.asides import Heard
from sync.checks import comparing, ledger
from sync.instants import instant
from sync.journal import transaction
from sync.members import telling
from sync.operations import canonical

log = logging.getLogger(__name__)

Facts = dict[str, Any]
source: Callable[[datetime], Facts] | None = None
"""Gives what the program tells of this node: plain values by name, never of a citizen. Nothing is told without one."""

WHOLE_EVERY = timedelta(hours=12)
LOOKED_AT_EVERY = timedelta(minutes=10)
DAYS = 35
MOST_DAYS = 40
MOST_FACTS_BYTES = 4096
DIGEST_LETTERS = 16
_DAY, _CODE = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{3}")

Told = tuple[str, int, str]
"""A day, how many operations, and the code of that day."""


class Report:
    """The child says what changed, the parent replies what it took."""

    name = "report"

    def ask(self, at: datetime) -> Any:
        if source is None:
            return None
        unit = positions.identity().unit
        row = store.one("SELECT told_at, digest FROM node_report WHERE unit = ?", (unit,))
        since = at - telling.instant(row[0]) if row and row[0] else None
        is_whole = since is None or since >= WHOLE_EVERY or since < timedelta()
        said: dict[str, Any] = {}
        if is_whole or (since is not None and since >= LOOKED_AT_EVERY):
            facts = _facts(at)
            if is_whole or (row and digest_of(facts) != row[1]):
                said["facts"] = facts
        if days := _days(unit, at, is_whole=is_whole):
            said["days"] = days
        return said or None

    def reply(self, heard: Heard) -> Any:
        replied: dict[str, Any] = {}
        if isinstance(heard.said, dict):
            replied |= _keep(heard)
        if asked := _asked_of(heard.unit):
            replied["compare"], days = asked
            if days:
                replied["days_asked"] = days.split("/")
        return replied or None

    def take(self, reply: Any, at: datetime) -> None:
        if not isinstance(reply, dict):
            raise ValueError("not a reply to a report")
        unit = positions.identity().unit
        if isinstance(reply.get("facts"), str):
            _note_facts(unit, reply["facts"][:DIGEST_LETTERS], "{}", at)
        for day, count, code in _read_days(reply.get("days", [])):
            _note_day(unit, (day, count, code), at)
        if isinstance(reply.get("compare"), str):
            _compare_once(unit, reply["compare"][:20], _read_range(reply.get("days_asked")), at)


def digest_of(facts: Facts) -> str:
    return hashlib.sha256(canonical(facts)).hexdigest()[:DIGEST_LETTERS]


def ask_to_compare(unit: str, *, by: str, at: datetime, days: comparing.Days | None = None) -> None:
    """Have this child compare what it holds with us at its next exchange, and repair what differs: everything, or what
    these days have touched. A program from before days could be named compares everything."""
    with transaction():
        store.run(
            "INSERT INTO node_report (unit, facts, digest, asked_at, asked_by, asked_days) "
            "VALUES (?, '{}', '', ?, ?, ?) ON CONFLICT (unit) DO UPDATE SET asked_at = excluded.asked_at, "
            "asked_by = excluded.asked_by, asked_days = excluded.asked_days",
            (unit, instant(at), by[:200], "/".join(days) if days else None),
        )


# ── Below ───────────────────────────────────────────────────────────────────────────────────────────


def _facts(at: datetime) -> Facts:
    """What the program says; a fault of its own must not keep operations from travelling."""
    assert source is not None  # noqa: S101 - asked for only where there is one
    try:
        return source(at)
    except Exception:
        log.exception("no report of this node")
        return {}


def _days(unit: str, at: datetime, *, is_whole: bool) -> list[Told]:
    first = (at - timedelta(days=DAYS)).date().isoformat()
    known = dict(
        store.every("SELECT day, code FROM told_day WHERE unit = ? AND day >= ?", (unit, first))
    )
    here = ledger.days_since(unit, first, without_refused_above=True)
    days = [(day, found.operations, ledger.code(unit, day, found)) for day, found in here.items()]
    return [told for told in sorted(days) if is_whole or known.get(told[0]) != told[2]][-DAYS:]


def _compare_once(unit: str, asked_at: str, days: comparing.Days | None, at: datetime) -> None:
    row = store.one("SELECT asked_at FROM node_report WHERE unit = ?", (unit,))
    if row and row[0] == asked_at:
        return
    store.run(
        "INSERT INTO node_report (unit, facts, digest, asked_at) VALUES (?, '{}', '', ?) "
        "ON CONFLICT (unit) DO UPDATE SET asked_at = excluded.asked_at",
        (unit, asked_at),
    )
    comparing.begin(at, days=days)


def _read_range(value: Any) -> comparing.Days | None:
    is_range = isinstance(value, list) and len(value) == 2
    if not is_range or not all(isinstance(day, str) and _DAY.fullmatch(day) for day in value):
        return None
    return value[0], value[1]


# ── Above ───────────────────────────────────────────────────────────────────────────────────────────


def _keep(heard: Heard) -> dict[str, Any]:
    """Keep what is well formed, and say what that was; anything else is left alone."""
    took: dict[str, Any] = {}
    facts = heard.said.get("facts")
    if isinstance(facts, dict) and len(spelled := canonical(facts)) <= MOST_FACTS_BYTES:
        took["facts"] = digest_of(facts)
        _note_facts(heard.unit, took["facts"], spelled.decode(), heard.at)
    if days := _read_days(heard.said.get("days", [])):
        took["days"] = days
        for told in days:
            _note_day(heard.unit, told, heard.at)
    return took


def _read_days(value: Any) -> list[Told]:
    if not isinstance(value, list):
        return []
    return [
        (each[0], each[1], each[2])
        for each in value[:MOST_DAYS]
        if isinstance(each, list)
        and len(each) == 3
        and isinstance(each[0], str)
        and _DAY.fullmatch(each[0])
        and type(each[1]) is int
        and 0 <= each[1] < 2**31
        and isinstance(each[2], str)
        and _CODE.fullmatch(each[2])
    ]


def _note_facts(unit: str, digest: str, facts: str, at: datetime) -> None:
    store.run(
        "INSERT INTO node_report (unit, told_at, facts, digest) VALUES (?, ?, ?, ?) ON CONFLICT (unit) "
        "DO UPDATE SET told_at = excluded.told_at, facts = excluded.facts, digest = excluded.digest",
        (unit, instant(at), facts, digest),
    )


def _note_day(unit: str, told: Told, at: datetime) -> None:
    store.run(
        "INSERT INTO told_day (unit, day, operations, code, told_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (unit, day) DO UPDATE SET operations = excluded.operations, code = excluded.code, "
        "told_at = excluded.told_at",
        (unit, *told, instant(at)),
    )


def _asked_of(unit: str) -> tuple[str, str | None] | None:
    """When a comparison was asked for that has not begun since, and of which days."""
    row = store.one(
        "SELECT r.asked_at, r.asked_days FROM node_report r WHERE r.unit = ? AND r.asked_at IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM comparison c WHERE c.unit = r.unit AND c.began_at >= r.asked_at)",
        (unit,),
    )
    return (str(row[0]), row[1]) if row else None


def facts_of(text: str) -> Facts:
    """The facts as they are kept."""
    found = json.loads(text)
    return found if isinstance(found, dict) else {}
