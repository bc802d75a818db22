"""The queues of the desk: what waits for this officer, each read from one index in its own order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any

from peewee import fn

from app.domain.calendar import local, moment
from app.domain.dossiers import Stage, Status, Waits
from app.domain.officers import Officer, Role
from app.models.dossiers import Dossier
from app.queries import calendars, units
from app.queries.rows import LISTED, Row, instant_text, rows_of
from app.queries.visibility import visible_to

MOST_COUNTED = 1000
SOON_WORKING_DAYS = 3


@dataclass(frozen=True)
class Queue:
    """One pile of work with its size; `capped`: there are more than `count` says."""

    key: str
    label: str
    count: int
    capped: bool
    tone: str
    url: str

    @property
    def shown(self) -> str:
        return f"{self.count}+" if self.capped else str(self.count)


@dataclass(frozen=True)
class Moments:
    """The hours that part one queue from the next, as the due dates are stored."""

    today: str
    tomorrow: str
    after_soon: str


@dataclass(frozen=True)
class Kind:
    """One row of the table below. `at`: shown at every office ("all"), only where offices stand below
    ("parent"), or only where one stands above ("child")."""

    key: str
    label: str
    roles: frozenset[Role]
    where: Callable[[Officer, Moments], Any]
    tone: str = "info"
    at: str = "all"


DESK, WORKER, LEADER = Role.DESK, Role.CASE_OFFICER, Role.LEADER
EVERYBODY = frozenset({DESK, WORKER, LEADER})


def _running(officer: Officer) -> Any:
    return (Dossier.holder_unit == officer.unit) & (Dossier.running == True)  # noqa: E712 - SQL


def _stage(stage: Stage) -> Callable[[Officer, Moments], Any]:
    return lambda officer, _: (Dossier.holder_unit == officer.unit) & (Dossier.stage == stage.value)


def _beside(waits: Waits) -> Callable[[Officer, Moments], Any]:
    return lambda officer, _: (Dossier.holder_unit == officer.unit) & (Dossier.waits == waits.value)


def _due_today(officer: Officer, moments: Moments) -> Any:
    return _running(officer) & (Dossier.due_key < moments.tomorrow)


def _overdue(officer: Officer, moments: Moments) -> Any:
    return _running(officer) & (Dossier.due_key < moments.today)


def _due_soon(officer: Officer, moments: Moments) -> Any:
    after, before = moments.tomorrow, moments.after_soon
    return _running(officer) & (Dossier.due_key >= after) & (Dossier.due_key < before)


def _mine(officer: Officer, _: Moments) -> Any:
    return (Dossier.holder_officer == str(officer)) & (Dossier.status == Status.PROCESSING.value)


def _forwarded(officer: Officer, _: Moments) -> Any:
    """What we received and the office above holds."""
    return (Dossier.unit == officer.unit) & (Dossier.away == True)  # noqa: E712 - SQL


KINDS = (
    Kind("viec-cua-toi", "Việc của tôi", frozenset({WORKER}), _mine),
    Kind("hom-nay", "Cần làm hôm nay", EVERYBODY, _due_today, "warn"),
    Kind("qua-han", "Quá hạn", EVERYBODY, _overdue, "bad"),
    Kind("sap-den-han", "Sắp đến hạn (3 ngày)", EVERYBODY, _due_soon, "warn"),
    Kind("moi-dang-ky", "Chờ tiếp nhận", frozenset({DESK}), _stage(Stage.REGISTERED)),
    Kind(
        "cap-duoi-chuyen-len", "Hồ sơ {below} chuyển lên", frozenset({DESK}),
        _stage(Stage.INCOMING), "warn", "parent",
    ),
    Kind("moi-tiep-nhan", "Mới tiếp nhận", EVERYBODY, _stage(Stage.NEW)),
    Kind("dang-thu-ly", "Đang thụ lý", frozenset({WORKER, LEADER}), _stage(Stage.PROCESSING)),
    Kind("bi-tra-lai", "Bị {above} trả lại", EVERYBODY, _stage(Stage.SENT_BACK), "bad", "child"),
    Kind("cho-ky", "Chờ ký", frozenset({WORKER, LEADER}), _stage(Stage.APPROVING), "warn"),
    Kind("phieu-cho-ky", "Phiếu chờ ký", frozenset({LEADER}), _beside(Waits.DRAFT), "warn"),
    Kind("cho-bo-sung", "Chờ bổ sung", frozenset({DESK, WORKER}), _stage(Stage.SUPPLEMENT)),
    Kind("cho-nop-tien", "Chờ nộp nghĩa vụ tài chính", frozenset({DESK, WORKER}), _stage(Stage.PAYMENT)),
    Kind("phieu-cho-giao", "Phiếu chờ giao công dân", frozenset({DESK}), _beside(Waits.HAND_OUT), "warn"),
    Kind("xin-rut", "Xin rút hồ sơ", frozenset({DESK, LEADER}), _beside(Waits.WITHDRAWAL), "bad"),
    Kind("da-chuyen", "Đã chuyển {above}", EVERYBODY, _forwarded, at="child"),
    Kind(
        "cho-gui-ket-qua", "Chờ gửi kết quả về {below}", frozenset({DESK, WORKER}),
        _stage(Stage.RESULT_TO_SEND), "warn", "parent",
    ),
    Kind("cho-tra", "Có kết quả – chờ trả", frozenset({DESK}), _stage(Stage.RESULT_HERE), "good"),
    Kind("buu-dien", "Bưu điện đang chuyển", frozenset({DESK}), _stage(Stage.POSTING)),
)  # fmt: skip
BY_KEY = {kind.key: kind for kind in KINDS}


def queues(officer: Officer, now: datetime) -> list[Queue]:
    """The queues that concern this officer, with their sizes up to 999."""
    moments = _moments(officer, now)
    words, places = _words(officer, now)
    return [
        _counted(kind, kind.label.format(**words), officer, moments)
        for kind in KINDS
        if kind.roles & officer.roles and kind.at in places
    ]


def condition(key: str, officer: Officer, now: datetime) -> Any:
    """The dossiers of one queue; of none for a key that is not this officer's."""
    kind = BY_KEY.get(key)
    if kind is None or not kind.roles & officer.roles:
        return Dossier.n < 0
    return kind.where(officer, _moments(officer, now))


