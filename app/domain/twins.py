"""Two dossiers that may be one matter handed in twice: what speaks for it and against it, in words.

Only dossiers of one procedure are compared, and only such as ran at the same time, or came to two offices within some
weeks. Nothing is decided here: a person at the office above both chooses.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain.deadlines import DurationUnit
from app.domain.dossiers import CLOSED, Status, words_of
from app.domain.labels import ID_TYPES
from app.domain.own_fields import OwnFieldKind, typed_of
from app.domain.people import (
    LIKE_ENOUGH,
    LIKE_IN_ONE_PLACE,
    Likeness,
    given_key,
    name_key,
    name_percent,
    place_key,
)

DAYS_TO_REOPEN = 15
"""How long a dossier closed as a twin can be opened again (our choice)."""
NEAR = timedelta(days=30)
AT_ONCE = frozenset({DurationUnit.SAME_DAY.value, DurationUnit.HOURS.value})
"""Who comes again with such a matter a week later has a new one."""
MAY_CLOSE = frozenset(Status) - CLOSED - {Status.RESOLVED, Status.POSTING}
"""What has a result stands; the other of the two is closed then."""
SHORTEST_NUMBER = 9


@dataclass(frozen=True)
class Answer:
    """One answer of the procedure's own form."""

    label: str
    kind: str
    words: str

    @property
    def folded(self) -> str:
        return " ".join(words_of(self.words))

    def is_about(self, *words: str) -> bool:
        label = " ".join(words_of(self.label))
        return any(each in label for each in words)


@dataclass(frozen=True)
class Matter:
    """What a dossier says, as two are compared; `ended_at` is empty while it runs."""

    procedure: str
    unit: str
    name: str
    received_at: datetime
    ended_at: datetime | None = None
    is_quick: bool = False
    id_type: str = ""
    id_no: str = ""
    birth_date: str = ""
    place: str = ""
    answers: tuple[Answer, ...] = ()

    @property
    def parcel(self) -> tuple[str, str] | None:
        """Map sheet and number of the land it is about."""
        found = [self._answer("to ban do"), self._answer("thua dat", "so thua", "thua so")]
        return (found[0], found[1]) if all(found) else None

    @property
    def subject(self) -> Answer | None:
        """Whom the form is about, where it is somebody beside the applicant: the child, the deceased."""
        named = (each for each in self.answers if each.is_about("ho va ten", "ho ten"))
        return next((each for each in named if each.folded), None)

    def _answer(self, *words: str) -> str:
        return next((each.folded for each in self.answers if each.is_about(*words)), "")


def answers_of(own: Iterable[Any] | None) -> tuple[Answer, ...]:
    """The answers a dossier keeps."""
    return tuple(
        Answer(str(entry.get("label") or ""), str(entry.get("kind") or ""), typed_of(entry))
        for entry in own or ()
    )


def keys(matter: Matter) -> list[str]:
    """Marks two dossiers share when they may be alike; they tell nothing of what they are made of."""
    name, place = name_key(matter.name), place_key(matter.place)
    told: list[tuple[str, ...]] = []
    if matter.id_no:
        told.append(("number", matter.id_no))
    if place and given_key(matter.name):
        told.append(("place", place, given_key(matter.name)))
    if matter.parcel:
        told += [("parcel", *matter.parcel, beside) for beside in (name, place) if beside]
    told += [("own", *each) for each in _marks_of(matter)]
    return [_mark(matter.procedure, *each) for each in told]


def alike(one: Matter, other: Matter) -> Likeness | None:
    """What makes these two worth a question, or None. The order of the two does not matter."""
    if one.procedure != other.procedure or not _near(one, other):
        return None
    common = _Common(one, other)
    weight = max((weight for holds, weight in common.rules() if holds), default=0)
    if not weight:
        return None
    return Likeness(weight, tuple(common.reasons()), tuple(common.against()))


def may_close(status: str) -> bool:
    return status in MAY_CLOSE


def may_reopen(closed_at: datetime, now: datetime) -> bool:
    return now <= closed_at + timedelta(days=DAYS_TO_REOPEN)


