"""How dates, times and numbers look on a page: Vietnamese, and by the clock of the office."""

from datetime import date, datetime

from flask import Flask

from app import clock
from app.domain import vietnamese
from app.domain.officers import ROLE_LABELS, Role
from app.services import pdf_files as pdf_services
from app.web import pdf_files

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
# The first sign found counts: Edge and Cốc Cốc also call themselves Chrome, Chrome also Safari.
BROWSERS = (
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def day(value: date | datetime | None) -> str:
    """24/05/2019, or nothing."""
    return "" if value is None else f"{_local_day(value):%d/%m/%Y}"


def weekday(value: date | datetime | None) -> str:
    """“thứ Sáu 24/05/2019”, or nothing."""
    return "" if value is None else f"{WEEKDAYS[_local_day(value).weekday()]} {day(value)}"


def time_with_seconds(value: datetime | None) -> str:
    """10:05:20, so that a page that stopped refreshing can be seen."""
    return "" if value is None else f"{clock.local(value):%H:%M:%S}"


def time_of_day(value: datetime | None) -> str:
    """10:05 as the office's clock shows it."""
    return "" if value is None else f"{clock.local(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """“10:05 24/05/2019”, or nothing."""
    return "" if value is None else f"{clock.local(value):%H:%M %d/%m/%Y}"


def machine(value: date | datetime | None) -> str:
    """For the `datetime` attribute of `<time>`."""
    return "" if value is None else value.isoformat()


def lower_first(words: str) -> str:
    """“Máy chủ xã” inside a sentence: “máy chủ xã”."""
    return words[:1].lower() + words[1:]


def role_words(values: str) -> str:
    """The roles an event names by their values, as people call them."""
    return ", ".join(ROLE_LABELS[Role(value)] for value in values.split(", ") if value)


def browser(said: str) -> str:
    """What a browser calls itself, cut down to what its owner knows: “Chrome trên Windows”."""
    program = next((words for sign, words in BROWSERS if sign in said), "Trình duyệt khác")
    system = next((words for sign, words in SYSTEMS if sign in said), "")
    return f"{program} trên {system}" if system else program


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=day,
        weekday=weekday,
        time_of_day=time_of_day,
        time_with_seconds=time_with_seconds,
        moment=moment,
        machine=machine,
        lower_first=lower_first,
        role_words=role_words,
        browser=browser,
        number=vietnamese.number,
        money=vietnamese.money,
    )
    app.jinja_env.globals.update(
        pdf_address=pdf_files.address, pdf_installed=pdf_services.is_installed
    )


def _local_day(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value
