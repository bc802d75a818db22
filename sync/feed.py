"""The parent's ordered feed, as one child may see it.

A cursor is (number, chain hash): the child keeps it without understanding it, and it proves on return that
both sides still mean the same history.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sync import chain, store

PAGE_ROWS = 2000


@dataclass(frozen=True)
class Page:
    """Operation bodies after a cursor, the cursor behind them, and whether there is more."""

    bodies: list[bytes]
    numbers: list[int]
    vouchers: list[bytes]
    """For each, those of the nodes above us that served it to us; empty for what began here or below."""
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


def page(
    scopes: Sequence[tuple[str, int]], after: int, *, not_from_logs: Sequence[int], limit_bytes: int
) -> Page:
    """What the child may see after this number, up to about `limit_bytes` of bodies.

    `scopes` says of each from which number on the child is fed it: what stood in one before came to it otherwise.
    Operations that came by the logs named are left out: the child has proved to hold those logs whole.
    """
    last, last_hash = head()
    marks, without = ", ".join("?" * len(scopes)), ", ".join("?" * len(not_from_logs))
    late = [(scope, since) for scope, since in scopes if since > after]
    skipped = "".join("AND (f.scope <> ? OR f.n > ?) " for _ in late)
    rows = store.every(
        "SELECT f.n, o.body, f.chain, o.voucher FROM feed f JOIN operation o ON o.n = f.operation "
        f"WHERE f.n > ? AND f.n <= ? AND f.scope IN ({marks}) {skipped}"
        + (f"AND f.log NOT IN ({without}) " if without else "")
        + "ORDER BY f.n LIMIT ?",
        (
            after,
            last,
            *(scope for scope, _ in scopes),
            *itertools.chain(*late),
            *not_from_logs,
            PAGE_ROWS,
        ),
    )
    page = Page([], [], [], (last, last_hash), more=False)
    size = 0
    for n, body, digest, voucher in rows:
        page.bodies.append(bytes(body))
        page.numbers.append(n)
        page.vouchers.append(bytes(voucher or b""))
        size += len(body)
        if size >= limit_bytes or len(page.bodies) == PAGE_ROWS:
            return replace(page, cursor=(n, bytes(digest)), more=n < last)
    return page
