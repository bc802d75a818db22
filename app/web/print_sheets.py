"""What stands on each official form, in words, in the order of the form. The templates only lay it out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import segno
from markupsafe import Markup

from app import clock
from app.domain.control_slips import Handover, LegDue, Moved, handovers, still_to_come
from app.domain.deadlines import Duration, DurationUnit, Standing
from app.domain.deadlines import words as time_words
from app.domain.prints import (
    BLANK,
    Heading,
    PrintCopy,
    PrintForm,
    date_words,
    edition,
    heading,
    moment_words,
    paper_words,
    suffix_of,
)
from app.domain.vietnamese import amount_in_words, money
from app.queries import counters, units
from app.queries import dossiers as dossier_questions
from app.queries import prints as questions
from app.queries.prints import Printable

MANY_PAPERS = 5
LONG_TEXT = 330
"""Characters of the variable part beyond which the sheet uses the smaller type."""

MANY_ITEMS = 3
LINES_OF_A_SHEET = 4
STANDING_WORDS = (
    (Standing.EARLY, "Trước hạn"),
    (Standing.ON_TIME, "Đúng hạn"),
    (Standing.OVERDUE, "Quá hạn"),
)
COPIES = {
    PrintCopy.CITIZEN: "Giao khách hàng",
    PrintCopy.FILE: "Lưu",
}


def of(printable: Printable, dossier: Any) -> dict[str, Any]:
    """The sheet of one paper of a dossier."""
    if printable.form is PrintForm.RECEIPT:
        return receipt(dossier, dossier_questions.papers(dossier.id))
    if printable.form is PrintForm.CONTROL:
        return control_so_far(dossier, questions.moves(dossier.id))
    slip = questions.slip(printable.about)
    return refusal(dossier, printable) if slip is None else letter(dossier, printable, slip)


def control_so_far(dossier: Any, lines: Sequence[Moved]) -> dict[str, Any]:
    """The control slip with the steps so far."""
    legs = questions.legs(dossier)
    desk = heading(dossier.unit_name, clock.local(dossier.received_at).date()).desk
    told = handovers(lines, legs, desk=desk, home=dossier.unit_name)
    return control(dossier, told, still_to_come(legs, told))


def receipt(dossier: Any, papers: Iterable[Any]) -> dict[str, Any]:
    """Mẫu 01."""
    received_on = clock.local(dossier.received_at).date()
    office = heading(dossier.unit_name, received_on)
    handed_in = [paper_words(paper) for paper in papers if paper.have and paper.need == "submit"]
    shown = [paper.name for paper in papers if paper.have and paper.need == "show"]
    request_words = request_of(dossier)
    variable = (request_words, dossier.applicant_name, dossier.address or "", *handed_in, *shown)
    return {
        "form": edition(PrintForm.RECEIPT, received_on),
        "heading": office,
        "papers": handed_in,
        "shown": shown,
        "dense": len(handed_in) >= MANY_PAPERS or sum(map(len, variable)) > LONG_TEXT,
        "qr": qr_of(dossier.code),
        "blank": BLANK,
        "request_words": request_words,
        "submitter": _submitter(dossier),
        "signed_by": dossier.submitter_name or dossier.applicant_name,
        "received_on": date_words(dossier.received_at),
        "received_words": moment_words(dossier.received_at),
        "due_words": moment_words(dossier.due_at),
        "duration_words": _duration(dossier),
        "return_words": _return(dossier, office),
        "fee_words": _fee(dossier),
    }


def letter(dossier: Any, printable: Printable, slip: Any) -> dict[str, Any]:
    """Mẫu 02, 03, 04 and the notice that work has stopped, from the letter as it was signed."""
    unit = units.name_of(slip.unit, clock.local(printable.told_at).date())
    return _letter(printable.form, dossier, unit, printable) | {
        "serial": slip.number,
        "by_head": printable.form in (PrintForm.APOLOGY, PrintForm.STOP),
        "reason": slip.reason or "",
        "items": [_item(item) for item in slip.items or ()],
        "dense": len(slip.items or ()) >= MANY_ITEMS or len(slip.reason or "") > 2 * LONG_TEXT,
        "answer_by": _day_words(slip.answer_by),
        "received_on": date_words(dossier.received_at) if dossier.received_at else BLANK,
        "old_due": moment_words(slip.old_due_at or dossier.due_at) if dossier.due_at else BLANK,
        "new_due": moment_words(slip.new_due_at) if slip.new_due_at else BLANK,
        "signed_by": dossier.submitter_name or dossier.applicant_name,
        "officer_name": slip.handed_by_name or slip.drafted_by_name,
        "phone": counters.of(slip.unit).phone,
        "head_name": slip.signed_by_name or "",
        "head_title": slip.signed_by_title or "",
    }


def refusal(dossier: Any, printable: Printable) -> dict[str, Any]:
    """Mẫu 03 where no letter was kept, from the step that said no."""
    step = questions.refusal(printable.about)
    on = clock.local(printable.told_at).date()
    unit = units.name_of(step.unit, on) if step else dossier.unit_name
    return _letter(PrintForm.REFUSAL, dossier, unit, printable) | {
        "reason": questions.reason_of(step) if step else printable.note,
        "signed_by": dossier.submitter_name or dossier.applicant_name,
        "officer_name": step.done_by_name if step else "",
    }


def control(dossier: Any, lines: Iterable[Handover], ahead: Iterable[LegDue]) -> dict[str, Any]:
    """The control slip: what has been handed over, and the legs that are still to come, empty."""
    received_on = clock.local(dossier.received_at).date()
    told = [_line(line) for line in lines]
    empty = [(leg.holder, moment_words(leg.at)) for leg in ahead]
    return {
        "form": edition(PrintForm.CONTROL, received_on),
        "heading": heading(dossier.unit_name, received_on),
        "qr": qr_of(dossier.code),
        "request_words": request_of(dossier),
        "received_words": moment_words(dossier.received_at),
        "due_words": moment_words(dossier.due_at) if dossier.due_at else BLANK,
        "lines": told,
        "ahead": empty,
        "spare": range(max(LINES_OF_A_SHEET - len(told) - len(empty), 0)),
        "partners": [leg.holder for leg in questions.legs(dossier)[1:]],
        "received_on": date_words(dossier.received_at),
        "blank": BLANK,
    }


def _letter(form: PrintForm, dossier: Any, unit: str, printable: Printable) -> dict[str, Any]:
    """What every letter to a citizen says: who writes, to whom, about what."""
    on = clock.local(printable.told_at).date()
    office = heading(unit, on)
    request_words = request_of(dossier)
    said = (request_words, dossier.applicant_name, dossier.address or "", printable.note)
    return {
        "form": edition(form, on),
        "heading": office,
        "suffix": suffix_of(form, office),
        "qr": qr_of(dossier.code) if dossier.code else "",
        "request_words": request_words,
        "submitter": _submitter(dossier),
        "told_on": date_words(printable.told_at),
        "dense": sum(map(len, said)) > 3 * LONG_TEXT,
        "blank": BLANK,
    }


def qr_of(code: str) -> Markup:
    """The code as a picture a scanner types back; no size of its own, the sheet gives it one."""
    picture = segno.make(code, error="m", micro=False)
    # The picture holds only squares: no text of ours reaches its markup.
    return Markup(picture.svg_inline(omitsize=True, border=0))  # noqa: S704


def request_of(dossier: Any) -> str:
    """“Đăng ký khai sinh (1.001193): cho con thứ hai”."""
    name = f"{dossier.procedure_name} ({dossier.procedure_code})"
    name += f", trường hợp {dossier.case_name}" if dossier.case_name else ""
    return f"{name}: {dossier.abstract}" if dossier.abstract else name


def _item(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """A line of the table of Mẫu 02: how many of each kind are to be brought."""
    copies = {"certified_copy": "certified", "photocopy": "photo"}.get(
        str(item.get("kind")), "photo"
    )
    counts: dict[str, int] = {"originals": int(item.get("originals") or 0)}
    counts[copies] = int(item.get("copies") or 0)
    return {
        "name": item.get("name") or "",
        "note": item.get("note") or "",
        **{name: f"{count:02d}" if count else "" for name, count in counts.items()},
    }


def _day_words(day: str | None) -> str:
    """“24/06/2019”, or nothing."""
    return f"{date.fromisoformat(day):%d/%m/%Y}" if day else ""


def _line(line: Handover) -> Mapping[str, Any]:
    return {
        "giver": line.giver,
        "receiver": line.receiver,
        "at": moment_words(line.at) if line.at else BLANK,
        "due": moment_words(line.due) if line.due else "",
        "standings": [(words, line.standing is each) for each, words in STANDING_WORDS],
        "note": line.note,
    }


def _submitter(dossier: Any) -> str:
    """Who handed it in, when it was somebody else."""
    name = dossier.submitter_name
    if not name or name == dossier.applicant_name:
        return ""
    return f"{name} ({dossier.submitter_relation})" if dossier.submitter_relation else name


def _duration(dossier: Any) -> str:
    if dossier.duration_value is None or dossier.duration_unit not in set(DurationUnit):
        return "theo ngày hẹn dưới đây"
    return time_words(Duration(dossier.duration_value, DurationUnit(dossier.duration_unit)))


def _return(dossier: Any, office: Heading) -> str:
    if dossier.return_mode == "post":
        return f"Qua bưu điện: {dossier.return_place or dossier.address or BLANK}"
    if dossier.return_mode == "online":
        return f"Bản điện tử: {dossier.return_place or dossier.email or BLANK}"
    return dossier.return_place or office.desk


def _fee(dossier: Any) -> str:
    """The sum to pay in figures and words; nothing where nothing is to be paid."""
    if not dossier.amount_due:
        return f"miễn ({dossier.exemption})" if dossier.exemption else ""
    return f"{money(dossier.amount_due)} ({amount_in_words(dossier.amount_due)})"
