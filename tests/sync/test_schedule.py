"""When the next try comes: soon at first, at most every quarter of an hour, never all communes at once."""

import pytest

from sync import schedule


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 60), (2, 120), (3, 240), (4, 480), (5, 900), (6, 900), (500, 900)]
)
def test_it_waits_longer_after_each_failure_up_to_fifteen_minutes(
    failures: int, seconds: int
) -> None:
    assert schedule.wait_seconds(failures, chance=0.0) == seconds


def test_chance_spreads_the_tries_by_a_fifth_at_most() -> None:
    waits = {schedule.wait_seconds(5, chance=part / 10) for part in range(10)}

    assert len(waits) == 10
    assert min(waits) >= 720
