"""The next request is packed while this one travels, and is the same as if it had not been."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import journal, packing
from sync.ahead import WORTH_IT, Ahead
from sync.offers import OfferedLog, unsent
from tests.sync.offices import Office


@pytest.fixture
def log(tmp_path: Path) -> Iterator[OfferedLog]:
    """The log of an office with a little more than is worth packing ahead; nothing of it was said."""
    office = Office("18571", tmp_path / "18571.db")
    with office.acting():
        with journal.transaction():
            for n in range(WORTH_IT + 10):
                office.write(f"d{n}", name=f"{n}")
        yield OfferedLog(1, "x", 0, b"", WORTH_IT + 10, [])


def bodies_of(log: OfferedLog, after: int, limit: int = 10**9) -> list[bytes]:
    return unsent(log.n, after, limit)


def test_a_right_guess_is_packed_only_once(
    log: OfferedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = Ahead()
    ahead.begin([log], 10**9)
    expected = packing.pack(bodies_of(log, 0))
    ahead._thread.join()
    monkeypatch.setattr(packing, "pack", None)

    assert ahead.pack(bodies_of(log, 0)) == expected


def test_a_wrong_guess_is_packed_anew(log: OfferedLog) -> None:
    ahead = Ahead()
    ahead.begin([log], 10**9)
    others = bodies_of(log, 5)

    assert ahead.pack(others) == packing.pack(others)


@pytest.mark.parametrize("said", [20, WORTH_IT + 10])
def test_little_or_nothing_is_not_guessed(log: OfferedLog, said: int) -> None:
    log.bodies = bodies_of(log, 0)[:said]
    ahead = Ahead()
    ahead.begin([log], 10**9)

    assert ahead._thread is None
    assert ahead.pack(log.bodies) == packing.pack(log.bodies)
