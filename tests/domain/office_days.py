"""The calendar of the tests: a commune of Hà Tĩnh in 2019, and ways to write a moment."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from app.domain.calendar import OFFICE_DAY, OFFICE_HOURS, VIETNAM, Calendar, Session
from app.domain.deadlines import Duration, DurationUnit

DAYS_OFF = frozenset(
    date.fromisoformat(day)
    for day in (
        "2018-12-31", "2019-01-01",
        "2019-02-04", "2019-02-05", "2019-02-06", "2019-02-07", "2019-02-08",
        "2019-04-15", "2019-04-29", "2019-04-30", "2019-05-01", "2019-09-02",
        "2020-01-01",
        "2020-01-23", "2020-01-24", "2020-01-27", "2020-01-28", "2020-01-29",
        "2024-04-29", "2024-04-30", "2024-05-01",
    )
)  # fmt: skip
MAKE_UP = frozenset({date(2019, 1, 5), date(2019, 5, 4), date(2024, 5, 4)})

COMMUNE = Calendar(OFFICE_HOURS, DAYS_OFF, MAKE_UP)

SATURDAY_MORNING = Calendar({**OFFICE_HOURS, 5: (Session(time(7, 30), time(11, 30)),)}, DAYS_OFF)
"""The communal police: Monday to Friday and Saturday morning."""


def at(text: str) -> datetime:
    """`2019-05-24 15:01` on the office's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def shown(instant: datetime) -> str:
    return f"{instant.astimezone(VIETNAM):%Y-%m-%d %H:%M}"


def hours(*weekdays: int) -> Mapping[int, tuple[Session, ...]]:
    return dict.fromkeys(weekdays, OFFICE_DAY)


moments = st.datetimes(datetime(2019, 1, 1), datetime(2019, 6, 30)).map(  # noqa: DTZ001
    lambda naive: naive.replace(second=0, microsecond=0, tzinfo=VIETNAM)
)
days = st.dates(date(2018, 12, 20), date(2019, 8, 31))
durations = st.builds(Duration, st.integers(0, 25), st.sampled_from(DurationUnit))
waits = st.integers(0, 60 * 24 * 40).map(lambda minutes: timedelta(minutes=minutes))

calendars = st.builds(
    Calendar,
    st.sampled_from(
        [
            OFFICE_HOURS,
            SATURDAY_MORNING.hours,
            hours(0, 2),
            dict.fromkeys(range(6), (Session(time(8), time(17)),)),
            dict.fromkeys(range(5), (Session(time(13), time(17)),)),
        ]
    ),
    st.frozensets(days, max_size=12).map(lambda extra: DAYS_OFF | extra),
    st.frozensets(days, max_size=3).map(lambda extra: MAKE_UP | extra),
)