class _Common:
    """Two dossiers side by side."""

    def __init__(self, one: Matter, other: Matter) -> None:
        self.one, self.other = one, other
        self.number = bool(one.id_no) and one.id_no == other.id_no
        self.percent = name_percent(one.name, other.name)
        self.born = bool(one.birth_date) and one.birth_date == other.birth_date
        self.place = bool(one.place) and place_key(one.place) == place_key(other.place)
        self.parcel = one.parcel is not None and one.parcel == other.parcel
        self.other_parcel = bool(one.parcel and other.parcel) and not self.parcel
        self.marks = sorted(set(_marks_of(one)) & set(_marks_of(other)))
        self.other_subject = _differ(one.subject, other.subject)
        same_type = one.id_type == other.id_type and bool(one.id_no and other.id_no)
        self.other_number = same_type and not self.number
        self.other_birth = bool(one.birth_date and other.birth_date) and not _one_date(one, other)

    def rules(self) -> Iterator[tuple[bool, int]]:
        """Each way to be worth a question, with how much it weighs."""
        if self.other_parcel:
            return
        same_subject = not self.other_subject
        yield self.number and same_subject, 95 if _overlap(self.one, self.other) else 80
        yield self.number, 50
        yield self.parcel and (self.percent >= LIKE_ENOUGH or self.place), 90
        yield bool(self.marks) and same_subject, 85
        plain = not (self.other_number or self.other_birth) and same_subject
        yield self.place and self.percent >= LIKE_IN_ONE_PLACE and plain, 60

    def reasons(self) -> Iterator[str]:
        if self.number:
            yield f"cùng số {ID_TYPES.get(self.one.id_type, 'giấy tờ')}"
        if self.percent == 100:
            yield "cùng tên chủ hồ sơ"
        elif self.percent >= LIKE_ENOUGH:
            yield f"tên giống {self.percent} %"
        if self.born:
            yield "cùng ngày sinh"
        if self.place:
            yield "cùng thôn, xóm"
        if self.parcel and self.one.parcel:
            yield f"cùng thửa đất (tờ {self.one.parcel[0]}, thửa {self.one.parcel[1]})"
        if self.marks:
            yield f"tờ khai cùng ghi: {', '.join(self._told())}"
        yield "cùng thủ tục"
        yield _when(self.one, self.other)

    def against(self) -> Iterator[str]:
        if self.percent < LIKE_ENOUGH:
            yield "khác tên chủ hồ sơ"
        if self.other_number:
            yield f"khác số {ID_TYPES.get(self.one.id_type, 'giấy tờ')}"
        if self.other_birth:
            yield "khác ngày sinh"
        if self.other_subject and self.one.subject:
            yield f"khác {self.one.subject.label.lower()}"

    def _told(self) -> list[str]:
        """What both forms say, by the words of the one."""
        said = {word for mark in self.marks for word in mark}
        return list(dict.fromkeys(each.words for each in self.one.answers if each.folded in said))


def _marks_of(matter: Matter) -> list[tuple[str, ...]]:
    """What hardly two forms say by chance: a number of papers; a name together with a day."""
    numbers = [
        (each.folded,) for each in matter.answers
        if each.is_about("so giay to", "cccd", "so dinh danh") and len(each.folded) >= SHORTEST_NUMBER
    ]  # fmt: skip
    days = [
        each.folded for each in matter.answers if each.kind == OwnFieldKind.DATE and each.folded
    ]
    subject = matter.subject
    return [*numbers, *((subject.folded, day) for day in days if subject)]


def _differ(one: Answer | None, other: Answer | None) -> bool:
    return (
        one is not None and other is not None and name_percent(one.words, other.words) < LIKE_ENOUGH
    )


def _near(one: Matter, other: Matter) -> bool:
    if _overlap(one, other):
        return True
    apart = abs(one.received_at - other.received_at)
    return one.unit != other.unit and apart <= NEAR and not (one.is_quick or other.is_quick)


def _overlap(one: Matter, other: Matter) -> bool:
    """Whether both ran at some moment."""
    return (other.ended_at is None or one.received_at < other.ended_at) and (
        one.ended_at is None or other.received_at < one.ended_at
    )


def _when(one: Matter, other: Matter) -> str:
    if _overlap(one, other):
        return "cùng lúc đang giải quyết"
    days = abs(one.received_at - other.received_at).days
    return f"nhận cách nhau {days} ngày" if days else "nhận cùng ngày"


def _one_date(one: Matter, other: Matter) -> bool:
    """“1950” may be the same as 03/05/1950."""
    return one.birth_date.startswith(other.birth_date) or other.birth_date.startswith(
        one.birth_date
    )


def _mark(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
