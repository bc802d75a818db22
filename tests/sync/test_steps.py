"""The steps of a run: what lasts is noted with its times, for whoever watches."""

import json
import random
from typing import Any

from sync import standing, store
from tests.sync.offices import Line, Office


def test_a_run_that_carries_much_tells_that_it_sends(hai: Office, line: Line) -> None:
    for number in range(600):
        hai.write(f"d{number}", name=unlike_any_other(number))

    hai.sync(line)

    assert [each[0] for each in steps(hai)] == [standing.SENDING]


def test_what_comes_is_noted_as_well(hai: Office, district: Office, line: Line) -> None:
    hai.sync(line)
    for number in range(600):
        district.write(f"d{number}", scope="all", name=unlike_any_other(number))

    hai.sync(line)

    assert [each[0] for each in steps(hai)] == [standing.RECEIVING]


def test_a_small_run_is_over_before_anybody_looks(hai: Office, line: Line) -> None:
    hai.write("d1", name="Bình")

    hai.sync(line)

    assert steps(hai) == []


def unlike_any_other(number: int) -> str:
    """Words that no compression makes short."""
    return random.Random(number).randbytes(20).hex()


def steps(office: Office) -> Any:
    with office.acting():
        row = store.one("SELECT steps FROM sync_run ORDER BY id DESC LIMIT 1")
        return json.loads(row[0]) if row and row[0] else []
