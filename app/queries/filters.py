"""What an officer asks the list of dossiers for, read safely from the address of the page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import fn

from app import clock
from app.domain.batches import ItemState
from app.domain.calendar import local, moment
from app.domain.dossiers import Status
from app.domain.intake import Channel, read_day
from app.domain.officers import Officer
from app.domain.vietnamese import clean
from app.models.batches import Batch, BatchItem
from app.models.dossiers import Dossier
from app.queries.outbox import WINDOW, outbox
from app.queries.rows import instant_text

NAMES = {
    "status": "trang-thai",
    "queue": "viec",
    "procedure": "thu-tuc",
    "unit": "don-vi",
    "received_from": "tu",
    "received_to": "den",
    "due_from": "hen-tu",
    "due_to": "hen-den",
    "field": "linh-vuc",
    "channel": "hinh-thuc",
    "late": "qua-han",
    "sync": "dong-bo",
    "holder": "can-bo",
    "batch": "lo",
    "text": "tim",
}
"""The names in the address, without marks."""
LONGEST = 200
BATCH = re.compile(r"[0-9]{0,9}")
NOT_A_DAY = "Ngày viết dạng 24/05/2019."
DAYS = ("received_from", "received_to", "due_from", "due_to")
CHOICES: Mapping[str, tuple[set[str], str]] = {
    "status": (set(Status), "Không có trạng thái này."),
    "channel": (set(Channel), "Không có hình thức nộp này."),
    "late": ({"1"}, "Chọn quá hạn hoặc tất cả."),
    "sync": ({"waiting"}, "Không có tình trạng đồng bộ này."),
}
"""What a filter may be where it is one of a few, and what is said of anything else."""


@dataclass(frozen=True)
class Filters:
    """Empty means everything. `holder` is a username of this office or a whole `name@unit`; `late` is "1" for what
    runs and is late now; `sync` is "waiting" for what the office above has not confirmed; `batch` is the number of
    something done to many dossiers at once, for those it could not be done to.

    `faults` says, by field, what in the address could not be understood and was left out.
    """

    status: str = ""
    queue: str = ""
    procedure: str = ""
    unit: str = ""
    received_from: date | None = None
    received_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    field: str = ""
    channel: str = ""
    late: str = ""
    sync: str = ""
    holder: str = ""
    batch: str = ""
    text: str = ""
    faults: Mapping[str, str] = dataclass_field(default_factory=dict, compare=False)

    def __bool__(self) -> bool:
        return self != Filters()

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Filters":
        """The filters of a page's address; never fails, whatever stands there."""
        given = {name: clean(str(args.get(key, "")))[:LONGEST] for name, key in NAMES.items()}
        faults: dict[str, str] = {}
        days: dict[str, date | None] = {}
        for name in DAYS:
            text = given.pop(name)
            days[name] = read_day(text)
            if text and days[name] is None:
                faults[name] = NOT_A_DAY
        for name, (choices, words) in CHOICES.items():
            if given[name] and given[name] not in choices:
                faults[name], given[name] = words, ""
        if not BATCH.fullmatch(given["batch"]):
            given["batch"] = ""
        return cls(**given, **days, faults=faults)  # type: ignore[arg-type]

    def to_args(self) -> dict[str, str]:
        """The same filters as an address holds them."""
        values = {name: getattr(self, name) for name in NAMES}
        return {
            NAMES[name]: value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
            if value
        }

    @property
    def goes_by_due_date(self) -> bool:
        """Whether the list stands in the order of what is due first."""
        return bool(self.queue or self.late or self.due_from or self.due_to)


def conditions(filters: Filters, officer: Officer, now: datetime | None = None) -> list[Any]:
    """The filters as conditions, all but the queue and the text."""
    wanted = (
        (Dossier.status, filters.status),
        (Dossier.procedure_code, filters.procedure),
        (Dossier.unit, filters.unit),
        (Dossier.holder_officer, filters.holder and _whole(filters.holder, officer)),
        (Dossier.field, filters.field),
        (Dossier.channel, filters.channel),
    )
    # Each of these columns has an index in the order of reception. Where due dates give the order it must not be
    # taken, or all it finds would be sorted.
    by_due = filters.goes_by_due_date
    found = [
        (fn.COALESCE(column, "") if by_due else column) == value
        for column, value in wanted
        if value
    ]
    found += [*_days(filters), *_state(filters, officer, now or clock.now())]
    return found


def _days(filters: Filters) -> list[Any]:
    """Periods of reception and of the date promised; the last day belongs to both."""
    periods = (
        (Dossier.listed_at, filters.received_from, filters.received_to),
        (Dossier.due_key, filters.due_from, filters.due_to),
    )
    found = []
    for column, first, last in periods:
        if first:
            found.append(column >= _midnight(first))
        if last and last < date.max:
            found.append(column < _midnight(last + timedelta(days=1)))
    return found


def _state(filters: Filters, officer: Officer, now: datetime) -> list[Any]:
    found: list[Any] = []
    if filters.late:
        today = local(now).date()
        found += [Dossier.running == True, Dossier.due_key < _midnight(today)]  # noqa: E712 - SQL
    if filters.sync:
        # The outbox is read from its oldest end, so what waits is few or is cut to few.
        waiting = {each.thing.dossier_id for each in outbox(WINDOW)} - {None}
        found.append(Dossier.id.in_(waiting))
    if filters.batch:
        found.append(Dossier.id.in_(_left_of_batch(int(filters.batch), officer)))
    return found


def _left_of_batch(batch_n: int, officer: Officer) -> Any:
    """What could not be done of the officer's own batch."""
    left = BatchItem.select(BatchItem.dossier_id).join(Batch)
    mine = (Batch.n == batch_n) & (Batch.by == officer.username)
    return left.where(mine, BatchItem.state == ItemState.FAILED.value)


def _whole(holder: str, officer: Officer) -> str:
    return holder if "@" in holder else f"{holder}@{officer.unit}"


def _midnight(day: date) -> str:
    """When that day begins in Vietnam, as the place columns hold it."""
    if day <= date(1, 1, 2):
        return ""
    return instant_text(moment(day, time()))
