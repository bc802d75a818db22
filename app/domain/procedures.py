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
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self, TypeVar

from app.domain.deadlines import Duration, DurationUnit
from app.domain.own_fields import OwnField, read_fields
from app.domain.procedure_cases import ProcedureCase, lines_in
from app.domain.vietnamese import fold, initials

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
    """What an amount is counted by. `case`: the desk says how many there are; where the fee names cases of its
    procedure (`ProcedureCase`), choosing the case has said that it is one."""

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


class OnSupplement(StrEnum):
    """Whether the time goes on after a supplement, or is given again in full."""

    RESUME = "resume"
    RESTART = "restart"


class OnConsult(StrEnum):
    """What asking another agency does: the clock runs, it stands, or the law gives more time."""

    RUN = "run"
    PAUSE = "pause"
    MORE = "more"


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
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fee:
    """One amount of money in đồng; `channel` None is the amount for every other channel, no `cases` that for every
    other case."""

    code: str
    name: str
    kind: FeeKind
    amount: int | None
    per: FeePer
    channel: str | None = None
    note: str | None = None
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leg:
    """One part of the way of a dossier: who holds it, and how long. `agency` names another body."""

    holder: Holder
    agency: str | None
    value: int | None
    unit: DurationUnit | None
    note: str | None = None
    cases: tuple[str, ...] = ()

    @property
    def time(self) -> Duration | None:
        return _duration(self.value, self.unit)


@dataclass(frozen=True)
class Verification:
    """More time when another body must confirm: `extra` on top, or `at_most` in all."""

    value: int
    unit: DurationUnit
    kind: str
    note: str | None = None