def label(key: str, officer: Officer, now: datetime) -> str | None:
    """What a queue is called at this office; None for a key that no queue has."""
    kind = BY_KEY.get(key)
    return kind.label.format(**_words(officer, now)[0]) if kind else None


def next_of(key: str, after: Row, officer: Officer, now: datetime) -> Row | None:
    """The dossier behind this one in a queue; behind the last one, the first that still waits."""
    waiting = (condition(key, officer, now), Dossier.id != after.id, visible_to(officer))
    behind = (Dossier.due_key > after.due_key) | (
        (Dossier.due_key == after.due_key) & (Dossier.n > after.n)
    )
    for narrowed in ((*waiting, behind), waiting):
        found = Dossier.select(*LISTED).where(*narrowed).order_by(Dossier.due_key, Dossier.n)
        for row in rows_of(found.limit(1), officer, now):
            return row
    return None


def nearest_due(officer: Officer, now: datetime) -> Row | None:
    """The dossier here that is due next, for the words of an empty queue."""
    coming = (
        Dossier.select()
        .where(_running(officer), Dossier.due_key >= instant_text(now), visible_to(officer))
        .order_by(Dossier.due_key, Dossier.n)
        .limit(1)
    )
    return next(iter(rows_of(coming, officer, now)), None)


def counting(kind: Kind, officer: Officer, moments: Moments) -> Any:
    """The rows of a queue, no more than are counted. Each condition names the officer's own unit or name,
    so what it finds is visible; the index alone answers, in its own order."""
    rows = Dossier.select(Dossier.n).where(kind.where(officer, moments))
    return rows.order_by(Dossier.due_key, Dossier.n).limit(MOST_COUNTED)


def _counted(kind: Kind, words: str, officer: Officer, moments: Moments) -> Queue:
    found = counting(kind, officer, moments).alias("found")
    count = Dossier.select(fn.COUNT(found.c.n)).from_(found).scalar()
    capped = count >= MOST_COUNTED
    return Queue(
        key=kind.key,
        label=words,
        count=MOST_COUNTED - 1 if capped else count,
        capped=capped,
        tone=kind.tone if count else "neutral",
        url=f"/viec/{kind.key}",
    )


def _moments(officer: Officer, now: datetime) -> Moments:
    today = local(now).date()
    calendar = calendars.calendar_for(officer.unit, today)
    soon = list(islice(calendar.working_days_after(today), SOON_WORKING_DAYS))[-1]
    starts = (today, today + timedelta(days=1), soon + timedelta(days=1))
    return Moments(*(instant_text(moment(day, time())) for day in starts))


def _words(officer: Officer, now: datetime) -> tuple[dict[str, str], set[str]]:
    """What the neighbours in the tree are called, and which of them there are."""
    today = local(now).date()
    has_below = bool(units.units_below(officer.unit))
    has_above = units.office_above(officer.unit, today) is not None
    words = {
        "above": units.word_above(officer.unit, today),
        "below": units.word_for_children(officer.unit),
    }
    return words, {
        "all",
        *(["parent"] if has_below else []),
        *(["child"] if has_above else []),
    }
