"""The parent's ordered feed, as one child may see it.

A cursor is (number, chain hash): the child keeps it without understanding it, and it proves on return that
both sides still mean the same history.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sync import chain, store

PAGE_ROWS = 2000


@dataclass(frozen=True)
class Page:
    """Operation bodies after a cursor, the cursor behind them, and whether there is more."""

    bodies: list[bytes]
    numbers: list[int]
    cursor: tuple[int, bytes]
    more: bool


def head() -> tuple[int, bytes]:
    row = store.one("SELECT n, chain FROM feed ORDER BY n DESC LIMIT 1")
    return (row[0], bytes(row[1])) if row else (0, chain.START)


def holds(cursor: tuple[int, bytes]) -> bool:
    """Whether this feed went through that point (rule R4)."""
    n, digest = cursor
    if n == 0:
        return digest == chain.START
    row = store.one("SELECT chain FROM feed WHERE n = ?", (n,))
    return row is not None and bytes(row[0]) == digest


def page(scopes: Sequence[str], after: int, *, not_from_log: int, limit_bytes: int) -> Page:
    """What the child may see after this number, up to about `limit_bytes` of bodies.

    The head is read first and nothing beyond it is served, so a row that commits meanwhile is never stepped
    over. Operations the child wrote in its own live log are left out: it has them.
    """
    last, last_hash = head()
    marks = ", ".join("?" * len(scopes))
    rows = store.every(
        "SELECT f.n, o.body, f.chain FROM feed f JOIN operation o ON o.n = f.operation "
        f"WHERE f.n > ? AND f.n <= ? AND f.scope IN ({marks}) AND f.log <> ? ORDER BY f.n LIMIT ?",
        (after, last, *scopes, not_from_log, PAGE_ROWS),
    )
    bodies: list[bytes] = []
    numbers: list[int] = []
    size = 0
    for n, body, digest in rows:
        bodies.append(bytes(body))
        numbers.append(n)
        size += len(body)
        if size >= limit_bytes or len(bodies) == PAGE_ROWS:
            return Page(bodies, numbers, (n, bytes(digest)), more=n < last)
    return Page(bodies, numbers, (last, last_hash), more=False)
