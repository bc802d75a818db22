"""The parent's ordered feed, as one child may see it.

A cursor is (number, chain hash): the child keeps it without understanding it, and it proves on return that
both sides still mean the same history.
"""

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


def _chain_at(n: int) -> bytes:
    row = store.one("SELECT chain FROM feed WHERE n = ?", (n,))
    return bytes(row[0]) if row else chain.START


def page(
    scopes: Sequence[str], after: int, *, not_from_logs: Sequence[int], limit_bytes: int,
    up_to: int | None = None,
) -> Page:  # fmt: skip
    """What the child may see after this number, up to about `limit_bytes` of bodies.

    `up_to` ends it early: behind that number the child learns that it may hold more. Operations that came by the
    logs named are left out: the child has proved to hold those logs whole.
    """
    end, end_hash = head()
    last, last_hash = (up_to, _chain_at(up_to)) if up_to is not None else (end, end_hash)
    marks, without = ", ".join("?" * len(scopes)), ", ".join("?" * len(not_from_logs))
    rows = store.every(
        "SELECT f.n, o.body, f.chain, o.voucher FROM feed f JOIN operation o ON o.n = f.operation "
        f"WHERE f.n > ? AND f.n <= ? AND f.scope IN ({marks})"
        + (f"AND f.log NOT IN ({without}) " if without else "")
        + "ORDER BY f.n LIMIT ?",
        (
            after,
            last,
            *scopes,
            *not_from_logs,
            PAGE_ROWS,
        ),
    )
    page = Page([], [], [], (last, last_hash), more=last < end)
    size = 0
    for n, body, digest, voucher in rows:
        page.bodies.append(bytes(body))
        page.numbers.append(n)
        page.vouchers.append(bytes(voucher or b""))
        size += len(body)
        if size >= limit_bytes or len(page.bodies) == PAGE_ROWS:
            return replace(page, cursor=(n, bytes(digest)), more=n < end)
    return page
