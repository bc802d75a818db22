"""How dates, times and numbers look on a page: Vietnamese, and by the clock of the office."""

from datetime import date, datetime

from flask import Flask

from app import clock
from app.domain import vietnamese

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def day(value: date | datetime | None) -> str:
    """24/05/2019, or nothing."""
    return "" if value is None else f"{_local_day(value):%d/%m/%Y}"


def weekday(value: date | datetime | None) -> str:
    """“thứ Sáu 24/05/2019”, or nothing."""
    return "" if value is None else f"{WEEKDAYS[_local_day(value).weekday()]} {day(value)}"


def time_of_day(value: datetime | None) -> str:
    """10:05 as the office's clock shows it."""
    return "" if value is None else f"{clock.local(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """“10:05 24/05/2019”, or nothing."""
    return "" if value is None else f"{clock.local(value):%H:%M %d/%m/%Y}"


def machine(value: date | datetime | None) -> str:
    """For the `datetime` attribute of `<time>`."""
    return "" if value is None else value.isoformat()


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=day,
        weekday=weekday,
        time_of_day=time_of_day,
        moment=moment,
        machine=machine,
        number=vietnamese.number,
        money=vietnamese.money,
    )


def _local_day(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value
