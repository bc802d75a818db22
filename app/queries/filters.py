"""What an officer asks the list of dossiers for, read safely from the address of the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from app.domain.calendar import moment
from app.domain.dossiers import Status
from app.domain.intake import read_day
from app.domain.officers import Officer
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier
from app.queries.rows import instant_text

NAMES = {
    "status": "trang-thai",
    "queue": "viec",
    "procedure": "thu-tuc",
    "unit": "don-vi",
    "received_from": "tu",
    "received_to": "den",
    "holder": "can-bo",
    "text": "tim",
}
"""The names in the address, without marks."""
LONGEST = 200
NOT_A_DAY = "Ngày viết dạng 24/05/2019."


@dataclass(frozen=True)
class Filters:
    """Empty means everything. `holder` is a username of this office or a whole `name@unit`.

    `faults` says, by field, what in the address could not be understood and was left out.
    """

    status: str = ""
    queue: str = ""
    procedure: str = ""
    unit: str = ""
    received_from: date | None = None
    received_to: date | None = None
    holder: str = ""
    text: str = ""
    faults: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __bool__(self) -> bool:
        return self != Filters()

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Filters":
        """The filters of a page's address; never fails, whatever stands there."""
        given = {name: clean(str(args.get(key, "")))[:LONGEST] for name, key in NAMES.items()}
        faults: dict[str, str] = {}
        days: dict[str, date | None] = {}
        for name in ("received_from", "received_to"):
            text = given.pop(name)
            days[name] = read_day(text)
            if text and days[name] is None:
                faults[name] = NOT_A_DAY
        if given["status"] and given["status"] not in set(Status):
            faults["status"] = "Không có trạng thái này."
            given["status"] = ""
        return cls(**given, **days, faults=faults)  # type: ignore[arg-type]

    def to_args(self) -> dict[str, str]:
        """The same filters as an address holds them."""
        values = {name: getattr(self, name) for name in NAMES}
        return {
            NAMES[name]: value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
            if value
        }


def conditions(filters: Filters, officer: Officer) -> list[Any]:
    """The filters as conditions, all but the queue and the text."""
    found: list[Any] = []
    if filters.status:
        found.append(Dossier.status == filters.status)
    if filters.procedure:
        found.append(Dossier.procedure_code == filters.procedure)
    if filters.unit:
        found.append(Dossier.unit == filters.unit)
    if filters.holder:
        found.append(Dossier.holder_officer == _whole(filters.holder, officer))
    if filters.received_from:
        found.append(Dossier.listed_at >= _midnight(filters.received_from))
    if filters.received_to and filters.received_to < date.max:
        found.append(Dossier.listed_at < _midnight(filters.received_to + timedelta(days=1)))
    return found


def _whole(holder: str, officer: Officer) -> str:
    return holder if "@" in holder else f"{holder}@{officer.unit}"


def _midnight(day: date) -> str:
    """When that day begins in Vietnam, as the place columns hold it."""
    if day <= date(1, 1, 2):
        return ""
    return instant_text(moment(day, time()))
