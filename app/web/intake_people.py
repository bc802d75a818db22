"""What the counter knows of the person in the form: the record it was opened from, and who it may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.birth_dates import show_date
from app.domain.dossiers import Findings
from app.domain.officers import Officer
from app.domain.people import short, traits
from app.domain.procedures import Procedure
from app.queries import people as queries

COPIED = (
    "birth_date", "gender", "id_type", "id_no", "id_issued_on", "id_issued_by", "phone", "email", "address",
)  # fmt: skip
DATES = ("birth_date", "id_issued_on")
MOST_SHOWN = 3
LONGEST_ID = 10


@dataclass(frozen=True)
class Known:
    """A record of our own the person may be, and why, in words."""

    id: int
    words: str
    reasons: str
    against: str
    is_certain: bool


@dataclass(frozen=True)
class SeenBefore:
    """Who the person may be; `care` is what deserves a reason before the dossier is accepted."""

    known: list[Known] = field(default_factory=list)
    care: Mapping[str, str] = field(default_factory=dict)


def name_of(person_id: str, by: Officer) -> Any:
    """The record named in the address of the page, or None; another office's is refused."""
    is_number = person_id.isascii() and person_id.isdecimal() and len(person_id) <= LONGEST_ID
    return queries.one(int(person_id), by) if is_number else None


def answers_of(person_id: str, by: Officer) -> dict[str, str]:
    """The boxes of the form that a person's record fills."""
    person = name_of(person_id, by)
    if person is None:
        return {}
    copied = {name: getattr(person, name) for name in COPIED if getattr(person, name)}
    shown = {name: show_date(copied[name]) for name in DATES if name in copied}
    return {"applicant_kind": person.kind, "applicant_name": person.name} | copied | shown


def seen_before(findings: Findings, procedure: Procedure, by: Officer) -> SeenBefore:
    """Records alike to the person in the form, while it is typed; only what is read without fault counts."""
    intake, wrong = findings.intake, findings.must_fix
    if not intake.applicant_name or "applicant_name" in wrong:
        return SeenBefore()
    given = {
        name: "" if name in wrong else getattr(intake, name)
        for name in ("birth_date", "gender", "id_type", "id_no", "phone", "address")
    } | {"name": intake.applicant_name, "kind": intake.applicant_kind}
    alike = queries.alike_to(traits(given), by.unit)[:MOST_SHOWN]
    known = [
        Known(
            person.id, short(queries.traits_of(person)), ", ".join(likeness.reasons),
            ", ".join(likeness.against), likeness.certain,
        )
        for person, likeness in alike
    ]  # fmt: skip
    care = {}
    other = next(
        (p for p, like in alike if given["id_no"] in queries.traits_of(p).numbers and like.against),
        None,
    )
    if given["id_no"] and other is not None:
        care["person"] = (
            f"Số giấy tờ này đang ghi cho {short(queries.traits_of(other))}. Hãy xem lại giấy tờ."
        )
    open_codes = [
        code
        for person, likeness in alike
        if likeness.certain
        for open_id, code in queries.open_of(person.id, procedure.code, by)
        if open_id != intake.dossier_id
    ]
    if open_codes:
        care["duplicate"] = (
            f"Người này đã có hồ sơ cùng thủ tục đang giải quyết: {', '.join(open_codes)}."
        )
    return SeenBefore(known, care)
