"""What must be mended before a dossier is accepted, and what deserves a second look."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain import fees, labels
from app.domain.calendar import local
from app.domain.checked import Checked
from app.domain.citizens import (
    check_birth_date,
    check_email,
    check_name,
    check_phone,
    year_of,
)
from app.domain.identity_numbers import CHECKS, Gender, check_number
from app.domain.intake import (
    ApplicantKind,
    Channel,
    Findings,
    IdType,
    Intake,
    PaperTick,
    ReturnMode,
    read_day,
)
from app.domain.own_fields import check_own
from app.domain.procedures import Paper, Procedure, time_allowed
from app.domain.refusals import Refusal
from app.domain.vietnamese import clean, money

CHOICES: Mapping[str, type[StrEnum]] = {
    "channel": Channel,
    "applicant_kind": ApplicantKind,
    "return_mode": ReturnMode,
    "id_type": IdType,
    "gender": Gender,
}
MAY_BE_EMPTY = {"id_type", "gender"}
LONGEST = {
    "abstract": 2000,
    "applicant_name": 200,
    "id_issued_by": 200,
    "address": 300,
    "address_unit": 16,
    "submitter_name": 200,
    "submitter_relation": 80,
    "authorisation": 200,
    "exemption": 200,
    "return_place": 300,
}
ORGANISATIONS = frozenset(
    {ApplicantKind.BUSINESS, ApplicantKind.ORGANISATION, ApplicantKind.AGENCY}
)
"""Applicants known by a tax code, for whom a person comes to the desk."""
PERSONAL = ("birth_date", "gender")
MOST_SETS = 20
IF = "nếu "
MOST_OF_A_PAPER = 99
MOST_FOR_ONE_FEE, MOST_IN_ALL = 100_000_000, 1_000_000_000
LONGEST_DOCUMENT_CODE, LONGEST_PAPER_NAME, LONGEST_NOTE = 40, 400, 300


def check(
    intake: Intake, procedure: Procedure | None, today: date, *, complete: bool = True
) -> Findings:
    """Look at every answer; nothing is looked up. `complete` false: enough to write a dossier down,
    not yet to accept it."""
    reading = _Reading(intake, today)
    reading.choices_and_texts()
    reading.applicant()
    reading.organisation()
    reading.submitter()
    reading.papers()
    reading.procedure(procedure)
    if procedure is not None:
        reading.case(procedure, complete=complete)
        reading.own_fields(procedure, complete=complete)
    if complete:
        reading.completeness()
        if procedure is not None:
            said = procedure.in_case(reading.value("case_code"))
            reading.time_and_money(said)
            reading.missing_papers(said)
    return Findings(reading.must_fix, reading.take_care, replace(intake, **reading.stored))


class _Reading:
    """One pass over the answers: what they are stored as, what is wrong, what is doubtful."""

    def __init__(self, intake: Intake, today: date) -> None:
        self.intake, self.today = intake, today
        self.stored: dict[str, Any] = {}
        self.must_fix: dict[str, str] = {}
        self.take_care: dict[str, str] = {}

    def value(self, name: str) -> Any:
        return self.stored.get(name, getattr(self.intake, name))

    def mend(self, name: str, words: str) -> None:
        self.must_fix.setdefault(name, words)

    def keep(self, name: str, reader: Callable[[str], Checked]) -> None:
        """Store an answer as its check reads it; an empty one stays empty."""
        text = clean(getattr(self.intake, name))
        self.stored[name] = text
        if not text:
            return
        try:
            checked = reader(text)
        except Refusal as no:
            self.mend(name, str(no))
            return
        self.stored[name] = checked.value
        if checked.warnings:
            self.take_care[name] = " ".join(checked.warnings)

    def choices_and_texts(self) -> None:
        for name, kind in CHOICES.items():
            given = getattr(self.intake, name)
            if given not in set(kind) and not (given == "" and name in MAY_BE_EMPTY):
                self.mend(name, f"Chọn lại: {_label(name)}.")
        for name, longest in LONGEST.items():
            self.stored[name] = clean(getattr(self.intake, name))
            if len(self.stored[name]) > longest:
                self.mend(name, f"{_label(name)} dài quá {longest} ký tự.")
        if not 1 <= self.intake.set_count <= MOST_SETS:
            self.mend("set_count", f"Số bộ hồ sơ là số từ 1 đến {MOST_SETS}.")

    def applicant(self) -> None:
        if not self.value("applicant_name"):
            self.mend("applicant_name", "Nhập tên chủ hồ sơ.")
        elif self.intake.applicant_kind == ApplicantKind.CITIZEN:
            self.keep("applicant_name", check_name)
        self.keep("birth_date", lambda text: check_birth_date(text, self.today))
        self.keep("id_issued_on", lambda text: check_birth_date(text, self.today))
        self.keep("phone", check_phone)
        self.keep("email", check_email)
        self.identity()

    def organisation(self) -> None:
        """Known by its tax code; who comes for it stands as the submitter. What only a person has is not kept."""
        if self.intake.applicant_kind not in ORGANISATIONS:
            return
        for name in PERSONAL:
            self.stored[name] = ""
            self.must_fix.pop(name, None)
            self.take_care.pop(name, None)
        number = self.value("id_no")
        if number and self.intake.id_type and self.intake.id_type != IdType.TAX_CODE:
            self.must_fix.pop("id_no", None)
            self.mend("id_type", "Chủ hồ sơ là tổ chức: chọn loại giấy tờ “Mã số thuế”.")
        elif not number:
            self.stored["id_type"] = ""
        if not number and self.intake.applicant_kind == ApplicantKind.BUSINESS:
            self.take_care["id_no"] = "Doanh nghiệp chưa ghi mã số thuế."
        if not clean(self.intake.submitter_name):
            self.take_care["submitter_name"] = "Chưa ghi người đại diện đi nộp cho tổ chức."

    def identity(self) -> None:
        kind = self.intake.id_type
        if clean(self.intake.id_no) and not kind:
            self.mend("id_type", "Chọn loại giấy tờ của số đã nhập.")
        self.keep("id_no", lambda text: self._number(kind, text))

    def _number(self, kind: str, text: str) -> Checked:
        gender = Gender(self.intake.gender) if self.intake.gender in set(Gender) else None
        born = self.value("birth_date")
        readable = born and "birth_date" not in self.must_fix
        return check_number(kind, text, self.today, gender, year_of(born) if readable else None)

    def submitter(self) -> None:
        self.keep("submitter_name", check_name)
        self.keep("submitter_phone", check_phone)
        self.keep("submitter_id_no", _any_identity_number)
        name = self.value("submitter_name")
        alone = not (self.value("submitter_relation") or self.value("authorisation"))
        if name and name != self.value("applicant_name") and alone:
            self.take_care["authorisation"] = (
                "Người nộp không phải chủ hồ sơ: ghi quan hệ hoặc giấy uỷ quyền."
            )

    def papers(self) -> None:
        ticks = [
            replace(tick, name=clean(tick.name), note=clean(tick.note))
            for tick in self.intake.papers
        ]
        self.stored["papers"] = tuple(ticks)
        for tick in ticks:
            if words := next(_faults_of(tick), None):
                self.mend("papers", words)

    def procedure(self, procedure: Procedure | None) -> None:
        received = self.intake.received_at
        on = local(received).date() if received else self.today
        if on > self.today:
            self.mend("received_at", "Thời điểm tiếp nhận không thể ở sau hôm nay.")
        if procedure is None:
            self.mend("procedure_id", "Chọn thủ tục.")
        elif not procedure.is_in_force(on):
            self.mend("procedure_id", f"Thủ tục này không còn hiệu lực vào ngày {on:%d/%m/%Y}.")
        elif self.intake.channel not in procedure.channels:
            self.mend("channel", "Thủ tục này không tiếp nhận bằng hình thức đã chọn.")

    def case(self, procedure: Procedure, *, complete: bool) -> None:
        """Where the procedure has cases, one of them decides the time, the money and the papers."""
        chosen = procedure.case(self.intake.case_code)
        self.stored["case_code"] = chosen.code if chosen else ""
        if procedure.cases and chosen is None and (complete or self.intake.case_code):
            self.mend("case_code", "Chọn trường hợp của hồ sơ này.")

    def own_fields(self, procedure: Procedure, *, complete: bool) -> None:
        answers = check_own(procedure.own_fields, self.intake.own, self.today, complete=complete)
        self.stored["own"] = answers.stored
        for box, words in answers.must_fix.items():
            self.mend(box, words)

    def completeness(self) -> None:
        if not self.value("address") and not self.value("phone"):
            self.mend("address", "Ghi địa chỉ hoặc số điện thoại để liên hệ khi cần.")
        by_post = self.intake.return_mode == ReturnMode.POST
        if by_post and not self.value("return_place") and not self.value("address"):
            self.mend("return_place", "Ghi nơi nhận kết quả qua bưu điện.")

    def time_and_money(self, procedure: Procedure) -> None:
        due_on = read_day(self.intake.due_on)
        self.stored["due_on"] = due_on.isoformat() if due_on else ""
        if not time_allowed(procedure) and due_on is None:
            self.mend("due_on", "Thủ tục này chưa có thời hạn trong danh mục: nhập ngày hẹn trả.")
        if due_on is not None and due_on < self.today:
            self.mend("due_on", "Ngày hẹn trả không thể ở trước hôm nay.")
        channel, amounts = self.intake.channel, self.intake.amounts
        if not all(0 <= amount <= MOST_FOR_ONE_FEE for amount in amounts.values()):
            self.mend("amounts", f"Mức thu là số tiền từ 0 đến {money(MOST_FOR_ONE_FEE)}.")
            return
        try:
            lines = fees.charges(procedure.fees, channel, self.intake.quantities, amounts)
        except Refusal as no:
            self.mend("quantities", str(no))
            return
        if fees.total(lines) > MOST_IN_ALL:
            self.mend(
                "quantities", f"Tổng số tiền vượt quá {money(MOST_IN_ALL)}: xem lại số lượng."
            )
        unknown = fees.without_amount(procedure.fees, channel, amounts)
        if unknown and not self.value("exemption"):
            names = ", ".join(fee.name for fee in unknown)
            self.take_care["amounts"] = f"Chưa nhập mức thu do tỉnh quy định: {names}."

    def missing_papers(self, procedure: Procedure) -> None:
        if missing := still_missing(procedure, self.intake.papers):
            self.take_care["papers"] = f"Chưa có: {'; '.join(missing)}."


def still_missing(procedure: Procedure, ticks: Iterable[PaperTick]) -> list[str]:
    """The papers everybody must bring that are not ticked, by name."""
    had = {tick.document_code for tick in ticks if tick.have}
    return [
        paper.name
        for paper in procedure.papers
        if (paper.originals or paper.copies) and paper.code not in had and not is_conditional(paper)
    ]


def is_conditional(paper: Paper) -> bool:
    """Whether only some citizens bring it: the catalogue says “nếu trẻ bị bỏ rơi”, “nếu có”."""
    return (paper.note or "").lower().startswith(IF)


def _label(name: str) -> str:
    return labels.FIELDS["dossier"][name]


def _faults_of(tick: PaperTick) -> Iterator[str]:
    if not tick.name or len(tick.name) > LONGEST_PAPER_NAME:
        yield "Giấy tờ khác phải có tên, không dài quá 400 ký tự."
    if tick.need not in labels.NEEDS or tick.kind not in labels.PAPER_KINDS:
        yield f"Chọn lại loại giấy của “{tick.name}”."
    if not all(0 <= count <= MOST_OF_A_PAPER for count in (tick.originals, tick.copies)):
        yield f"Số bản của “{tick.name}” là số từ 0 đến {MOST_OF_A_PAPER}."
    if len(tick.note) > LONGEST_NOTE or len(tick.document_code) > LONGEST_DOCUMENT_CODE:
        yield f"Ghi chú của “{tick.name}” dài quá {LONGEST_NOTE} ký tự."


def _any_identity_number(text: str) -> Checked:
    """A submitter gives a number without its kind: twelve digits or nine."""
    digits = sum(char.isdigit() for char in text)
    return Checked(CHECKS["cmnd" if digits == 9 else "cccd"](text).value)
