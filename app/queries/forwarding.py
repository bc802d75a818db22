"""Dossiers on their way between offices: what came up to this one, what it sent on, what went or came back.

Every list is read from an index in its own order; what a page says beside its rows is asked once for all of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any

from peewee import Select, fn

from app.database import database
from app.domain import procedures
from app.domain.arrivals import OnTheWay, own_leg
from app.domain.calendar import Calendar, local, moment
from app.domain.deadlines import Left, due_for_legs
from app.domain.dossiers import Stage, Status
from app.domain.officers import Officer
from app.domain.procedures import Holder
from app.models.dossiers import Dossier
from app.models.dossiers import Step as Line
from app.models.procedures import Procedure as ProcedureRow
from app.models.units import WorkingHours
from app.queries import arrivals, calendars, nodes, units
from app.queries.paging import PAGE_SIZE, Order, Page, page_of, read_key
from app.queries.procedures import COLUMNS
from app.queries.rows import LISTED, Row, Surroundings, instant_text
from app.queries.visibility import visible_to

UP, ON, BACK, HOME = "den", "da-chuyen", "da-tra", "da-nhan-ve"
HOLDERS = (Holder.COMMUNE, Holder.PARENT, Holder.GRANDPARENT)
ANSWERS = ("return_down", "result_from_parent")
BY_DUE = Order(Dossier.n, descending=False, column=Dossier.due_key)
BY_STEP = Order(Line.n, descending=True, column=Line.done_at)
MOST_COUNTED = 1000
LONGEST = 60


@dataclass(frozen=True)
class Filters:
    """`list_` is one of the four lists, `pile` one of `PILES`, `unit` the office that received the dossier."""

    list_: str = UP
    pile: str = ""
    unit: str = ""
    text: str = ""

    def to_args(self) -> dict[str, str]:
        return {NAMES[each.name]: value for each in fields(self) if (value := getattr(self, each.name))}  # fmt: skip

    @classmethod
    def from_args(cls, args: Any) -> "Filters":
        given = {name: str(args.get(word, ""))[:LONGEST].strip() for name, word in NAMES.items()}
        given["pile"] = given["pile"] if given["pile"] in PILES else ""
        given["list_"] = given["list_"] if given["list_"] in (UP, ON, BACK, HOME) else UP
        return cls(**given)


NAMES = {"list_": "chieu", "pile": "loc", "unit": "don-vi", "text": "ma"}
PILES = {
    "cho-nhan": "Chờ nhận",
    "thieu-giay": "Giấy tờ còn trên đường",
    "dang-lam": "Đang giải quyết",
    "cho-gui": "Có kết quả, chờ gửi về",
    "qua-han": "Quá hạn",
}
WORKING = (
    Stage.NEW, Stage.PROCESSING, Stage.SENT_BACK, Stage.APPROVING, Stage.SUPPLEMENT, Stage.PAYMENT,
)  # fmt: skip


@dataclass(frozen=True)
class Forwarded:
    """One dossier of a list. `sent_at` is when it was sent up, or in the two lists of answers when it went back."""

    row: Row
    papers: OnTheWay
    sent_at: datetime | None
    note: str
    action: str
    leg_due: datetime | None
    leg_left: Left | None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.row, name)

    @property
    def leg_words(self) -> str:
        return self.leg_left.words if self.leg_left else ""

    @property
    def papers_words(self) -> str:
        return self.papers.words


def page(officer: Officer, filters: Filters, after: str | None = None, *, now: datetime) -> Page:
    """One page: the two lists of what is held by due date, the two of answers with the latest first."""
    key = read_key(after)
    if filters.list_ in (BACK, HOME):
        cut = BY_STEP.cut(_answers(officer, filters, now), key, PAGE_SIZE)
        found = page_of(
            list(cut), key, PAGE_SIZE, lambda line: (instant_text(line.done_at), line.n)
        )
        dossiers = [line.of for line in found.rows]
        told = _told(dossiers, list(found.rows), officer, now)
        return Page(told, found.next_key, found.previous_key, found.words)
    cut = BY_DUE.cut(_held(officer, filters, now), key, PAGE_SIZE)
    found = page_of(list(cut), key, PAGE_SIZE, lambda row: (row.due_key, row.n))
    told = _told(list(found.rows), None, officer, now)
    return Page(told, found.next_key, found.previous_key, found.words)


def one(dossier: Row, officer: Officer, *, now: datetime) -> Forwarded:
    """A single dossier as the lists tell it."""
    return _told([dossier.dossier], None, officer, now)[0]


def counts(officer: Officer, *, now: datetime) -> dict[str, int]:
    """How many lie in each pile of what came up, each counted up to `MOST_COUNTED`; `den` is all of them."""
    wanted = {UP: _came_up(officer)} | {pile: _pile(pile, officer, now) for pile in PILES}
    rows = [Dossier.select(Dossier.n).where(each).limit(MOST_COUNTED) for each in wanted.values()]
    found = [row.alias(f"pile_{at}") for at, row in enumerate(rows)]
    sizes = [Dossier.select(fn.COUNT(each.c.n)).from_(each) for each in found]
    (told,) = Select(columns=sizes).bind(database).tuples()
    return dict(zip(wanted, map(int, told), strict=True))


def size_words(count: int) -> str:
    """The size of a pile as a screen has it: “999+” where counting stopped."""
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)


def slices(officer: Officer, filters: Filters, *, now: datetime) -> Iterator[list[Forwarded]]:
    """The whole list, page by page, each row once."""
    key: str | None = None
    while True:
        found = page(officer, filters, key, now=now)
        yield list(found.rows)
        key = found.next_key
        if key is None:
            return


def offices_above(officer: Officer, now: datetime) -> list[str]:
    """To whom this office may have sent work on: the one above it, and those above that one."""
    on = local(now).date()
    above = units.office_above(officer.unit, on)
    path = [unit.code for unit in units.path_up(officer.unit, on)]
    return list(dict.fromkeys([*([above] if above else []), *path[1:]])) if above else []


def id_of_scanned(code: str, officer: Officer) -> str | None:
    """The dossier of this code, where this office holds it for another."""
    found = Dossier.select(Dossier.id).where(Dossier.code == code, *_came_up_terms(officer)).first()
    return str(found.id) if found else None


# ── Conditions ──────────────────────────────────────────────────────────────────────────────────────


def _came_up_terms(officer: Officer) -> list[Any]:
    return [Dossier.holder_unit == officer.unit, Dossier.away == True]  # noqa: E712 - SQL


def _came_up(officer: Officer) -> Any:
    held, away = _came_up_terms(officer)
    return held & away


def _held(officer: Officer, filters: Filters, now: datetime) -> Any:
    if filters.list_ == ON:
        above = offices_above(officer, now)
        wanted = [Dossier.holder_unit.in_(above), Dossier.away == True]  # noqa: E712 - SQL
    else:
        wanted = [_pile(filters.pile, officer, now) if filters.pile else _came_up(officer)]
    return Dossier.select(*LISTED).where(*wanted, *_narrowed(filters), visible_to(officer))


def _answers(officer: Officer, filters: Filters, now: datetime) -> Any:
    """The lines by which dossiers went back down from here, or came back down to here."""
    if filters.list_ == BACK:
        wanted = [Line.unit == officer.unit, Line.action.in_(ANSWERS)]
    else:
        above = offices_above(officer, now)
        wanted = [Line.unit.in_(above), Line.to_unit == officer.unit, Line.action.in_(ANSWERS)]
    joined = Line.select(Line, *LISTED).join(Dossier, on=(Line.dossier_id == Dossier.id), attr="of")
    return joined.where(*wanted, *_narrowed(filters), visible_to(officer))


def _narrowed(filters: Filters) -> list[Any]:
    wanted: list[Any] = []
    if filters.unit:
        wanted.append(Dossier.unit == filters.unit)
    if filters.text:
        wanted.append(Dossier.code.contains(filters.text))
    return wanted


def _pile(key: str, officer: Officer, now: datetime) -> Any:
    here = _came_up(officer)
    match key:
        case "cho-nhan":
            return here & (Dossier.stage == Stage.INCOMING.value)
        case "cho-gui":
            return here & (Dossier.stage == Stage.RESULT_TO_SEND.value)
        case "dang-lam":
            return here & Dossier.stage.in_([stage.value for stage in WORKING])
        case "qua-han":
            today = instant_text(moment(local(now).date(), time()))
            return here & (Dossier.running == True) & (Dossier.due_key < today)  # noqa: E712 - SQL
        case _:
            not_sent = Dossier.stage != Stage.RESULT_TO_SEND.value
            return here & not_sent & arrivals.is_missing(officer.unit)


# ── What a row says ─────────────────────────────────────────────────────────────────────────────────


def _told(
    dossiers: list[Dossier], lines: list[Line] | None, officer: Officer, now: datetime
) -> list[Forwarded]:
    ids = [dossier.id for dossier in dossiers]
    holders = {dossier.id: dossier.holder_unit for dossier in dossiers}
    papers = arrivals.of_dossiers(ids, holders)
    lines = lines if lines is not None else _last_up(ids, holders)
    line_of = {line.dossier_id: line for line in lines}
    around = Surroundings(officer, now)
    legs = _leg_dues(dossiers, now)
    told = []
    for dossier in dossiers:
        row, line = Row(dossier, around), line_of.get(dossier.id)
        due = legs.get(dossier.id) if row.left else None
        told.append(
            Forwarded(
                row, papers[dossier.id], line.done_at if line else None, (line.note or "") if line else "",
                line.action if line else "", due, around.left(due) if due else None,
            )
        )  # fmt: skip
    return told


def _last_up(ids: list[str], holders: dict[str, str]) -> list[Line]:
    """The line by which each dossier came to the office that holds it."""
    rows = (
        Line.select(Line.dossier_id, Line.done_at, Line.note, Line.action, Line.to_unit)
        .where(Line.dossier_id.in_(ids), Line.action == "forward_up")
        .order_by(Line.position, Line.n)
    )
    return [line for line in rows if line.to_unit == holders[line.dossier_id]]


def _leg_dues(dossiers: Iterable[Dossier], now: datetime) -> dict[str, datetime]:
    """Until when the office that holds each dossier has for its own part of the way."""
    dossiers = [each for each in dossiers if each.received_at and each.due_at]
    versions = {f"{each.procedure_code}@{each.procedure_version}" for each in dossiers}
    rows = ProcedureRow.select().where(ProcedureRow.id.in_(versions)) if versions else []
    known = {
        row.id: procedures.Procedure.from_values({name: getattr(row, name) for name in COLUMNS})
        for row in rows
    }
    counted = _calendars({each.unit for each in dossiers}, now)
    dues: dict[str, datetime] = {}
    for each in dossiers:
        procedure = known.get(f"{each.procedure_code}@{each.procedure_version}")
        said = procedure.in_case(each.case_code) if procedure else None
        due = _leg_due(each, said, counted[each.unit], now) if said else None
        if due is not None:
            dues[each.id] = due
    return dues


def _leg_due(
    dossier: Dossier, procedure: procedures.Procedure, calendar: Calendar, now: datetime
) -> datetime | None:
    times = procedures.time_allowed(procedure)
    depth = _depth(dossier, now)
    if len(times) < 2 or len(times) != len(procedure.legs) or depth >= len(HOLDERS):
        return None
    holders = (leg.holder.value for leg in procedure.legs)
    is_decided = dossier.status == Status.RESOLVED
    place = own_leg(holders, HOLDERS[depth].value, is_decided=is_decided)
    if place is None:
        return None
    dues = [due.at for due in due_for_legs(dossier.received_at, times, calendar)]
    return _moved(dues[place], dues[-1], dossier.extended_due_at or dossier.due_at, calendar)


def _depth(dossier: Dossier, now: datetime) -> int:
    """How many steps above its home the dossier is; by the kinds of the two where the tree has parted them since."""
    path = [unit.code for unit in units.path_up(dossier.unit, local(now).date())]
    if dossier.holder_unit in path:
        return path.index(dossier.holder_unit)
    return max(0, nodes.tier_of(dossier.holder_unit) - nodes.tier_of(dossier.unit))


def _moved(leg: datetime, whole: datetime, promised: datetime, calendar: Calendar) -> datetime:
    """What moved the whole date while the dossier was on its way here moved this leg by as many working days."""
    first, last = local(whole).date(), local(promised).date()
    if last <= first:
        return min(leg, promised)
    days = calendar.working_days_between(first, last)
    if not days:
        return leg
    day = next(islice(calendar.working_days_after(local(leg).date()), days - 1, None))
    at: datetime = leg + timedelta(days=(day - local(leg).date()).days)
    return min(at, promised)


def _calendars(homes: set[str], now: datetime) -> dict[str, Calendar]:
    """The calendar of each office; those without hours of their own share one."""
    on = local(now).date()
    if not homes:
        return {}
    own = {
        unit
        for (unit,) in WorkingHours.select(WorkingHours.unit)
        .where(WorkingHours.unit.in_(homes))
        .distinct()
        .tuples()
    }
    shared = calendars.calendar_for(calendars.EVERYWHERE, on)
    return {unit: calendars.calendar_for(unit, on) if unit in own else shared for unit in homes}
