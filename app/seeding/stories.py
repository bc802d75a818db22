"""What happens to an invented dossier: its steps and when they are taken."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from app.clock import VIETNAM
from app.domain.calendar import Calendar, moment
from app.domain.procedures import Procedure

COMMON = {
    "2.000815": 26, "1.001193": 12, "2.000884": 9, "1.004873": 8, "2.000635": 8, "1.000894": 5, "1.000656": 4,
    "1.004884": 2, "1.004859": 2, "2.001035": 2, "1.011607": 2, "1.001699": 2, "1.010405": 4, "1.010380": 4,
    "1.012812": 1, "1.004837": 1, "2.000908": 2, "1.010425": 2,
}  # fmt: skip
"""How often people come for what, by procedure code; everything else counts 1 in 5."""

REFUSED_SHARE, WITHDRAWN_SHARE, LATE_SHARE, REDONE_SHARE, REJECTED_SHARE = (
    0.02,
    0.02,
    0.06,
    0.05,
    0.03,
)
NOTES = {
    "assign": ("Chuyển anh xem giúp", "Hồ sơ đủ, chuyển thụ lý", ""),
    "submit": ("Hồ sơ đủ điều kiện, kính trình", "Đã đối chiếu sổ gốc, kính trình", ""),
    "redo": ("Ghi lại nơi cấp giấy tờ cho đúng", "Bổ sung căn cứ pháp lý vào dự thảo"),
    "reject": ("Không đủ điều kiện theo quy định của thủ tục",),
    "withdraw": ("Công dân có đơn xin rút hồ sơ", "Công dân không còn nhu cầu"),
    "forward": ("Đã kiểm tra, kính chuyển giải quyết", ""),
}


@dataclass(frozen=True)
class Event:
    """One step: when, what, and the words that go with it."""

    at: datetime
    verb: str
    note: str = ""


def pick(chance: Random, procedures: list[Procedure], *, may_forward: bool) -> Procedure:
    """A procedure as often as people ask for it. Where nothing can be forwarded, one the commune decides."""
    choices = [
        p for p in procedures if p.duration_value and (may_forward or p.decides == "commune")
    ]
    return chance.choices(choices, [COMMON.get(p.code, 0.2) for p in choices])[0]


def story(
    chance: Random, procedure: Procedure, received: datetime, due: datetime, calendar: Calendar
) -> list[Event]:
    """Everything that will happen after reception, in order; the caller stops at today."""
    if chance.random() < WITHDRAWN_SHARE:
        return [
            Event(_later(chance, received, calendar, 0.2, 1), "withdraw", _note(chance, "withdraw"))
        ]
    late = chance.random() < LATE_SHARE
    span = max(due - received, timedelta(minutes=20)) * (
        1.6 if late else chance.uniform(0.15, 0.85)
    )
    taken = _working(chance, received + span * 0.15, calendar)
    events = [
        Event(taken, "take_up" if chance.random() < 0.6 else "assign", _note(chance, "assign"))
    ]
    if procedure.decides != "commune":
        sent = _working(chance, received + span * 0.4, calendar)
        return [
            *events,
            Event(max(sent, taken + timedelta(minutes=5)), "forward", _note(chance, "forward")),
        ]
    return events + _decision(chance, received, span, taken, calendar)


def _decision(
    chance: Random, received: datetime, span: timedelta, taken: datetime, calendar: Calendar
) -> list[Event]:
    submitted = max(_working(chance, received + span * 0.6, calendar), taken + timedelta(minutes=4))
    events = [Event(submitted, "submit", _note(chance, "submit"))]
    if chance.random() < REDONE_SHARE:
        back = submitted + timedelta(minutes=chance.randint(10, 90))
        submitted = back + timedelta(minutes=chance.randint(15, 120))
        events += [Event(back, "redo", _note(chance, "redo")), Event(submitted, "submit")]
    decided = max(_working(chance, received + span, calendar), submitted + timedelta(minutes=3))
    verb = "reject" if chance.random() < REJECTED_SHARE else "approve"
    collected = _later(chance, decided, calendar, 0.05, 6)
    return [
        *events,
        Event(decided, verb, _note(chance, "reject") if verb == "reject" else ""),
        Event(collected, "hand_over"),
    ]


def opening(chance: Random, calendar: Calendar, day: datetime) -> datetime:
    """A moment within the office hours of this local day, fuller in the morning."""
    sessions = calendar.sessions_on(day.date())
    session = sessions[0] if chance.random() < 0.6 else sessions[-1]
    first, last = _minutes(session.start), _minutes(session.end)
    minute = chance.randint(first + 5, last - 10)
    at = datetime.combine(
        day.date(), time(minute // 60, minute % 60, chance.randrange(60)), VIETNAM
    )
    return at


def opens(calendar: Calendar, day: date) -> datetime:
    """When the office opens on this working day."""
    return moment(day, calendar.sessions_on(day)[0].start)


def _working(chance: Random, at: datetime, calendar: Calendar) -> datetime:
    """This moment if the office is open then, else some time into its next opening."""
    opened = calendar.open_from(at)
    return (
        opened
        if opened == at
        else opened + timedelta(minutes=chance.randint(2, 60), seconds=chance.randrange(60))
    )


def _later(
    chance: Random, at: datetime, calendar: Calendar, low_days: float, high_days: float
) -> datetime:
    moved = _working(chance, at + timedelta(days=chance.uniform(low_days, high_days)), calendar)
    return max(moved, at + timedelta(minutes=3))


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute


def _note(chance: Random, kind: str) -> str:
    return chance.choice(NOTES[kind])
