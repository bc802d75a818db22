"""When a copy is due, and which ones need not be kept."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.backups import BackupAttempt, BackupKind, is_due, made_at, name_of, to_drop

EVENING = datetime(2019, 5, 24, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def copied(at: datetime, *, is_good: bool = True) -> BackupAttempt:
    return BackupAttempt(BackupKind.COPY, at, is_good, "")


@pytest.mark.parametrize(
    ("tried", "now", "due"),
    [
        ([], EVENING, True),
        ([copied(EVENING - HOUR)], EVENING + HOUR, True),
        ([copied(EVENING)], EVENING + 12 * HOUR, False),
        ([copied(EVENING)], EVENING + 23 * HOUR, False),
        ([copied(EVENING - 20 * HOUR)], EVENING + 13 * HOUR, True),
        ([copied(EVENING + HOUR, is_good=False)], EVENING + 2 * HOUR, False),
        ([copied(EVENING + HOUR, is_good=False)], EVENING + 3 * HOUR, True),
    ],
)
def test_a_copy_is_due_once_after_each_evening(
    tried: list[BackupAttempt], now: datetime, due: bool
) -> None:
    assert is_due(tried, now) is due


def test_a_week_of_days_and_a_month_of_weeks_are_kept() -> None:
    nights = [EVENING + timedelta(days=day) for day in range(60)]
    names = [name_of(night, ".db") for night in nights]

    kept = sorted(set(names) - set(to_drop(names, names[3])))

    assert kept == [names[3], *(names[day] for day in (44, 51)), *names[53:]]


def test_what_is_not_a_daily_copy_is_never_dropped() -> None:
    others = ["before-0019_history-20190524T010203.db", "history.jsonl", "motcua-của-tôi.db"]

    assert to_drop([*others, *(name_of(EVENING, ".db"),)]) == []
    assert made_at(others[0]) == datetime(2019, 5, 24, 1, 2, 3, tzinfo=UTC)
    assert made_at(others[1]) is None


def test_a_try_reads_as_it_was_kept() -> None:
    tried = BackupAttempt(BackupKind.TRIAL, EVENING, False, "Hỏng", "a.db", 5, 2)

    assert BackupAttempt.read(tried.spoken()) == tried
