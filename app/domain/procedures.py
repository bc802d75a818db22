"""An administrative procedure as the catalogue publishes it: one numbered version per change.

A dossier keeps the version in force when it was received, so a version is never edited: a change is a
new version with its own `valid_from`. `to_values()` is exactly the row of the shared table `procedure`
(record id `<code>@<version>`): text, whole numbers, yes/no, nothing, lists and objects, never a
fraction, because both sides must hash the same bytes.

What is not known stays empty: `duration_value` None means that the office sets the date by hand, a fee
whose `amount` is None is set by the province and typed in by the desk. No fee at all means free.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from app.domain.vietnamese import fold, initials

_CODE = re.compile(r"[0-9]\.[0-9]{6}")
_ANY_FORM_OF_CODE = re.compile(r"([0-9]\.[0-9]{6})(\.[0-9]{2,3})*(\.H[0-9]{2})?", re.IGNORECASE)


class Need(StrEnum):
    """What the citizen does with a paper: hand it in, or only show it."""

    SUBMIT = "submit"
    SHOW = "show"


class PaperKind(StrEnum):
    """What kind of paper the list asks for."""

    ORIGINAL = "original"
    COPY = "copy"
    CERTIFIED_COPY = "certified_copy"
    PHOTOCOPY = "photocopy"


class FeeKind(StrEnum):
    """Two legal kinds of money: lệ phí (`fee`) and phí (`charge`)."""

    FEE = "fee"
    CHARGE = "charge"


class FeePer(StrEnum):
    """What an amount is counted by. `case` depends on the case: the desk says how many there are."""

    DOSSIER = "dossier"
    COPY = "copy"
    PAGE = "page"
    CASE = "case"


class Holder(StrEnum):
    """Who works on a leg, and who decides, seen from the commune; never "the district"."""

    COMMUNE = "commune"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    AGENCY = "agency"


@dataclass(frozen=True)
class Paper:
    """One line of the checklist. Zero originals and zero copies: a remark, not a paper to demand."""

    code: str
    name: str
    need: Need
    kind: PaperKind
    originals: int
    copies: int
    note: str | None = None


@dataclass(frozen=True)
class Fee:
    """One amount of money in đồng; `channel` None is the amount for every other channel."""

    code: str
    name: str
    kind: FeeKind
    amount: int | None
    per: FeePer
    channel: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Leg:
    """One part of the way of a dossier: who holds it, and how long. `agency` names another body."""

    holder: Holder
    agency: str | None
    value: int | None
    unit: str | None
    note: str | None = None


@dataclass(frozen=True)
class Verification:
    """More time when another body must confirm: `extra` on top, or `at_most` in all."""

    value: int
    unit: str
    kind: str
    note: str | None = None


@dataclass(frozen=True)
class Procedure:
    """One version of one procedure. Duration units are the values of `DurationUnit`."""

    code: str
    version: int
    name: str
    short_name: str | None
    field: str
    aliases: tuple[str, ...]
    duration_value: int | None
    duration_unit: str | None
    legs: tuple[Leg, ...]
    verification: Verification | None
    fees: tuple[Fee, ...]
    papers: tuple[Paper, ...]
    channels: tuple[str, ...]
    online_level: int | None
    online_mode: str | None
    decides: Holder
    same_day_after_15: bool
    retention_years: int | None
    source: str
    verified: bool
    valid_from: date
    valid_to: date | None

    @property
    def id(self) -> str:
        return f"{self.code}@{self.version}"

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def to_values(self) -> dict[str, object]:
        """The columns of the shared table `procedure`, as plain JSON types."""
        values: dict[str, object] = {
            name: _plain(value) for name, value in vars(self).items() if name not in _STRUCTURED
        }
        values["legs"] = [_plain(asdict(leg)) for leg in self.legs]
        values["fees"] = [_plain(asdict(fee)) for fee in self.fees]
        values["papers"] = [_plain(asdict(paper)) for paper in self.papers]
        values["verification"] = _plain(asdict(self.verification)) if self.verification else None
        return values

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """The procedure of a row; columns it does not know (a newer program's) are left aside."""
        verification = values.get("verification")
        valid_to = values.get("valid_to")
        known: dict[str, Any] = {name: values.get(name) for name in cls.__dataclass_fields__}
        known |= {
            "aliases": tuple(values["aliases"] or ()),
            "channels": tuple(values["channels"] or ()),
            "legs": tuple(_leg(leg) for leg in values["legs"] or ()),
            "fees": tuple(_fee(fee) for fee in values["fees"] or ()),
            "papers": tuple(_paper(paper) for paper in values["papers"] or ()),
            "verification": _verification(verification) if verification else None,
            "decides": Holder(values["decides"]),
            "same_day_after_15": bool(values["same_day_after_15"]),
            "verified": bool(values["verified"]),
            "valid_from": _day(values["valid_from"]),
            "valid_to": _day(valid_to) if valid_to else None,
        }
        return cls(**known)


_STRUCTURED = {"legs", "fees", "papers", "verification"}


def in_force(procedures: Iterable[Procedure], on: date) -> list[Procedure]:
    """The newest version of each procedure that holds on a day, in the order given."""
    newest: dict[str, Procedure] = {}
    for procedure in procedures:
        known = newest.get(procedure.code)
        if procedure.is_in_force(on) and (known is None or known.version < procedure.version):
            newest[procedure.code] = procedure
    return list(newest.values())


def fees_for(procedure: Procedure, channel: str) -> list[Fee]:
    """What may be charged when a dossier comes in by a channel: its own amount, else the usual one."""
    own = {fee.code for fee in procedure.fees if fee.channel == channel}
    return [
        fee
        for fee in procedure.fees
        if fee.channel == channel or (fee.channel is None and fee.code not in own)
    ]


def total_duration(procedure: Procedure) -> tuple[int, str] | None:
    """How long it may take in all: (value, unit), or None where no single number can say it.

    Working days and half-days are added up in half-days when both occur; calendar days (a posting)
    cannot be added to working days: such a plan is counted leg by leg.
    """
    if procedure.duration_value is not None and procedure.duration_unit is not None:
        return procedure.duration_value, procedure.duration_unit
    return sum_of_legs(procedure.legs)


def sum_of_legs(legs: Sequence[Leg]) -> tuple[int, str] | None:
    """The legs added up, or None if one is unknown or the units cannot be added."""
    times = [(leg.value, leg.unit) for leg in legs if leg.value is not None and leg.unit]
    units = {unit for _, unit in times}
    if not legs or len(times) < len(legs):
        return None
    if len(units) == 1:
        return sum(value for value, _ in times), units.pop()
    if units == {"working_days", "half_days"}:
        halves = (value if unit == "half_days" else 2 * value for value, unit in times)
        return sum(halves), "half_days"
    return None


def normalise_code(text: str) -> str | None:
    """The national code `1.001193` out of any way it is written (`1.001193.000.00.00.H17`)."""
    match = _ANY_FORM_OF_CODE.fullmatch(text.strip())
    return match[1] if match else None


def find(procedures: Iterable[Procedure], text: str) -> list[Procedure]:
    """The procedures an officer may mean, best first; all of them, as given, for an empty text.

    Understands a code or its beginning, words with or without marks, and abbreviations ("ks", "dkks").
    """
    wanted = " ".join(text.split())
    if not wanted:
        return list(procedures)
    ranked = [(rank, procedure) for procedure in procedures if (rank := _rank(procedure, wanted))]
    ranked.sort(key=lambda pair: (pair[0], len(pair[1].name), pair[1].id))
    return [procedure for _, procedure in ranked]


def _rank(procedure: Procedure, wanted: str) -> int:
    """How well a procedure answers a text: 1 is best, 0 is not at all."""
    marked, plain = _marked(wanted), fold(wanted)
    names = [name for name in (procedure.name, procedure.short_name) if name]
    spoken = [_marked(name) for name in (*names, *procedure.aliases)]
    folded = [fold(name) for name in (*names, *procedure.aliases)]
    letters = [initials(name) for name in names]
    code = normalise_code(wanted)
    answers = (
        code is not None and code in (procedure.code, *procedure.aliases),
        marked in spoken,
        plain in folded,
        plain in letters,
        procedure.code.startswith(plain),
        any(_has_words(name, marked) for name in spoken),
        any(_has_words(name, plain) for name in folded),
        any(name.startswith(plain) for name in letters),
        any(all(_has_start(name, word) for word in plain.split()) for name in folded),
    )
    return next((place for place, answer in enumerate(answers, start=1) if answer), 0)


def _has_words(name: str, text: str) -> bool:
    """Whether a text stands in a name, beginning where a word begins."""
    return f" {text}" in f" {name}"


def _has_start(name: str, word: str) -> bool:
    return any(part.startswith(word) for part in name.split())


def _marked(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def is_national_code(text: str) -> bool:
    """Whether a text is a code in the national form: `1.001193`."""
    return _CODE.fullmatch(text) is not None


def _plain(value: object) -> Any:
    """A value as JSON knows it: enums as their value, days as text, tuples as lists."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _paper(row: Mapping[str, Any]) -> Paper:
    return Paper(
        code=row["code"],
        name=row["name"],
        need=Need(row["need"]),
        kind=PaperKind(row["kind"]),
        originals=row["originals"],
        copies=row["copies"],
        note=row.get("note"),
    )


def _fee(row: Mapping[str, Any]) -> Fee:
    return Fee(
        code=row["code"],
        name=row["name"],
        kind=FeeKind(row["kind"]),
        amount=row["amount"],
        per=FeePer(row["per"]),
        channel=row.get("channel"),
        note=row.get("note"),
    )


def _leg(row: Mapping[str, Any]) -> Leg:
    return Leg(
        holder=Holder(row["holder"]),
        agency=row.get("agency"),
        value=row.get("value"),
        unit=row.get("unit"),
        note=row.get("note"),
    )


def _verification(row: Mapping[str, Any]) -> Verification:
    return Verification(
        value=row["value"], unit=row["unit"], kind=row["kind"], note=row.get("note")
    )


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
