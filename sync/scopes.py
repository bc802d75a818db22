"""Who may hold what: the scopes a parent tells its child, and what happens when they widen or narrow.

A feed row carries a scope, and a child's cursor passes the rows of other scopes once and for all. When it may hold
more than before, the operations of what is new to it are put into the feed again, under a scope of its own; when it
may hold less, it takes the rows out of its tables when it is told. What was written while it held them still counts.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sync import drawing, records, registers, shares, store
from sync.asides import Heard
from sync.operations import canonical, read
from sync.positions import Written
from sync.records import Known


def told() -> frozenset[str] | None:
    """What our parent lets us hold; None while it has not said, and at the top of the tree."""
    row = store.one("SELECT scopes FROM sync_parent")
    scopes = json.loads(row[0]) if row else []
    return frozenset(scopes) or None


def private(unit: str) -> str:
    """The scope of feed rows that are for one child alone."""
    return f"@{unit}"


def publish(feed: list[Written], rows: Sequence[tuple[int, bytes]], scope: str) -> None:
    """Put operations (row, body) into the feed once more, under this scope; the open transaction numbers them."""
    for n, body in rows:
        operation = read(body)
        feed.append(Written(n, operation, records.roots(operation), scope=scope))


def widen(feed: list[Written], unit: str, scopes: Sequence[str]) -> set[str]:
    """Note what this child may hold now, put again into the feed what is new to it, and return all it ever could."""
    row = store.one("SELECT scopes, held_scopes FROM sync_child WHERE unit = ?", (unit,))
    before, ever = (json.loads(text) for text in row) if row else ([], [])
    ever = set(ever) | set(scopes)
    if sorted(scopes) == before:
        return ever
    if before:
        for scope in sorted(set(scopes) - set(before)):
            publish(feed, held_in(scope), private(unit))
    store.run(
        "UPDATE sync_child SET scopes = ?, held_scopes = ? WHERE unit = ?",
        (_text(scopes), _text(ever), unit),
    )
    return ever


def held_in(scope: str) -> list[tuple[int, bytes]]:
    """Every operation on records of this scope, (row, body), in the order it came."""
    return [
        (n, bytes(body))
        for n, body in store.every(
            "SELECT o.n, o.body FROM record r JOIN operation o ON o.record = r.n "
            "WHERE r.scope = ? AND o.state < 2 ORDER BY o.n",
            (scope,),
        )
    ]


class Told:
    """The aside by which a child learns what it may hold."""

    name = "scopes"

    def ask(self, at: datetime) -> str:
        return _short(told() or ())

    def reply(self, heard: Heard) -> list[str] | None:
        return None if heard.said == _short(heard.scopes) else sorted(heard.scopes)

    def take(self, reply: Any, at: datetime) -> None:
        if not isinstance(reply, list) or not all(isinstance(scope, str) for scope in reply):
            raise ValueError("not scopes")
        before, now = told(), frozenset(reply)
        store.run("UPDATE sync_parent SET scopes = ?", (_text(reply),))
        if before is None:
            _draw_again(" NOT", now, now)
        else:
            _draw_again("", before ^ now, now)


def _draw_again(negated: str, scopes: frozenset[str], covers: frozenset[str]) -> None:
    """Draw or take out the rows of records in these scopes."""
    if not scopes:
        return
    marks = ", ".join("?" * len(scopes))
    for entity, record_id, n, scope, live, month in store.every(
        "SELECT entity, id, n, scope, live, month FROM record "
        f"WHERE scope{negated} IN ({marks}) ORDER BY n",
        tuple(scopes),
    ):
        if table := shares.ALL.get(entity):
            known = Known(n, scope, registers.unpack(live), month)
            drawing.again(table, record_id, known, covers)


def of_record(known: Known) -> list[tuple[int, bytes]]:
    """Every operation on this record and its parts, (row, body), in the order it came."""
    numbers = [known.n, *(part.n for _, _, part in records.parts_of(known))]
    marks = ", ".join("?" * len(numbers))
    return [
        (n, bytes(body))
        for n, body in store.every(
            f"SELECT n, body FROM operation WHERE record IN ({marks}) AND state < 2 ORDER BY n",
            numbers,
        )
    ]


def _short(scopes: Any) -> str:
    return hashlib.sha256(canonical(sorted(scopes))).hexdigest()[:8]


def _text(scopes: Any) -> str:
    return json.dumps(sorted(scopes))
