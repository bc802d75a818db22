"""Two requests at one moment on PostgreSQL: what one brings the other does not bring again, and no log is sealed under
somebody who writes in it."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from peewee import IntegrityError

from app import database
from sync import identity, journal, positions, store, verify
from sync.members import nodes
from sync.operations import Operation, read
from tests import postgres
from tests.sync.offices import Office

WAITED_SECONDS = 20


@pytest.fixture
def centre(postgresql: postgres.Server, tmp_path: Path) -> Iterator[Office]:
    with postgresql.new_database() as url:
        office = Office("445", tmp_path / "445.db", database=database.opened(url))
        with office.acting():
            yield office
            office.database.close()


@pytest.fixture
def operation(tmp_path: Path, centre: Office) -> Operation:
    """What a commune changed in a record that the centre holds; the change it has not seen."""
    hai = Office("18571", tmp_path / "18571.db")
    hai.enrol_at(centre)
    hai.write("d1", name="Bình")
    hai.write("d1", phone="0912")
    with hai.acting():
        rows = store.every("SELECT body FROM operation ORDER BY n")
    hai.database.close()
    first, second = [read(bytes(row[0])) for row in rows]
    bring(first, centre)
    return second


def beside(act: Callable[[], object]) -> tuple[threading.Thread, list[Exception]]:
    """Begin `act` on a connection of its own, and come back when it has to wait for ours."""
    failed: list[Exception] = []

    def work() -> None:
        try:
            act()
        except Exception as problem:
            failed.append(problem)
        finally:
            store.database.close()

    thread = threading.Thread(target=work)
    thread.start()
    ends = time.monotonic() + WAITED_SECONDS
    while not waiting():
        assert thread.is_alive() and time.monotonic() < ends, f"it did not wait: {failed}"
        time.sleep(0.01)
    return thread, failed


def waiting() -> bool:
    row = store.one("SELECT COUNT(*) FROM pg_locks WHERE NOT granted")
    return bool(row and row[0])


def bring(operation: Operation, centre: Office) -> None:
    with journal.transaction():
        journal.apply(operation, at=centre.now, log=positions.identity().log)


def test_an_operation_brought_by_two_requests_at_once_stands_once(
    centre: Office, operation: Operation
) -> None:
    with journal.transaction():
        journal.apply(operation, at=centre.now, log=positions.identity().log)
        other, failed = beside(lambda: bring(operation, centre))
    other.join()

    bring(operation, centre)

    assert [type(problem) for problem in failed] == [IntegrityError]
    assert centre.count("feed") == centre.count("operation") == 2
    assert verify.verify().faults == []


def test_a_log_is_not_sealed_under_somebody_who_writes_in_it(centre: Office) -> None:
    with journal.transaction():
        store.take_feed_lock()
        centre.write("d1", name="Bình")
        other, failed = beside(
            lambda: identity.begin_anew_after(0, words="x {count}", at=centre.now)
        )
    other.join()

    centre.write("d1", name="Chi")

    assert failed == []
    assert centre.count("log") == 2
    assert verify.verify().faults == []


def test_whoever_began_before_the_new_log_writes_in_it(centre: Office) -> None:
    with journal.transaction():
        identity.begin_anew_after(0, words="x {count}", at=centre.now)
        other, failed = beside(lambda: centre.write("d2", name="Dung"))
    other.join()

    assert failed == []
    assert centre.count("entry", "log = (SELECT MAX(n) FROM log)") == 1
    assert verify.verify().faults == []


def test_two_offices_that_join_at_one_moment_both_hear_the_key_above(centre: Office) -> None:
    nodes.share()

    def tell() -> None:
        with journal.transaction():
            nodes.tell_self(b"\1" * 32, name="Huyện", by="enrol", at=centre.now)

    with journal.transaction():
        nodes.tell_self(b"\1" * 32, name="Huyện", by="enrol", at=centre.now)
        other, failed = beside(tell)
    other.join()

    assert failed == []
    assert centre.count("sync_node") == 1
