"""Believable dossiers with their whole histories, through the services and the journal; for demo and measuring.

The same seed on the same day at the same unit gives the same dossiers. History is told in the order it would
have happened, and stops at today: what is not finished by then is open.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from peewee import fn

from app import clock
from app.domain.calendar import Calendar
from app.domain.dossiers import Status
from app.domain.intake import Intake, PaperTick
from app.domain.intake_check import is_conditional
from app.domain.officers import Officer, Role
from app.domain.own_fields import OwnField, OwnFieldKind
from app.domain.procedures import Procedure
from app.domain.results import Outcome, ResultDraft
from app.models.dossiers import Dossier, Step
from app.queries import calendars, memory, nodes, officers, procedures, stand_ins, units
from app.seeding.people import Person, person
from app.seeding.stories import REFUSED_SHARE, Event, opening, opens, pick, story
from app.services import dossiers
from sync.journal import transaction

A_DAY, LONGEST_DAYS, SHORTEST_DAYS = 50, 1700, 25
"""Dossiers a working day at a busy commune; how far back a large seed reaches at the most, a small one at least."""

STEPS_A_TRANSACTION = 200
FORWARDED_WITHIN = timedelta(days=20)
"""Older dossiers are ones the office decided itself: nobody above is there to answer for them."""

DEFAULT_CAST = {
    Role.DESK: ("an", "Nguyễn Thị An", "Công chức Văn phòng – Thống kê"),
    Role.CASE_OFFICER: ("binh", "Lê Văn Bình", "Công chức Tư pháp – Hộ tịch"),
    Role.LEADER: ("chi", "Hồ Thị Chi", "Chủ tịch UBND xã"),
}

STAYS = (
    nodes.this, nodes.row_of, units.known, units.names, units.units_below, stand_ins.absent_for, procedures.one,
    calendars.of_office,
)  # fmt: skip
"""What nobody changes while dossiers are made."""

Act = Callable[[datetime], list[tuple[datetime, Any]]]
"""Takes a step at its time and gives the ones that follow, each with its time."""

Turn = tuple[datetime, int, Act]


class Office:
    """The officers of this node as the stories use them: real accounts where there are any."""

    def __init__(self) -> None:
        self.node = nodes.this()
        accounts = [row.officer for row in officers.everyone() if not row.is_suspended]
        self.desk = self._of(Role.DESK, accounts)
        self.case_officer = self._of(Role.CASE_OFFICER, accounts)
        self.leader = self._of(Role.LEADER, accounts)
        self.may_assign = any(a.username == self.case_officer.username for a in accounts)

    def _of(self, role: Role, accounts: list[Officer]) -> Officer:
        for account in accounts:
            if role in account.roles:
                return account
        username, name, title = DEFAULT_CAST[role]
        return Officer(username, name, title, self.node.unit, frozenset({role}))


def seed(count: int, number: int, *, now: datetime) -> int:
    """Write `count` dossiers received up to now; returns how many were."""
    chance, office = Random(number), Office()  # noqa: S311 - believable, not secret
    today = clock.local(now).date()
    calendar = calendars.calendar_for(office.node.unit, today)
    arrivals = _arrivals(chance, count, calendar, now, office.node.unit)
    turns: list[Turn] = []
    order = itertools.count()
    for at in arrivals:
        heapq.heappush(
            turns,
            (at, next(order), _Dossier(chance.randrange(2**63), office, calendar, now).receive),
        )
    with memory.kept(*STAYS):
        while turns:
            with transaction():
                for at, _, act in _some_of(turns):
                    for later, what in act(at):
                        if later <= now:
                            heapq.heappush(turns, (later, next(order), what))
    return len(arrivals)


def _some_of(turns: list[Turn]) -> Iterator[Turn]:
    """The next turns by time, as many as fit one transaction."""
    for _ in range(STEPS_A_TRANSACTION):
        if turns:
            yield heapq.heappop(turns)


def work_incoming(number: int, *, now: datetime) -> int:
    """At a parent: accept, decide, send down or return what was forwarded here; returns the steps taken."""
    chance, office = Random(number), Office()  # noqa: S311
    taken = 0
    here = (Dossier.holder_unit == office.node.unit) & (Dossier.status == Status.FORWARDED.value)
    for dossier in list(Dossier.select().where(here).order_by(Dossier.code)):
        sent = Step.select(fn.MAX(Step.done_at)).where(Step.dossier_id == dossier.id).scalar()
        at = sent + timedelta(hours=chance.uniform(2, 30))
        for verb in _incoming(chance):
            if at > now:
                break
            with transaction():
                _take_incoming(verb, dossier.id, office, at)
            taken += 1
            at += timedelta(hours=chance.uniform(1, 20))
    return taken


class _Dossier:
    """One dossier on its way: each method takes a step and names the ones that follow."""

    def __init__(self, number: int, office: Office, calendar: Calendar, now: datetime) -> None:
        self.chance = Random(number)  # noqa: S311
        self.office, self.calendar, self.now = office, calendar, now
        self.id = f"{self.chance.getrandbits(128):032x}"

    def receive(self, at: datetime) -> list[tuple[datetime, Any]]:
        chance, office = self.chance, self.office
        day = clock.local(at).date()
        may_forward = office.node.parent_unit is not None and self.now - at < FORWARDED_WITHIN
        procedure = pick(chance, _catalogue(day), may_forward=may_forward)
        citizen = person(chance, day, office.node.name)
        form = intake(chance, self.id, procedure, citizen)
        if chance.random() < REFUSED_SHARE:
            dossiers.refuse(
                form, reason="Không thuộc thẩm quyền giải quyết của xã", by=office.desk, at=at
            )
            return []
        dossiers.receive(form, by=office.desk, at=at, entropy=lambda: chance.randbytes(8))
        written = Dossier.get(Dossier.id == self.id)
        self.citizen, self.due_money = citizen, written.amount_due
        events = story(chance, procedure, at, written.due_at, self.calendar)
        return [(event.at, self._taking(event)) for event in events]

    def _taking(self, event: Event) -> Act:
        def take(at: datetime) -> list[tuple[datetime, Any]]:
            self._take(event, at)
            return []

        return take

    def _take(self, event: Event, at: datetime) -> None:
        desk, worker, leader = self.office.desk, self.office.case_officer, self.office.leader
        note = event.note
        match event.verb:
            case "assign" if self.office.may_assign:
                dossiers.assign(self.id, to_username=worker.username, note=note, by=desk, at=at)
            case "assign" | "take_up":
                dossiers.take_up(self.id, by=worker, at=at)
            case "submit":
                draft = ResultDraft(Outcome.GRANTED, signer=leader.name)
                dossiers.submit_for_approval(self.id, note=note, draft=draft, by=worker, at=at)
            case "redo":
                dossiers.redo(self.id, reason=note, by=leader, at=at)
            case "approve":
                number = f"{self.chance.randint(1, 900)}/UBND"
                signed = ResultDraft(Outcome.GRANTED, number=number, signer=leader.name)
                dossiers.approve(self.id, result=signed, by=leader, at=at)
            case "reject":
                dossiers.reject(self.id, reason=note, by=leader, at=at)
            case "forward":
                dossiers.forward_up(self.id, note=note, by=worker, at=at)
            case "withdraw":
                dossiers.withdraw(self.id, reason=note, by=desk, at=at)
            case "hand_over":
                dossiers.hand_over(
                    self.id, collected_by=self.citizen.name, collected_id_no=self.citizen.id_no,
                    amount_paid=self.due_money, by=desk, at=at,
                )  # fmt: skip


def intake(chance: Random, dossier_id: str, procedure: Procedure, citizen: Person) -> Intake:
    """The form as the desk would have filled it in for this citizen."""
    by_post = "post" in procedure.channels and chance.random() < 0.05
    at_desk = "desk" if "desk" in procedure.channels else str(procedure.channels[0])
    quantities = {"copy": chance.randint(1, 5), "page": chance.randint(1, 4), "case": 1}
    case = procedure.cases[0].code if procedure.cases else ""
    said = procedure.in_case(case)
    papers = tuple(
        PaperTick(
            paper.code, paper.name, str(paper.need), str(paper.kind), paper.originals, paper.copies,
            have=not is_conditional(paper),
        )
        for paper in said.papers
    )  # fmt: skip
    unknown = {line.code: 10_000 for line in said.fees if line.amount is None}
    return Intake(
        dossier_id=dossier_id, procedure_id=procedure.id, case_code=case, channel="post" if by_post else at_desk,
        applicant_name=citizen.name, birth_date=citizen.born.isoformat(),
        gender=citizen.gender, id_type="cccd", id_no=citizen.id_no,
        id_issued_on=citizen.id_issued_on.isoformat(), id_issued_by="Cục Cảnh sát QLHC về TTXH",
        address=citizen.address, phone=citizen.phone, papers=papers, quantities=quantities, amounts=unknown,
        own={field.key: _answer(field, citizen) for field in procedure.own_fields if field.required},
        return_mode="post" if by_post else "desk",
        return_place=citizen.address if by_post else "",
    )  # fmt: skip


def _answer(field: OwnField, citizen: Person) -> str:
    """Something the form of a procedure would take."""
    match field.kind:
        case OwnFieldKind.DATE:
            return citizen.id_issued_on.isoformat()
        case OwnFieldKind.CHOICE:
            return field.choices[0]
        case OwnFieldKind.NUMBER:
            return "1"
        case OwnFieldKind.YES_NO:
            return "no"
    return citizen.name if field.key.endswith("name") else "Bổ sung hồ sơ cá nhân"


def _arrivals(
    chance: Random, count: int, calendar: Calendar, now: datetime, unit: str
) -> list[datetime]:
    """When they come: working days up to now, at the pace of a busy commune or faster for a large seed.

    Where this office has numbered dossiers already they come after the last of those, a number never goes back; with
    too few office hours left since then, in what time there is.
    """
    last = Dossier.select(fn.MAX(Dossier.received_at)).where(Dossier.unit == unit).scalar()
    since = last or datetime.min.replace(tzinfo=now.tzinfo)
    wanted = min(max(SHORTEST_DAYS, count // A_DAY), LONGEST_DAYS)
    days = list(itertools.islice(_days_back(calendar, clock.local(now).date()), wanted))
    until = now - timedelta(minutes=5)
    open_days = [
        day for day in days if since < calendar.closing(day) and opens(calendar, day) < until
    ]
    found: list[datetime] = []
    for _ in range(count * 50 if open_days else 0):
        day = datetime.combine(chance.choice(open_days), datetime.min.time(), clock.VIETNAM)
        at = opening(chance, calendar, day)
        if since < at < until:
            found.append(at)
        if len(found) == count:
            break
    if len(found) < count and last:
        found += [now - (now - since) * chance.random() for _ in range(count - len(found))]
    return sorted(found)


def _days_back(calendar: Calendar, today: date) -> Iterator[date]:
    day = today
    while True:
        if calendar.is_working_day(day):
            yield day
        day -= timedelta(days=1)


_known: dict[date, list[Procedure]] = {}


def _catalogue(day: date) -> list[Procedure]:
    """The procedures in force on a day; read once a day, for a large seed asks a hundred thousand times."""
    if day not in _known:
        _known.clear()
        _known[day] = procedures.in_force(day)
    return _known[day]


def _incoming(chance: Random) -> list[str]:
    roll = chance.random()
    if roll < 0.12:
        return []
    if roll < 0.22:
        return ["return"]
    return ["accept", "take_up", "submit", "approve", "send"][: chance.randint(1, 7)]


def _take_incoming(verb: str, dossier_id: str, office: Office, at: datetime) -> None:
    match verb:
        case "return":
            dossiers.return_down(
                dossier_id, reason="Thiếu bản sao giấy chứng tử", by=office.desk, at=at
            )
        case "accept":
            dossiers.accept_forward(dossier_id, by=office.desk, at=at)
        case "take_up":
            dossiers.take_up(dossier_id, by=office.case_officer, at=at)
        case "submit":
            draft = ResultDraft(Outcome.GRANTED, signer=office.leader.name)
            dossiers.submit_for_approval(dossier_id, draft=draft, by=office.case_officer, at=at)
        case "approve":
            signed = ResultDraft(Outcome.GRANTED, number="1208/QĐ-UBND", signer=office.leader.name)
            dossiers.approve(dossier_id, result=signed, by=office.leader, at=at)
        case "send":
            dossiers.send_result_down(dossier_id, by=office.desk, at=at)
