"""The answers of the intake form: kept exactly as typed, and read as the `Intake` the rules check."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import count
from typing import Any, Self

from app.domain import fees
from app.domain.birth_dates import show_date
from app.domain.dossiers import Intake, PaperTick
from app.domain.intake_check import ORGANISATIONS
from app.domain.own_fields import PREFIX, typed_of
from app.domain.procedures import (
    FeePer,
    Need,
    Paper,
    PaperKind,
    Procedure,
    time_allowed,
)
from app.domain.vietnamese import clean

TEXTS = (
    "case_code", "channel", "abstract", "applicant_kind", "applicant_name", "birth_date", "gender", "id_type",
    "id_no", "id_issued_on", "id_issued_by", "address", "phone", "email", "submitter_name",
    "submitter_id_no", "submitter_phone", "submitter_relation", "authorisation", "exemption",
    "return_mode", "return_place", "due_on",
)  # fmt: skip
DATES = ("birth_date", "id_issued_on")
SUBMITTER = (
    "submitter_name", "submitter_id_no", "submitter_phone", "submitter_relation", "authorisation",
)  # fmt: skip
START = {
    "channel": "desk",
    "applicant_kind": "citizen",
    "id_type": "cccd",
    "set_count": "1",
    "return_mode": "desk",
    "quantity-copy": "1",
}
COUNTED = {FeePer.COPY: "Số bản", FeePer.PAGE: "Số trang của một bản"}
OF_THE_PERSON = (
    "applicant_kind", "applicant_name", "birth_date", "gender", "id_type", "id_no", "id_issued_on",
    "id_issued_by", "address", "phone", "email", *SUBMITTER, "return_mode", "return_place",
)  # fmt: skip
"""What a second dossier of the same person takes over from the first."""
NOT_ANSWERS = {"csrf_token", "then", "more", "draft_seen", "scan", "scan_take", "items"}
NOW = "now-"
"""In front of what the check page asks for a result given back at once: no answer of the form."""
MOST_EXTRA_PAPERS = 20
NOT_A_NUMBER = -1


@dataclass(frozen=True)
class PaperLine:
    """One line of the checklist on the page; every value is text, as typed."""

    key: str
    code: str
    name: str
    need: str
    kind: str
    originals: str
    copies: str
    have: bool
    note: str
    hint: str = ""
    places: str = ""
    """The choices of a case for which it is asked, by their place in the list; nothing: for all."""
    is_out: bool = False
    is_extra: bool = False


@dataclass(frozen=True)
class Answers:
    """`typed` maps the names of the form to what stands in its boxes."""

    procedure: Procedure
    typed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def blank(cls, procedure: Procedure, dossier_id: str) -> Self:
        """A new dossier, nothing in it yet."""
        start = START | {"dossier_id": dossier_id}
        if procedure.channels and start["channel"] not in procedure.channels:
            start["channel"] = procedure.channels[0]
        for place, paper in enumerate(procedure.papers):
            start |= {
                f"paper-{place}-kind": paper.kind,
                f"paper-{place}-originals": str(paper.originals),
                f"paper-{place}-copies": str(paper.copies),
            }
        return cls(procedure, start)

    @classmethod
    def written(cls, procedure: Procedure, dossier: Any, papers: Iterable[Any]) -> Self:
        """A dossier that was written down before and is now to be accepted, under its own id."""
        values = {name: getattr(dossier, name, None) for name in TEXTS}
        start = {name: "" if value is None else str(value) for name, value in values.items()}
        for name in DATES:
            start[name] = show_date(start[name])
        start |= {"dossier_id": dossier.id, "set_count": str(dossier.set_count)}
        start |= {PREFIX + entry["key"]: typed_of(entry) for entry in dossier.own or ()}
        asked = procedure.in_case(dossier.case_code).papers
        places = {
            paper.code: f"paper-{n}" for n, paper in enumerate(procedure.papers) if paper in asked
        }
        extras = count()
        for paper in papers:
            listed = places.get(paper.document_code)
            key = listed or f"extra-{next(extras)}"
            start |= {
                f"{key}-name": paper.name,
                f"{key}-kind": paper.kind,
                f"{key}-originals": str(paper.originals),
                f"{key}-copies": str(paper.copies),
                f"{key}-have": "1" if paper.have else "",
                f"{key}-note": paper.note or "",
            }
        return cls(procedure, start)

    def resumed(self, kept: Mapping[str, str]) -> Self:
        """The same with what a draft keeps laid over it."""
        return type(self)(self.procedure, {**self.typed, **kept})

    def boxes(self) -> dict[str, str]:
        """Every answer; a box of the checklist that is not ticked is empty, not absent."""
        unticked = dict.fromkeys(
            (f"paper-{place}-have" for place in range(len(self.procedure.papers))), ""
        )
        return {**unticked, **self.typed}

    def typed_since(self, start: Mapping[str, str], kept: Mapping[str, str]) -> dict[str, str]:
        """What differs from an untouched form, or is in the draft already."""
        boxes = self.boxes()
        return {
            name: value
            for name, value in boxes.items()
            if name in kept or value != start.get(name, "")
        }

    @classmethod
    def copied(cls, procedure: Procedure, dossier_id: str, earlier: Any) -> Self:
        """A new dossier with the person of an earlier one; of the same procedure, its request too."""
        there = cls.written(procedure, earlier, [])
        same = ("abstract", "case_code") if earlier.procedure_code == procedure.code else ()
        taken = {name: there[name] for name in (*OF_THE_PERSON, *same) if there[name]}
        return cls.blank(procedure, dossier_id).filled(taken)

    @classmethod
    def posted(cls, procedure: Procedure, form: Mapping[str, str]) -> Self:
        """What the browser sent, without invisible characters and loose spaces."""
        return cls(procedure, {name: clean(form[name]) for name in form if is_answer(name)})

    def filled(self, copied: Mapping[str, str]) -> Self:
        """The same with some boxes filled from what is known already."""
        return type(self)(self.procedure, {**self.typed, **copied})

    def __getitem__(self, name: str) -> str:
        return self.typed.get(name, "")

    def carried(self) -> list[tuple[str, str]]:
        """Every answer as a hidden field of the next page."""
        return list(self.typed.items())

    @cached_property
    def choices(self) -> tuple[Procedure, ...]:
        """What the procedure says before a case is chosen, then in each of its cases."""
        cases = [self.procedure.in_case(case.code) for case in self.procedure.cases]
        return self.procedure.in_case(None), *cases

    @property
    def place(self) -> int:
        """The place of the chosen case among the choices; 0 before one is chosen."""
        codes = [case.code for case in self.procedure.cases]
        return codes.index(self["case_code"]) + 1 if self["case_code"] in codes else 0

    @property
    def chosen(self) -> Procedure:
        """The procedure as it holds for the chosen case."""
        return self.choices[self.place]

    @property
    def must_choose(self) -> bool:
        return bool(self.procedure.cases) and not self.place

    def is_organisation(self) -> bool:
        return self["applicant_kind"] in ORGANISATIONS

    def has_submitter(self) -> bool:
        return any(self[name] for name in SUBMITTER)

    def papers(self, spare: int = 1) -> list[PaperLine]:
        """The checklist of the procedure, then other papers, with `spare` empty lines at the end."""
        listed = [
            PaperLine(
                key := f"paper-{place}", paper.code, paper.name, paper.need,
                self[f"{key}-kind"] or paper.kind, self[f"{key}-originals"], self[f"{key}-copies"],
                bool(self[f"{key}-have"]), self[f"{key}-note"], paper.note or "",
                self._places(partial(_asks_for, paper)),
                paper not in self.chosen.papers,
            )
            for place, paper in enumerate(self.procedure.papers)
        ]  # fmt: skip
        named = [line for line in self._extra() if line.name]
        first = 1 + max((int(line.key.removeprefix("extra-")) for line in named), default=-1)
        empty = [self._extra_line(f"extra-{place}") for place in range(first, first + spare)]
        return [*listed, *named, *empty]

    def counted(self) -> list[tuple[str, str, str, bool]]:
        """The boxes for what must be counted in any case: name, words, in which choices, whether not in this one."""
        return self._boxes(_quantities)

    def priced(self) -> list[tuple[str, str, str, bool]]:
        """The boxes for amounts the province sets, likewise."""
        return self._boxes(_unknown_prices)

    def undated(self) -> tuple[str, bool] | None:
        """In which choices the desk sets the date, and whether not in this one; None where it never does."""
        if all(time_allowed(said) for said in self.choices):
            return None
        return self._places(lambda said: not time_allowed(said)), bool(time_allowed(self.chosen))

    def _boxes(
        self, asked: Callable[[Procedure], list[tuple[str, str]]]
    ) -> list[tuple[str, str, str, bool]]:
        known = dict(pair for said in self.choices for pair in asked(said))
        here = dict(asked(self.chosen))
        return [
            (name, words, self._places(partial(_counts, asked, name)), name not in here)
            for name, words in known.items()
        ]

    def _places(self, is_asked: Callable[[Procedure], bool]) -> str:
        places = [str(place) for place, said in enumerate(self.choices) if is_asked(said)]
        return "" if len(places) == len(self.choices) else " ".join(places) or "none"

    def quantities(self) -> list[tuple[str, str]]:
        """What must be counted for the fee, whichever way the dossier comes in: (name, words)."""
        return _quantities(self.chosen)

    def unknown_prices(self) -> list[tuple[str, str]]:
        """Fees whose amount the province sets, as (code, name)."""
        return _unknown_prices(self.chosen)

    def intake(self) -> Intake:
        """The answers as the rules take them; what is no number becomes one no rule accepts."""
        texts = {name: self[name] for name in TEXTS}
        return Intake(
            dossier_id=self["dossier_id"],
            procedure_id=self.procedure.id,
            set_count=number_of(self["set_count"], 1),
            papers=tuple(_tick(line) for line in self.papers(spare=0) if not line.is_out),
            quantities=dict(self._numbers("quantity-", [name for name, _ in self.quantities()])),
            own={field.key: self[field.box] for field in self.procedure.own_fields},
            amounts=dict(self._numbers("amount-", [code for code, _ in self.unknown_prices()])),
            **texts,  # type: ignore[arg-type]
        )

    def faults(self) -> dict[str, str]:
        """Boxes that hold something else than a number, in words."""
        found: dict[str, str] = {}
        if number_of(self["set_count"], 1) == NOT_A_NUMBER:
            found["set_count"] = f"Số bộ hồ sơ phải là số; đang là “{self['set_count']}”."
        for line in self.papers(spare=0):
            if not line.is_out and NOT_A_NUMBER in (
                number_of(line.originals),
                number_of(line.copies),
            ):
                found["papers"] = f"Số bản của “{line.name}” phải là số."
        for name, prefix in (("quantities", "quantity-"), ("amounts", "amount-")):
            for key, typed in self.typed.items():
                if key.startswith(prefix) and number_of(typed) == NOT_A_NUMBER:
                    found[name] = f"“{typed}” không phải số. Nhập số, ví dụ 3 hoặc 15.000."
        return found

    def _numbers(self, prefix: str, names: list[str]) -> Iterator[tuple[str, int]]:
        for name in names:
            number = number_of(self[prefix + name])
            if self[prefix + name] and number != NOT_A_NUMBER:
                yield name, number

    def _extra(self) -> list[PaperLine]:
        return [self._extra_line(f"extra-{place}") for place in range(MOST_EXTRA_PAPERS)]

    def _extra_line(self, key: str) -> PaperLine:
        name = self[f"{key}-name"]
        return PaperLine(
            key, "", name, Need.SUBMIT, self[f"{key}-kind"] or PaperKind.PHOTOCOPY,
            self[f"{key}-originals"] or "0", self[f"{key}-copies"] or "1", bool(name),
            self[f"{key}-note"], is_extra=True,
        )  # fmt: skip


def _asks_for(paper: Paper, said: Procedure) -> bool:
    return paper in said.papers


def _counts(
    asked: Callable[[Procedure], list[tuple[str, str]]], name: str, said: Procedure
) -> bool:
    return name in dict(asked(said))


def _quantities(procedure: Procedure) -> list[tuple[str, str]]:
    asked = [fees.asks_for(procedure.fees, channel) for channel in procedure.channels]
    shared = [
        (per.value, words)
        for per, words in COUNTED.items()
        if any(per in counted for counted in asked)
    ]
    cases = {fee.code: fee.name for fee in procedure.fees if fee.per is FeePer.CASE}
    return shared + [(code, f"Số trường hợp: {name}") for code, name in cases.items()]


def _unknown_prices(procedure: Procedure) -> list[tuple[str, str]]:
    return [(fee.code, fee.name) for fee in procedure.fees if fee.amount is None]


def is_answer(name: str) -> bool:
    """Whether what the browser sent under this name belongs to the form."""
    return name not in NOT_ANSWERS and not name.startswith(NOW)


def _tick(line: PaperLine) -> PaperTick:
    return PaperTick(
        line.code, line.name, line.need, line.kind, number_of(line.originals), number_of(line.copies),
        line.have, line.note,
    )  # fmt: skip


def number_of(typed: str, empty: int = 0) -> int:
    """A whole number, thousands with dots or without."""
    digits = typed.replace(".", "").replace(" ", "")
    if not digits:
        return empty
    return (
        int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else NOT_A_NUMBER
    )
