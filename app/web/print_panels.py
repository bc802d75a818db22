"""Beside every sheet: print it, say how it came out, print it again. The same for a dossier's paper and for a list."""

from typing import Any

from flask import request

from app import clock
from app.domain.printers import Profile
from app.domain.prints import PrintCopy, PrintForm, PrintState, needs_reason
from app.domain.refusals import FormNotComplete, Refusal
from app.queries import printers
from app.queries import prints as questions
from app.services import prints as services
from app.web.guards import current_officer
from app.web.pages import Faults

PRINTER_COOKIE = "motcua_may_in"
ANSWERS = {
    "ro": (PrintState.CLEAR, "Đã ghi: bản in rõ."),
    "mo": (PrintState.UNCLEAR, ""),
    "hong": (
        PrintState.BROKEN,
        "Đã ghi: máy in hỏng. Hồ sơ tiếp theo viết tay trên biên nhận dự phòng.",
    ),
}


def panel(
    form: PrintForm,
    about: str,
    *,
    begin_url: str,
    settle_url: str,
    copy: PrintCopy = PrintCopy.WHOLE,
    code: str = "",
) -> dict[str, Any]:
    """What the panel shows: the prints so far, and whether the last one is to be answered for."""
    earlier = questions.prints_of(form, about)
    return {
        "print_form": form,
        "about": about,
        "wanted": copy.value,
        "scan_code": code,
        "begin_url": begin_url,
        "settle_url": settle_url,
        "earlier": earlier,
        "last": earlier[-1] if earlier else None,
        "needs_reason": needs_reason(copy, [(each.copy, each.state) for each in earlier]),
        "print_now": "in_ngay" in request.args,
        "new_next": "tiep" in request.values,
        "printers": [(str(number), profile.name) for number, profile in printers.known()],
        "printer": chosen_printer(),
    }


def chosen_printer() -> tuple[str, Profile | None]:
    """The printer this browser prints on, by its number; none when it has chosen none or it was put away."""
    kept = request.cookies.get(PRINTER_COOKIE, "")
    profile = printers.one(int(kept)) if kept.isdecimal() and len(kept) < 9 else None
    return (kept, profile) if profile else ("", None)


def opening() -> int | None:
    """Whether the page that comes back opens the print dialog; not for who wants the file."""
    return None if request.form.get("cach") == "pdf" else 1


def begin(page: dict[str, Any], *, dossier_id: str | None = None, numbered: bool = False) -> None:
    """Write down the print that was pressed."""
    services.begin(
        page["print_form"], page["about"], dossier_id=dossier_id, copy=page["wanted"],
        reason=request.form.get("reason", ""), expected=_number("expected"), numbered=numbered, printer=_printer(page),
        by=current_officer(), at=clock.now(),
    )  # fmt: skip


def settle(
    page: dict[str, Any], *, dossier_id: str | None = None, numbered: bool = False
) -> tuple[PrintState, str]:
    """Take the answer, by a button or by a scan, and what to say of it. Unclear: the next print is begun."""
    by, now, number = current_officer(), clock.now(), _number("number")
    form, about = page["print_form"], page["about"]
    answer, message = ANSWERS.get(request.form.get("answer", ""), (None, ""))
    if answer is None:
        scanned = request.form.get("scan", "")
        services.settle_by_scan(form, about, number, scanned, page["scan_code"], by=by, at=now)
        return PrintState.CLEAR, "Đã đọc được mã trên bản in: bản in rõ."
    services.settle(form, about, number, answer, by=by, at=now)
    if answer is PrintState.UNCLEAR:
        services.begin(
            form, about, dossier_id=dossier_id, copy=page["wanted"], expected=number,
            numbered=numbered, printer=_printer(page), by=by, at=now,
        )  # fmt: skip
    return answer, message


def _printer(page: dict[str, Any]) -> str:
    profile = page["printer"][1]
    return profile.name if profile else ""


def faults(no: Refusal) -> Faults:
    """The refusal with the boxes it names."""
    return list(no.facts["fields"].items()) if isinstance(no, FormNotComplete) else no


def _number(name: str) -> int:
    """A small whole number out of the form; 0 for anything else."""
    typed = request.form.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 0
