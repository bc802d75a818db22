"""What a citizen is told about a dossier: asked by its code and the digits on the receipt, never by an officer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.domain import lookup as rules
from app.domain.calendar import local
from app.domain.dossiers import CLOSED, Status, in_sentence
from app.domain.hours import Week
from app.domain.lookup import Milestone
from app.domain.ratings import ENDED
from app.domain.slips import SlipKind, SlipState
from app.domain.vietnamese import mask_name, money
from app.models.dossiers import Dossier
from app.models.dossiers import Step as Line
from app.models.slips import Slip
from app.queries import counters, hours, nodes, ratings, slips, units
from app.queries.counters import Reach
from app.queries.moments import instant_or_none
from app.queries.money import balance_of
from app.queries.ratings import Answer
from sync.tables import SyncChild, SyncParent

OPEN_LETTERS = (SlipState.SIGNED.value, SlipState.HANDED.value)
RECEIPT_AND_CARD = (
    "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "Căn cước hoặc giấy tờ tuỳ thân; người nhận thay mang thêm giấy uỷ quyền",
)


@dataclass(frozen=True)
class Told:
    """One dossier as its citizen may read it."""

    dossier_id: str
    code: str
    applicant: str
    procedure: str
    unit_name: str
    received_at: datetime
    due_at: datetime | None
    old_due_at: datetime | None
    late_reason: str
    is_late: bool
    is_closed: bool
    now_words: str
    milestones: list[Milestone]
    to_bring: list[str]
    bring_by: date | None
    reach: Reach
    week: Week
    age_words: str
    as_of: datetime | None
    may_rate: bool
    rating: Answer | None


def id_of(code: str, pin: str) -> str | None:
    """The dossier that these digits open."""
    rows = Dossier.select(
        Dossier.id, Dossier.lookup_pin, Dossier.phone, Dossier.submitter_phone
    ).where(Dossier.code == code)
    opened = [
        row.id for row in rows if rules.opens(pin, row.lookup_pin, (row.phone, row.submitter_phone))
    ]
    return str(opened[0]) if opened else None


def told(dossier_id: str, now: datetime) -> Told:
    dossier = Dossier.get(Dossier.id == dossier_id)
    today = local(now).date()
    names = units.names(today)
    letters = slips.of_dossier(dossier.id)
    holder = names.get(dossier.holder_unit, dossier.holder_unit)
    due = dossier.extended_due_at or dossier.due_at
    is_closed = dossier.status in CLOSED
    items, by = _to_bring(dossier, letters)
    as_of, age_words = _age(dossier, names, now)
    return Told(
        dossier_id=dossier.id, code=dossier.code or "", applicant=mask_name(dossier.applicant_name),
        procedure=dossier.procedure_name, unit_name=names.get(dossier.unit, dossier.unit),
        received_at=dossier.received_at, due_at=due,
        old_due_at=dossier.due_at if dossier.extended_due_at else None,
        late_reason=_late_reason(letters) if dossier.extended_due_at else "",
        is_late=not is_closed and bool(dossier.running) and due is not None and due < now,
        is_closed=is_closed,
        now_words=rules.now_words(
            dossier.status, away=bool(dossier.away), holder=holder, return_mode=dossier.return_mode or ""
        ),
        milestones=_milestones(dossier.id, names), to_bring=items,
        bring_by=date.fromisoformat(by) if by else None,
        reach=counters.of(dossier.unit), week=hours.of(dossier.unit, today).week,
        as_of=as_of, age_words=age_words, may_rate=dossier.status in ENDED,
        rating=ratings.of_dossier(dossier.id),
    )  # fmt: skip


def _milestones(dossier_id: str, names: dict[str, str]) -> list[Milestone]:
    """What happened, the newest first; a step that was put back again is not told."""
    lines = Line.select().where(Line.dossier_id == dossier_id).order_by(Line.position, Line.n)
    standing: list[Line] = []
    for line in lines:
        if line.action == "rollback":
            standing = standing[:-1]
        else:
            standing.append(line)
    return [
        Milestone(line.done_at, rules.HAPPENED[line.action], names.get(line.unit, line.unit))
        for line in reversed(standing)
        if line.action in rules.HAPPENED
    ]


def _to_bring(dossier: Dossier, letters: Iterable[Slip]) -> tuple[list[str], str]:
    """What the citizen has to come with, and until when."""
    if (
        dossier.status == Status.RESOLVED
        and not dossier.away
        and (dossier.return_mode or "desk") == "desk"
    ):
        left = balance_of(dossier).owed
        fee = [f"Phí, lệ phí còn phải nộp: {money(left)}"] if left > 0 else []
        return [*RECEIPT_AND_CARD, *fee], ""
    wanted = {
        Status.SUPPLEMENT_REQUESTED.value: SlipKind.SUPPLEMENT.value,
        Status.FINANCIAL_OBLIGATION.value: SlipKind.PAYMENT.value,
    }.get(dossier.status)
    letter = _last(letters, wanted)
    if letter is None:
        return [], ""
    asked = [str(item.get("name") or "") for item in letter.items or ()]
    if letter.amount:
        asked.append(f"Số tiền phải nộp: {money(letter.amount)}")
    return [*filter(None, asked)] or [letter.reason or ""], letter.answer_by or ""


def _late_reason(letters: Iterable[Slip]) -> str:
    letter = _last(letters, SlipKind.APOLOGY.value)
    return letter.reason or "" if letter else ""


def _last(letters: Iterable[Slip], kind: str | None) -> Slip | None:
    found = [each for each in letters if each.kind == kind and each.state in OPEN_LETTERS]
    return found[-1] if found else None


def _age(dossier: Dossier, names: dict[str, str], now: datetime) -> tuple[datetime | None, str]:
    """How old these words may be: what another office has done is known as of the last exchange with it."""
    here = nodes.this()
    if dossier.unit != here.unit:
        child = SyncChild.get_or_none(SyncChild.unit == dossier.unit)
        at = instant_or_none(child.last_contact_at) if child else None
        return at, f"Số liệu của {in_sentence(names.get(dossier.unit, dossier.unit))} gửi lên lúc"
    if dossier.away:
        parent = SyncParent.get_or_none()
        at = instant_or_none(parent.last_success_at) if parent else None
        holder = names.get(dossier.holder_unit, dossier.holder_unit)
        return at, f"Tin của {in_sentence(holder)} nhận được lúc"
    return now, f"Số liệu của {in_sentence(here.name)} lúc"
