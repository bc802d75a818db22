"""A reader who pages the feed while 31 people write on PostgreSQL misses nothing, because numbers are given last.

Beside it, over the very same load, a reader pages by a number given early (the row number of the operation, as every
serial column is): that one must lose some, or the test has not shown anything.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import database
from sync import feed, journal, store
from tests import postgres
from tests.sync.offices import Office

WRITERS = 31
TRANSACTIONS = 4
CHANGES = 20


@pytest.fixture
def centre(postgresql: postgres.Server, tmp_path: Path) -> Iterator[Office]:
    with postgresql.new_database() as url:
        office = Office("445", tmp_path / "445.db", database=database.opened(url))
        with office.acting():
            yield office
            office.database.close()


def test_a_reader_of_the_feed_misses_nothing_while_31_write(centre: Office) -> None:
    ordered, early = reading(WRITERS, TRANSACTIONS, CHANGES, centre)

    assert len(ordered) == WRITERS * TRANSACTIONS * CHANGES
    assert ordered == sorted(set(ordered))
    assert len(early) < len(ordered)


def reading(
    writers: int, transactions: int, changes: int, centre: Office
) -> tuple[list[int], list[int]]:
    """What two readers saw while all wrote: operations by the order of the feed, and by a number given early."""
    done = threading.Event()
    hands = [
        threading.Thread(target=connected, args=(lambda who=who: work(who, transactions, changes, centre),))
        for who in range(writers)
    ]  # fmt: skip
    seen: dict[str, list[int]] = {"feed": [], "early": []}
    readers = [
        threading.Thread(target=connected, args=(lambda: page_feed(seen["feed"], done),)),
        threading.Thread(target=connected, args=(lambda: page_early(seen["early"], done),)),
    ]
    for each in [*readers, *hands]:
        each.start()
    for each in hands:
        each.join()
    done.set()
    for each in readers:
        each.join()
    return seen["feed"], seen["early"]


def connected(act: Callable[[], None]) -> None:
    store.database.connect(reuse_if_open=True)
    try:
        act()
    finally:
        store.database.close()


def work(who: int, transactions: int, changes: int, centre: Office) -> None:
    for round_ in range(transactions):
        with journal.transaction():
            for n in range(changes):
                journal.record(
                    "toy", f"{who}-{round_}-{n}", by=who, at=centre.now, scope="all", name="x"
                )


def page_feed(seen: list[int], done: threading.Event) -> None:
    """As a child does: the page after the cursor, and the cursor behind it."""
    after = 0
    while True:
        is_last = done.is_set()
        page = feed.page(["all"], after, not_from_logs=(), limit_bytes=10**6)
        seen += page.numbers
        after = page.cursor[0]
        if is_last and not page.more:
            return


def page_early(seen: list[int], done: threading.Event) -> None:
    after = 0
    while True:
        is_last = done.is_set()
        rows = store.every("SELECT n FROM operation WHERE n > ? ORDER BY n", (after,))
        seen += [row[0] for row in rows]
        after = seen[-1] if seen else 0
        if is_last:
            return
