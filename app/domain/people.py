"""Who may be one and the same: what two records of people have in common, told in words.

Nothing here decides for the officer unless nothing speaks against it: everything else is a question.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from app.domain.birth_dates import show_date
from app.domain.dossiers import words_of
from app.domain.labels import GENDERS, ID_TYPES
from app.domain.vietnamese import clean, given_name

DAYS_TO_UNDO = 90
"""How long a merge can be undone (our choice)."""
CITIZEN = "citizen"
APPLICANT, SUBMITTER = "applicant", "submitter"
"""Whose dossier it is, and who hands it in for them."""
WHOLE_DATE = 10
LIKE_ENOUGH, LIKE_IN_ONE_PLACE = 80, 85
HAMLET = re.compile(r"^(thon|xom|to dan pho|to|khoi|ap|lang|tdp)\s+")
HOUSE = re.compile(r"^(so|sn|nha|ngo|ngach)?\s*[0-9]")
LONGEST_KEY = 200


@dataclass(frozen=True)
class Traits:
    """What a record says of a person or an organisation; empty where nobody knows."""

    name: str
    kind: str = CITIZEN
    birth_date: str = ""
    gender: str = ""
    id_type: str = ""
    id_no: str = ""
    former: tuple[tuple[str, str], ...] = ()
    phone: str = ""
    address: str = ""

    @property
    def numbers(self) -> dict[str, str]:
        """Every number it is or was known by, with its kind."""
        own = {self.id_no: self.id_type} if self.id_no else {}
        return {number: kind for kind, number in self.former} | own


def traits(values: Mapping[str, str]) -> Traits:
    """The traits among the values of a form or of a dossier, by the names of the record's columns."""
    return Traits(
        name=values["name"], kind=values["kind"], birth_date=values["birth_date"], gender=values["gender"],
        id_type=values["id_type"], id_no=values["id_no"], phone=values["phone"], address=values["address"],
    )  # fmt: skip


@dataclass(frozen=True)
class Likeness:
    """Why two records may be one (`reasons`), what speaks against it, and whether it needs no question."""

    weight: int
    reasons: tuple[str, ...]
    against: tuple[str, ...] = ()
    certain: bool = False


def alike(one: Traits, other: Traits) -> Likeness | None:
    """What makes these two worth a question, or None. The order of the two does not matter."""
    common = _Common(one, other)
    weight = max((weight for holds, weight in common.rules() if holds), default=0)
    if not weight:
        return None
    certain = common.is_certain()
    return Likeness(
        100 if certain else weight, tuple(common.reasons()), tuple(common.against()), certain
    )