@dataclass(frozen=True)
class Procedure:
    """One version of one procedure."""

    code: str
    version: int
    name: str
    short_name: str | None
    field: str
    aliases: tuple[str, ...]
    duration_value: int | None
    duration_unit: DurationUnit | None
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
    on_supplement: OnSupplement | None = None
    supplement_days: int | None = None
    on_consult: OnConsult | None = None
    own_fields: tuple[OwnField, ...] = ()
    desk_certifies: bool = False
    """Whether the desk may record and give back at once what a leader has signed on the paper before it."""
    cases: tuple[ProcedureCase, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.code}@{self.version}"

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def case(self, code: str | None) -> ProcedureCase | None:
        return next((each for each in self.cases if each.code == code), None)

    def in_case(self, code: str | None) -> Self:
        """What this version says for one of its cases; for none of them, what it says for every case.

        A case with a time of its own has it from its own legs; where it has none, the legs of every case stay the way,
        and tell no time.
        """
        if not self.cases:
            return self
        case = self.case(code)
        named = case.code if case else ""
        legs = lines_in(self.legs, named)
        told: dict[str, Any] = {
            "papers": lines_in(self.papers, named, lambda paper: paper.code),
            "fees": tuple(
                replace(fee, per=FeePer.DOSSIER) if fee.cases and fee.per is FeePer.CASE else fee
                for fee in lines_in(self.fees, named, lambda fee: (fee.code, fee.channel))
            ),
        }
        if case is not None and case.unit is not None:
            told |= {"duration_value": case.value, "duration_unit": case.unit}
            if not any(leg.cases for leg in legs):
                legs = tuple(replace(leg, value=None, unit=None) for leg in legs)
        return replace(self, legs=legs, **told)

    def to_values(self) -> dict[str, object]:
        """The columns of the shared table `procedure`, as plain JSON types."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """The procedure of a row; columns it does not know (a newer program's) are left aside."""
        verification, valid_to = values.get("verification"), values.get("valid_to")
        unit = values.get("duration_unit")
        supplement, consult = values.get("on_supplement"), values.get("on_consult")
        read: dict[str, Any] = {
            "aliases": tuple(values["aliases"] or ()),
            "channels": tuple(values["channels"] or ()),
            "duration_unit": DurationUnit(unit) if unit else None,
            "legs": tuple(
                _read(Leg, leg, holder=Holder, unit=DurationUnit) for leg in values["legs"] or ()
            ),
            "fees": tuple(
                _read(Fee, fee, kind=FeeKind, per=FeePer) for fee in values["fees"] or ()
            ),
            "papers": tuple(
                _read(Paper, paper, need=Need, kind=PaperKind) for paper in values["papers"] or ()
            ),
            "verification": verification and _read(Verification, verification, unit=DurationUnit),
            "decides": Holder(values["decides"]),
            "same_day_after_15": bool(values["same_day_after_15"]),
            "verified": bool(values["verified"]),
            "valid_from": _day(values["valid_from"]),
            "valid_to": _day(valid_to) if valid_to else None,
            "on_supplement": OnSupplement(supplement) if supplement else None,
            "on_consult": OnConsult(consult) if consult else None,
            "own_fields": read_fields(values.get("own_fields")),
            "desk_certifies": bool(values.get("desk_certifies")),
            "cases": tuple(
                _read(ProcedureCase, case, unit=DurationUnit) for case in values.get("cases") or ()
            ),
        }
        plain: dict[str, Any] = {name: values.get(name) for name in cls.__dataclass_fields__}
        return cls(**(plain | read))


def in_force(procedures: Iterable[Procedure], on: date) -> list[Procedure]:
    """The newest version of each procedure that holds on a day, in the order given."""
    newest: dict[str, Procedure] = {}
    for procedure in procedures:
        known = newest.get(procedure.code)
        if procedure.is_in_force(on) and (known is None or known.version < procedure.version):
            newest[procedure.code] = procedure
    return list(newest.values())


def time_allowed(procedure: Procedure) -> tuple[Duration, ...]:
    """What is counted one after the other to reach the due date; nothing: the desk sets the date.

    The legs where all of them are known (a posting of calendar days between working days has no other
    way), else the whole.
    """
    legs = [leg.time for leg in procedure.legs]
    known = [time for time in legs if time]
    if known and len(known) == len(legs):
        return tuple(known)
    whole = total_duration(procedure)
    return (whole,) if whole else ()


def total_duration(procedure: Procedure) -> Duration | None:
    """How long it may take in all, or None where no single number can say it."""
    whole = _duration(procedure.duration_value, procedure.duration_unit)
    return whole or sum_of_legs(procedure.legs)


def sum_of_legs(legs: Sequence[Leg]) -> Duration | None:
    """The legs added up, or None if one is unknown or their units cannot be added.

    Working days and half-days add up to half-days; calendar days cannot be added to working days.
    """
    times = [leg.time for leg in legs if leg.time]
    units = {time.unit for time in times}
    if not legs or len(times) < len(legs):
        return None
    if len(units) == 1:
        return Duration(sum(time.value for time in times), units.pop())
    if units == {DurationUnit.WORKING_DAYS, DurationUnit.HALF_DAYS}:
        return Duration(sum(_half_days(time) for time in times), DurationUnit.HALF_DAYS)
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
        len(plain) > 1 and any(plain in name for name in letters),
    )
    return next((place for place, answer in enumerate(answers, start=1) if answer), 0)


def _has_words(name: str, text: str) -> bool:
    """Whether a text stands in a name, beginning where a word begins."""
    return f" {text}" in f" {name}"


def _has_start(name: str, word: str) -> bool:
    return any(part.startswith(word) for part in name.split())


def _marked(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def _plain(value: object) -> Any:
    """A value as JSON knows it: enums as their value, days as text, tuples as lists; no cases are no key."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item or key != "cases"}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


_T = TypeVar("_T", Leg, Fee, Paper, Verification, ProcedureCase)


def _read(cls: type[_T], row: Mapping[str, Any], **kinds: type[StrEnum]) -> _T:
    """One part of a procedure out of a row; keys of a newer program are left aside."""
    values: dict[str, Any] = {name: row.get(name) for name in cls.__dataclass_fields__}
    for name, kind in kinds.items():
        values[name] = None if values[name] is None else kind(values[name])
    if "cases" in values:
        values["cases"] = tuple(values["cases"] or ())
    return cls(**values)


def _duration(value: int | None, unit: DurationUnit | None) -> Duration | None:
    return None if value is None or unit is None else Duration(value, unit)


def _half_days(time: Duration) -> int:
    return time.value if time.unit is DurationUnit.HALF_DAYS else 2 * time.value


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
