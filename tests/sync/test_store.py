"""Many rows at once say the same on both databases."""

from collections.abc import Iterator

import pytest

from app import database
from sync import store, tables


@pytest.fixture
def rows(database_url: str) -> Iterator[None]:
    """Five records and two operations, in a database of either kind."""
    before = tables.database.obj
    opened = database.opened(database_url)
    tables.database.initialize(opened)
    opened.connect()
    tables.create_all()
    store.run_many(
        "INSERT INTO record (n, entity, id, scope, live, contested, own_seq, feed_n, month) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(n, "toy", f"d{n}", "18571", "", 1, 0, 0, "") for n in range(1, 6)],
    )
    store.run_many(
        "INSERT INTO operation (n, id, record, body, state, arrived_at, salvage) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (n, bytes([n]) * 16, n, b'{"\xc6\xa1":1}', 0, "2019-05-24T00:00:00Z", True)
            for n in (1, 2)
        ],
    )
    yield
    opened.close()
    tables.database.initialize(before)


@pytest.mark.usefixtures("rows")
def test_each_row_gets_its_own_values_and_the_others_keep_theirs() -> None:
    store.run_many(
        "UPDATE record SET live = ?, month = ?, contested = 0 WHERE n = ?",
        [("Hồ “sơ” \\ 'một'", "2019-05", 2), ("", "2019-06", 4)],
    )

    assert store.every("SELECT n, live, month, contested FROM record ORDER BY n") == [
        (1, "", "", 1),
        (2, "Hồ “sơ” \\ 'một'", "2019-05", 0),
        (3, "", "", 1),
        (4, "", "2019-06", 0),
        (5, "", "", 1),
    ]


@pytest.mark.usefixtures("rows")
def test_the_last_of_two_values_for_one_row_counts() -> None:
    store.run_many(
        "UPDATE record SET feed_n = ? WHERE entity = ? AND id = ?",
        [(7, "toy", "d1"), (8, "toy", "d3"), (9, "toy", "d1"), (5, "other", "d2")],
    )

    assert store.every("SELECT feed_n FROM record ORDER BY n") == [(9,), (0,), (8,), (0,), (0,)]


@pytest.mark.usefixtures("rows")
def test_bytes_truths_and_nothing_are_kept_as_they_are() -> None:
    store.run_many(
        "UPDATE operation SET feed_n = ?, voucher = ?, salvage = ? WHERE n = ?",
        [(3, b"\x00\xff\\x", False, 1), (None, None, True, 2)],
    )

    found = store.every("SELECT feed_n, voucher, salvage, body FROM operation ORDER BY n")
    assert [(n, v and bytes(v), bool(s), bytes(b)) for n, v, s, b in found] == [
        (3, b"\x00\xff\\x", False, b'{"\xc6\xa1":1}'),
        (None, None, True, b'{"\xc6\xa1":1}'),
    ]
