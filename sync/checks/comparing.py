"""The nightly comparison of a child with its parent, told as an aside of ordinary exchanges; the child's side.

The child begins when both sides are level: it says its bucket digests, the parent names those that differ. One by
one the child opens them: it says the digests of their records, the parent names the records that differ with what
it holds of each. Then each side is given what it lacks and redraws what its operations do not say. At the end both
hold an incident, and one more comparison proves the repair. Every step can be said twice.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sync import store
from sync.asides import Heard
from sync.checks import compared, digests, incidents, ledger, mending
from sync.checks.compared import BUCKETS, MENDING, MOST_SAID_BYTES, RECORDS, SHAPE, WAIT
from sync.checks.digests import Key, short
from sync.checks.findings import Finding, heard, repair_of
from sync.instants import instant
from sync.journal import transaction
from sync.operations import MalformedOperation
from sync.tables import database

PAGE_RECORDS = 2000
MOST_WANTED = 400
EVENING_HOUR_UTC = 13

Days = tuple[str, str]
"""The first and the last day, both counted."""

Todo = dict[str, Any]
"""Where a comparison stands: `step`, whether rows are compared, the buckets `left`, the open `bucket` and how far it
was looked through (`after`), and the ids to `want` and `give` for what was `found`."""


# ── Beginning one, and how it stands ────────────────────────────────────────────────────────────────


def begin(at: datetime, *, days: Days | None = None) -> bool:
    """Compare with the parent at the next exchange, only what operations of these days have touched where some are
    given; false without a parent, or while one is under way."""
    with transaction():
        parent = store.one("SELECT unit FROM sync_parent")
        if parent is None or is_open():
            return False
        _open(parent[0], at, second=False, days=days)
        return True


def is_open() -> bool:
    """Whether a comparison with our parent has begun and not ended: exchanging brings it further."""
    return _current() is not None


def is_due(now: datetime) -> bool:
    """Once a night, or later when the node was off or away: none of the whole has begun since eight in the evening,
    Hanoi time."""
    row = store.one(
        "SELECT s.founded_at, (SELECT MAX(c.began_at) FROM comparison c WHERE c.unit = p.unit "
        "AND c.todo NOT LIKE ?) FROM sync_parent p CROSS JOIN sync_self s",
        ('%"days"%',),
    )
    if row is None:
        return False
    evening = now.astimezone(UTC).replace(hour=EVENING_HOUR_UTC, minute=0, second=0)
    evening -= timedelta(days=1) if evening > now else timedelta()
    return max(row[0], row[1] or "") < instant(evening)


def progress() -> tuple[Any, ...] | None:
    """How far the comparison under way has come, to see whether an exchange brought it further."""
    current = _current()
    if current is None:
        return None
    n, _, todo = current
    rest = (str(todo.get(name)) for name in ("left", "after", "want", "give"))
    return n, todo["step"], todo["rows"], *rest


def _open(parent: str, at: datetime, *, second: bool, days: Days | None) -> None:
    todo: Todo = {"step": BUCKETS, "rows": True, "run": 0, "second": second}
    if days:
        todo["days"] = list(days)
    store.run(
        "INSERT INTO comparison (unit, began_at, records, buckets, differing, todo) VALUES (?, ?, 0, 0, 0, ?)",
        (parent, instant(at), json.dumps(todo)),
    )


def _current() -> tuple[int, str, Todo] | None:
    row = store.one(
        "SELECT c.n, c.unit, c.todo FROM comparison c JOIN sync_parent p ON p.unit = c.unit "
        "WHERE c.ended_at IS NULL ORDER BY c.n DESC LIMIT 1"
    )
    return (row[0], row[1], json.loads(row[2])) if row else None


class Comparing:
    """The aside. What goes wrong in it ends the comparison and never the exchange that carried it."""

    name = "compare"

    def ask(self, at: datetime) -> Any:
        current = _current()
        if current is None or not _is_level_here(current[2]):
            return None
        todo = current[2]
        says = {BUCKETS: _say_buckets, RECORDS: _say_records, MENDING: _say_mending}[todo["step"]]
        return {"step": todo["step"], "rows": todo["rows"], **says(todo)}

    def reply(self, said: Heard) -> Any:
        return compared.reply(said)

    def take(self, reply: Any, at: datetime) -> None:
        current = _current()
        if current is None:
            return
        n, unit, todo = current
        try:
            with database.atomic():
                _take(n, unit, todo, reply, at)
        except (KeyError, TypeError, ValueError, MalformedOperation):
            todo = {"failed": True}
            store.run("UPDATE comparison SET ended_at = ? WHERE n = ?", (instant(at), n))
        store.run("UPDATE comparison SET todo = ? WHERE n = ?", (json.dumps(todo), n))


def _take(n: int, unit: str, todo: Todo, reply: Any, at: datetime) -> None:
    takes = {BUCKETS: _take_buckets, RECORDS: _take_records, MENDING: _take_mending}
    step = reply["step"]
    if step == WAIT:
        todo["run"] = _last_run()
    elif step == SHAPE:
        todo["rows"] = False
    elif step == todo["step"]:
        takes[step](n, unit, todo, reply, at)


def _is_level_here(todo: Todo) -> bool:
    """All we wrote is acknowledged, and a run has come to its end since the parent last had more for us."""
    unsent = store.one(
        "SELECT 1 FROM log WHERE (own = ? OR (via IS NOT NULL AND carried = ?)) AND head_seq > acked_seq LIMIT 1",
        (True, True),
    )
    whole = store.one(
        "SELECT 1 FROM sync_run WHERE outcome = 'ok' AND id >= ? LIMIT 1", (todo["run"],)
    )
    return unsent is None and whole is not None


def _last_run() -> int:
    row = store.one("SELECT MAX(id) FROM sync_run")
    return int(row[0] or 0) if row else 0


def _refused_above() -> set[bytes]:
    rows = store.every(
        "SELECT o.id FROM refused_operation r JOIN operation o ON o.n = r.operation WHERE r.child IS NULL"
    )
    return {bytes(row[0]) for row in rows}


# ── Buckets ─────────────────────────────────────────────────────────────────────────────────────────


def _say_buckets(todo: Todo) -> Todo:
    scopes, days = _scopes_here(), todo.get("days")
    only = ledger.buckets_touched(days[0], days[1], scopes) if days else None
    looked = digests.look(scopes, rows=todo["rows"], without=_refused_above(), only=only)
    by_scope: dict[str, dict[str, str]] = {}
    for (scope, month), digest in looked.buckets.items():
        by_scope.setdefault(scope, {})[month] = digest
    chosen = {"days": days} if days else {}
    return {"shape": digests.shape(), "buckets": by_scope, **chosen}


def _scopes_here() -> frozenset[str] | None:
    row = store.one("SELECT scopes FROM sync_parent")
    return (frozenset(json.loads(row[0])) or None) if row else None


def _take_buckets(n: int, unit: str, todo: Todo, reply: Any, at: datetime) -> None:
    differ = [(str(scope), str(month)) for scope, month in reply["differ"]]
    store.run(
        "UPDATE comparison SET records = ?, buckets = ? WHERE n = ?",
        (int(reply["records"]), int(reply["buckets"]), n),
    )
    looked_at = reply.get("among")
    among = None if looked_at is None else {(str(scope), str(month)) for scope, month in looked_at}
    incidents.close(unit, differ, at, among=among)
    todo["left"] = differ
    _open_next(n, unit, todo, at)


def _open_next(n: int, unit: str, todo: Todo, at: datetime) -> None:
    """Go into the next bucket that differs, or end."""
    if todo["left"]:
        bucket = todo["left"].pop(0)
        todo.update(step=RECORDS, bucket=bucket, after=None, want=[], give=[], found=[])
        return
    store.run("UPDATE comparison SET ended_at = ? WHERE n = ?", (instant(at), n))
    if todo.get("repaired"):
        with transaction() as work:
            ledger.mend(work.kept)
        if not todo["second"]:
            _open(unit, at, second=True, days=todo.get("days"))


# ── The records of a bucket ─────────────────────────────────────────────────────────────────────────


def _say_records(todo: Todo) -> Todo:
    scope, month = todo["bucket"]
    every = sorted(digests.of_bucket((scope, month), rows=todo["rows"], without=_refused_above()))
    rest = [one for one in every if todo["after"] is None or one[0] > tuple(todo["after"])]
    page = rest[:PAGE_RECORDS]
    by_entity: dict[str, dict[str, str]] = {}
    for (entity, record_id), digest in page:
        by_entity.setdefault(entity, {})[record_id] = short(digest)
    upto = page[-1][0] if len(rest) > len(page) else None
    return {"bucket": todo["bucket"], "after": todo["after"], "upto": upto, "records": by_entity}


def _take_records(n: int, unit: str, todo: Todo, reply: Any, at: datetime) -> None:
    without = _refused_above()
    for item in reply["differ"]:
        finding, want, give = _weigh(item, todo, without)
        if finding:
            todo["found"].append(finding.spoken())
            todo["want"] += want
            todo["give"] += give
    todo["after"] = reply["upto"]
    if todo["found"]:
        todo.update(step=MENDING, repaired=True)
    elif todo["after"] is None:
        _open_next(n, unit, todo, at)


def _weigh(
    item: Any, todo: Todo, without: set[bytes]
) -> tuple[Finding | None, list[str], list[str]]:
    """What is wrong with one record, the ids we lack and those the parent lacks; nothing when it is equal by now."""
    key: Key = (str(item["key"][0]), str(item["key"][1]))
    applied, parked, refused, damaged = (
        {bytes.fromhex(op_id) for op_id in item[name]}
        for name in ("applied", "parked", "refused", "damaged")
    )
    mine = mending.holdings(*key)
    lacked = applied - mine.whole
    lacked_above = mine.applied - applied - parked - refused - without
    row = [] if lacked else mending.mend(*key, is_complete=True)
    digest = digests.of_record(*key, rows=todo["rows"], without=without)
    if digest is not None and short(digest) == item["digest"] and not row and not item["row"]:
        return None, [], []
    # A live value without an operation is explained by an operation that is missing there.
    row_above = [str(name) for name in item["row"] if name != "live" or not lacked_above]
    finding = Finding(
        *key, row=row, row_above=row_above, lacked=len(lacked),
        lacked_above=len(lacked_above), damaged=len(mine.damaged), damaged_above=len(damaged),
        parked=len((mine.parked & applied) | (parked & mine.applied)), refused=len(mine.applied & (refused | without)),
    )  # fmt: skip
    return finding, _hexes(lacked), _hexes(lacked_above)


# ── Giving and taking what one side lacks ───────────────────────────────────────────────────────────


def _say_mending(todo: Todo) -> Todo:
    given = mending.bodies(todo["give"], None, most_bytes=MOST_SAID_BYTES)
    is_all = len(given) == len(todo["give"])
    return {
        "bucket": todo["bucket"], "found": todo["found"] if is_all else [], "want": todo["want"][:MOST_WANTED],
        "give": [[body.text, body.voucher.hex()] for body in given],
    }  # fmt: skip


def _take_mending(n: int, unit: str, todo: Todo, reply: Any, at: datetime) -> None:
    came = set()
    for text, feed_n, proof in reply["give"]:
        body, voucher = str(text).encode(), bytes.fromhex(proof)
        came.add(mending.restore(body, at=at, feed_n=feed_n, voucher=voucher).id.hex())
    took = set(reply["took"])
    # What was asked for and did not come at all, the parent cannot give: it is told and not asked for again.
    asked, later = todo["want"][:MOST_WANTED], todo["want"][MOST_WANTED:]
    todo["want"] = [op_id for op_id in asked if came and op_id not in came] + later
    todo["give"] = [op_id for op_id in todo["give"] if took and op_id not in took]
    if todo["found"] and not todo["give"]:
        _note(n, unit, todo, at)
        todo["found"] = []
    if todo["want"] or todo["give"]:
        return
    if todo["after"] is None:
        _open_next(n, unit, todo, at)
    else:
        todo["step"] = RECORDS


def _note(n: int, unit: str, todo: Todo, at: datetime) -> None:
    scope, month = todo["bucket"]
    repair = repair_of(map(heard, todo["found"]), other="cấp trên")
    incidents.note(incidents.BETWEEN, unit, (scope, month), todo["found"], repair=repair, at=at)
    store.run(
        "UPDATE comparison SET differing = differing + ? WHERE n = ?", (len(todo["found"]), n)
    )


def _hexes(ids: set[bytes]) -> list[str]:
    return sorted(one.hex() for one in ids)
