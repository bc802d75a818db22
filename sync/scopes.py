"""Who may hold what: the scopes a parent tells its child, and what happens when they widen or narrow.

A feed row carries a scope, and a child's cursor passes the rows of other scopes once and for all. When it may hold
more than before, the operations of what is new to it are put into the feed again, under a scope of its own; when it
may hold less, it lets go of the records when it is told. What was written while it held them still counts, and its
own log keeps what it wrote.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sync import records, registers, shares, store
from sync.applying import drawing
from sync.asides import Heard
from sync.keys import NodeKey
from sync.operations import canonical, read
from sync.positions import NOWHERE, Written
from sync.records import LET_GO, Known
from sync.registers import MOVE


def told() -> frozenset[str] | None:
    """What our parent lets us hold; None while it has not said, and at the top of the tree."""
    row = store.one("SELECT scopes FROM sync_parent")
    scopes = json.loads(row[0]) if row else []
    return frozenset(scopes) or None


def private(unit: str, at: int) -> str:
    """The scope of the feed rows by which one child alone catches up on what it was given at this feed number."""
    return f"@{unit} {at}"


def publish(feed: list[Written], rows: Sequence[tuple[int, bytes]], scope: str) -> None:
    """Put operations (row, body) into the feed once more, under this scope; the open transaction numbers them."""
    for n, body in rows:
        operation = read(body)
        feed.append(Written(n, operation, records.roots(operation), scope=scope))


def widen(feed: list[Written], unit: str, scopes: Sequence[str], cursor: int) -> set[str]:
    """Note what this child may hold now, put again into the feed what is new to it, and return all it ever could.

    `cursor` is the feed number it has come to. It learns of all that is new at once, where the feed stands now: what
    it was given since that number and has not learned of is put behind that place, too.
    """
    row = store.one("SELECT scopes, held_scopes, fed_from FROM sync_child WHERE unit = ?", (unit,))
    noted, held, since = (json.loads(text) for text in row) if row else ([], [], {})
    before = noted
    if not noted and 0 < cursor < NOWHERE:
        # It came so far before we ever noted what it may hold, or that note was lost here: its own it held surely.
        before = sorted({"all", unit} & set(scopes))
    new = set(scopes) - set(before) if before else set()
    pending = {scope for scope in scopes if since.get(scope, 0) > cursor}
    is_one_place = len({since[scope] for scope in pending}) < 2
    ever = set(held) | set(scopes)
    if sorted(scopes) == noted and is_one_place:
        return ever
    if new or not is_one_place:
        row = store.one("SELECT MAX(n) FROM feed")
        reached = (row[0] if row else None) or 0
        for scope in sorted(new | pending):
            publish(feed, [*moves_out_of(scope), *held_in(scope)], private(unit, reached))
            since[scope] = reached
    store.run(
        "UPDATE sync_child SET scopes = ?, held_scopes = ?, fed_from = ? WHERE unit = ?",
        (_text(scopes), _text(ever), json.dumps(since), unit),
    )
    return ever


def admit(unit: str, warrants: Mapping[str, str], key: NodeKey) -> None:
    """We were rolled back: what we once let this child hold, by our own proof."""
    proved = {
        scope
        for scope, proof in warrants.items()
        if hmac.compare_digest(key.warrant(unit, scope).hex(), proof)
    }
    row = store.one("SELECT held_scopes FROM sync_child WHERE unit = ?", (unit,))
    ever = proved | set(json.loads(row[0]) if row else [])
    store.run("UPDATE sync_child SET held_scopes = ? WHERE unit = ?", (_text(ever), unit))


def presume() -> None:
    """We were rolled back, to before our parent first said what we may hold: nothing has come from it since, so what
    stands here was written here and below. That we may hold until it says more; what children give back may be of
    others by now."""
    if told() is None:
        rows = store.every(
            "SELECT unit FROM sync_self UNION SELECT unit FROM sync_child UNION SELECT scope FROM record"
        )
        store.run("UPDATE sync_parent SET scopes = ?", (_text({"all", *(row[0] for row in rows)}),))


def _given(unit: str) -> dict[str, int]:
    row = store.one("SELECT fed_from FROM sync_child WHERE unit = ?", (unit,))
    given: dict[str, int] = json.loads(row[0]) if row else {}
    return given


def widens_at(unit: str, after: int) -> int | None:
    """The feed number behind which this child learns that it may hold more; up to there it is fed as before."""
    return min((at for at in _given(unit).values() if at > after), default=None)


def fed_to(unit: str, scopes: Sequence[str], cursor: int) -> list[str]:
    """Under which scopes a child that has come to this feed number is fed."""
    given = _given(unit)
    catching_up = {at for at in given.values() if at <= cursor}
    return [*_by_then(scopes, given, cursor), *(private(unit, at) for at in sorted(catching_up))]


def _by_then(scopes: Sequence[str], given: Mapping[str, int], cursor: int) -> list[str]:
    return [scope for scope in scopes if given.get(scope, 0) <= cursor]


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


def moves_out_of(scope: str) -> list[tuple[int, bytes]]:
    """The moves of records that were in this scope and are elsewhere now, (row, body)."""
    found: list[tuple[int, bytes]] = []
    for n, at, live, owner in store.every(
        "SELECT n, scope, live, owner FROM record WHERE live LIKE ? AND scope <> ? ORDER BY n",
        (f"%{MOVE}%", scope),
    ):
        known = Known(n, at, registers.unpack(live), owner=owner)
        if scope in records.scopes_ever(known):
            found.extend(records.moves_of(known))
    return found


class Told:
    """The aside by which a child learns what it may hold."""

    name = "scopes"

    def ask(self, at: datetime) -> str:
        row = store.one("SELECT scopes, fed_from, warrants FROM sync_parent")
        scopes, since, warrants = (json.loads(text) for text in row) if row else ([], {}, {})
        is_told = warrants.keys() >= set(scopes)
        return _short(scopes, since) if is_told else _short([], {})

    def reply(self, heard: Heard) -> dict[str, Any] | None:
        given = _given(heard.unit)
        may = _by_then(heard.scopes, given, heard.cursor)
        since = {scope: given[scope] for scope in may if scope in given}
        if heard.said == _short(may, since):
            return None
        proofs = {scope: heard.key.warrant(heard.unit, scope).hex() for scope in may}
        return {"may": sorted(may), "since": since, "warrants": proofs}

    def take(self, reply: Any, at: datetime) -> None:
        try:
            may = {str(scope) for scope in reply["may"]}
            since = {str(scope): int(n) for scope, n in reply["since"].items()}
            new = {str(scope): str(proof) for scope, proof in reply["warrants"].items()}
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("not scopes") from error
        row = store.one("SELECT scopes, fed_from, warrants FROM sync_parent")
        before, fed_from, warrants = (json.loads(text) for text in row) if row else ([], {}, {})
        store.run(
            "UPDATE sync_parent SET scopes = ?, fed_from = ?, warrants = ?",
            (_text(may), json.dumps(since), json.dumps(warrants | new)),
        )
        if before:
            anew = {scope for scope in may if since.get(scope) != fed_from.get(scope)}
            _let_go(set(before) - may)
            _begin_again((may - set(before)) | anew)
        else:
            _hide_all_but(may)


def _hide_all_but(scopes: set[str]) -> None:
    """Take out of the tables what came before we knew what we may hold."""
    marks = ", ".join("?" * len(scopes))
    for entity, record_id in store.every(
        f"SELECT entity, id FROM record WHERE scope NOT IN ({marks})", tuple(scopes)
    ):
        if table := shares.ALL.get(entity):
            drawing.erase(table, record_id)


def _let_go(scopes: set[str]) -> None:
    """Let go of the records in these scopes: this office may hold them no more."""
    for n, entity, record_id, _ in _records_in(scopes):
        if table := shares.ALL.get(entity):
            drawing.erase(table, record_id)
        records.let_go(n)


def _begin_again(scopes: set[str]) -> None:
    """The records in these scopes come anew and whole. What is known of them from here and from below stands until
    then; the rest may have been passed by while we could not see it."""
    from sync import journal

    rows = _records_in(scopes | {LET_GO + scope for scope in scopes})
    for n, entity, record_id, was_in in rows:
        if table := shares.ALL.get(entity):
            drawing.erase(table, record_id)
        scope = was_in.removeprefix(LET_GO)
        records.let_go(n)
        store.run("UPDATE record SET scope = ? WHERE n = ?", (scope, n))
    # One after the other: who is looked at again reads all that waits.
    for n, _, _, was_in in rows:
        records.recall(Known(n, was_in.removeprefix(LET_GO), {}))
        if first := store.one("SELECT body FROM operation WHERE record = ? LIMIT 1", (n,)):
            operation = read(bytes(first[0]))
            known = records.find(operation.entity, operation.record)
            assert known is not None  # noqa: S101 - its row was read in this transaction
            journal.look_again(known, operation, None)
    _feed_again(scopes)


def _feed_again(scopes: set[str]) -> None:
    """A child that was given one of these scopes while we could not see it ourselves found nothing there: what came
    back to us from here and from below is put where it looks for it. The rest we are fed, and feed on."""
    from sync import journal

    with journal.transaction() as work:
        for unit, noted, fed_from in store.every(
            "SELECT unit, scopes, fed_from FROM sync_child ORDER BY unit"
        ):
            since = json.loads(fed_from)
            for scope in sorted(scopes & since.keys() & set(json.loads(noted))):
                rows = [*moves_out_of(scope), *held_in(scope)]
                publish(work.feed, rows, private(unit, since[scope]))


def _records_in(scopes: set[str]) -> list[tuple[int, str, str, str]]:
    if not scopes:
        return []
    marks = ", ".join("?" * len(scopes))
    return [
        (n, entity, record_id, scope)
        for n, entity, record_id, scope in store.every(
            f"SELECT n, entity, id, scope FROM record WHERE scope IN ({marks}) ORDER BY n",
            tuple(scopes),
        )
    ]


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


def _short(scopes: Any, since: Any) -> str:
    return hashlib.sha256(canonical([sorted(scopes), since])).hexdigest()[:8]


def _text(scopes: Any) -> str:
    return json.dumps(sorted(scopes))