class _Common:
    """Two records side by side."""

    def __init__(self, one: Traits, other: Traits) -> None:
        self.one, self.other = one, other
        self.numbers = sorted(one.numbers.keys() & other.numbers.keys())
        self.percent = name_percent(one.name, other.name)
        self.same_kind = (one.kind == CITIZEN) == (other.kind == CITIZEN)
        self.same_name = name_key(one.name) == name_key(other.name)
        self.born = bool(one.birth_date and one.birth_date == other.birth_date)
        self.born_on = self.born and len(one.birth_date) == WHOLE_DATE
        self.phone = bool(one.phone and one.phone == other.phone)
        self.place = bool(one.address) and place_key(one.address) == place_key(other.address)
        self.other_birth = not _one_date(one.birth_date, other.birth_date)
        self.other_gender = bool(one.gender and other.gender and one.gender != other.gender)
        same_type = one.id_type == other.id_type and bool(one.id_no and other.id_no)
        self.other_number = same_type and one.id_no != other.id_no and not self.numbers

    def rules(self) -> Iterator[tuple[bool, int]]:
        """Each way to be worth a question, with how much it weighs."""
        beside = self.phone or self.place
        yield bool(self.numbers), 95
        if not self.same_kind:
            return
        yield self.same_name and self.born_on, 60 if self.other_number else 90
        plain = not self.other_number and not self.other_birth and not self.other_gender
        # Twins: names a letter apart, one day, one house, and two numbers.
        yield self.born_on and self.percent >= LIKE_ENOUGH and beside and plain, 70
        yield self.same_name and beside and plain, 65
        near = self.place and self.percent >= LIKE_IN_ONE_PLACE
        yield near and bool(self.one.birth_date and self.other.birth_date) and plain, 50

    def is_certain(self) -> bool:
        """Whether nothing speaks against it and enough speaks for it, so that nobody need be asked."""
        if any(self.against()) or not self.same_name or not self.same_kind:
            return False
        if self.numbers:
            return True
        marks = clean(self.one.name).casefold() == clean(self.other.name).casefold()
        return marks and (self.phone + self.place + self.born_on) >= 2

    def reasons(self) -> Iterator[str]:
        for number in self.numbers:
            kind = self.one.numbers[number] or self.other.numbers[number]
            yield f"cùng số {ID_TYPES.get(kind, 'giấy tờ')}"
        if clean(self.one.name).casefold() == clean(self.other.name).casefold():
            yield "cùng họ tên"
        elif self.same_name:
            yield "họ tên giống nhau khi bỏ dấu"
        elif self.percent >= LIKE_ENOUGH:
            yield f"họ tên giống {self.percent} %"
        if self.born:
            yield "cùng ngày sinh" if self.born_on else "cùng năm sinh"
        if self.phone:
            yield "cùng số điện thoại"
        if self.place:
            yield "cùng địa chỉ"

    def against(self) -> Iterator[str]:
        if not self.same_kind:
            yield "một bên là công dân, một bên là tổ chức"
        if not self.same_name and self.percent < LIKE_ENOUGH:
            yield "khác họ tên"
        if self.other_number:
            yield f"khác số {ID_TYPES.get(self.one.id_type, 'giấy tờ')}"
        if self.other_birth:
            yield "khác ngày sinh"
        if self.other_gender:
            yield "khác giới tính"


def name_key(name: str) -> str:
    """A name as it is compared: words without marks, so “Hoà” and “HÒA” are one."""
    return " ".join(words_of(name))[:LONGEST_KEY]


def given_key(name: str) -> str:
    return (words_of(given_name(name)) or [""])[0]


def place_key(address: str) -> str:
    """An address as it is compared: by its hamlet. “Số 5, thôn Bắc Hải, xã Thạch Hải” lies in “bac hai”."""
    parts = [" ".join(words_of(part)) for part in address.split(",")]
    places = [part for part in parts if part and not HOUSE.match(part)]
    return HAMLET.sub("", (places or parts)[0])[:LONGEST_KEY]


def name_percent(one: str, other: str) -> int:
    """How alike two names look without marks, from 0 to 100; the same both ways."""
    first, second = sorted((name_key(one), name_key(other)))
    return round(SequenceMatcher(None, first, second, autojunk=False).ratio() * 100)


def search_words(of: Traits) -> str:
    """The folded words a person is found by: name, numbers old and new, phone."""
    found = words_of(" ".join((of.name, *of.numbers, of.phone)))
    return " ".join(dict.fromkeys(found))


def may_undo(merged_at: datetime, now: datetime) -> bool:
    return now <= merged_at + timedelta(days=DAYS_TO_UNDO)


def short(of: Traits) -> str:
    """Who is meant, in one line that tells people of one name apart: “Nguyễn Thị Bình, sinh 05/03/1985”."""
    born = f", sinh {show_date(of.birth_date)}" if of.birth_date else ""
    gender = f", {GENDERS[of.gender].lower()}" if of.gender in GENDERS else ""
    return f"{of.name}{born}{gender}"


def _one_date(one: str, other: str) -> bool:
    """Whether two dates may be one: “1950” is the same as 03/05/1950, as far as it goes."""
    return one.startswith(other) or other.startswith(one)
