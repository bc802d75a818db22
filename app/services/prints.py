"""Printing is written down before the paper comes out, and is done when somebody has seen that it can be read.

The log is this office's own: it never travels.
"""

from collections.abc import Sequence
from datetime import datetime

from app.domain import codes
from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.prints import (
    AGAIN_BECAUSE,
    LONGEST_REASON,
    PrintCopy,
    PrintForm,
    PrintState,
    needs_reason,
)
from app.domain.refusals import BadDossierCode, FormNotComplete, PrintedMeanwhile
from app.domain.vietnamese import clean
from app.models.prints import PrintedForm
from app.services import conflicts, numbering
from sync import journal


def begin(
    form: PrintForm,
    about: str,
    *,
    by: Officer,
    at: datetime,
    dossier_id: str | None = None,
    copy: str = PrintCopy.WHOLE,
    reason: str = "",
    expected: int = 0,
    printer: str = "",
    numbered: bool = False,
) -> int:
    """Write a print down and return its number. The same press twice is one print.

    `expected` is how many prints the page knew of. `numbered` gives the paper a number of its own in the year, the
    same on each print. From the second print of a copy that came out, a reason is asked for.
    """
    copy = copy if copy in set(PrintCopy) else PrintCopy.WHOLE
    with journal.transaction():
        numbering.hold(by.unit, at)
        earlier = _prints(form, about)
        if len(earlier) > expected:
            return _same_press(earlier[expected], by)
        reason = _reason(earlier, copy, reason)
        PrintedForm.create(
            form=form.value, about=about, dossier_id=dossier_id, number=len(earlier) + 1,
            copy=str(copy), reason=reason, printer=printer[:60], unit=by.unit,
            serial=_serial(form, earlier, by, at) if numbered else None,
            printed_by=str(by), printed_by_name=by.name, printed_at=at,
            state=PrintState.WAITING.value,
        )  # fmt: skip
        return len(earlier) + 1


def settle(
    form: PrintForm, about: str, number: int, state: PrintState, *, by: Officer, at: datetime
) -> None:
    """Say how the paper came out. Said once; what somebody said before stays."""
    _close(form, about, number, state, by, at, scanned=False)


def settle_by_scan(
    form: PrintForm, about: str, number: int, scanned: str, code: str, *, by: Officer, at: datetime
) -> None:
    """The QR of the paper was read back: it can be read, and it is the right paper."""
    try:
        read = str(codes.parse(scanned))
    except BadDossierCode as no:
        raise FormNotComplete({"scan": f"Không đọc được mã: {no}"}) from None
    if read != str(codes.parse(code)):
        raise FormNotComplete(
            {"scan": f"Mã vừa quét là {read}, bản in này là {code}. Hãy quét đúng tờ vừa in."}
        )
    _close(form, about, number, PrintState.CLEAR, by, at, scanned=True)


def _close(
    form: PrintForm,
    about: str,
    number: int,
    state: PrintState,
    by: Officer,
    at: datetime,
    *,
    scanned: bool,
) -> None:
    with journal.transaction():
        PrintedForm.update(
            state=state.value, settled_at=at, settled_by_name=by.name, scanned=scanned
        ).where(
            PrintedForm.form == form.value,
            PrintedForm.about == about,
            PrintedForm.number == number,
            PrintedForm.state == PrintState.WAITING.value,
        ).execute()
        if form is PrintForm.RECEIPT and state is PrintState.CLEAR:
            conflicts.printed_again(about, by=by, at=at)


def _prints(form: PrintForm, about: str) -> Sequence[PrintedForm]:
    found = PrintedForm.select().where(PrintedForm.form == form.value, PrintedForm.about == about)
    return list(found.order_by(PrintedForm.number))


def _same_press(printed: PrintedForm, by: Officer) -> int:
    if printed.printed_by != str(by):
        raise PrintedMeanwhile(
            who=printed.printed_by_name, when=f"{local(printed.printed_at):%H:%M ngày %d/%m/%Y}"
        )
    return int(printed.number)


def _reason(earlier: Sequence[PrintedForm], copy: str, typed: str) -> str:
    """Why it is printed again: typed, or because the print before did not come out."""
    typed = clean(typed)
    if len(typed) > LONGEST_REASON:
        raise FormNotComplete({"reason": f"Lý do dài quá {LONGEST_REASON} ký tự, hãy viết gọn."})
    if typed or not earlier:
        return typed
    if needs_reason(copy, [(row.copy, row.state) for row in earlier]):
        raise FormNotComplete({"reason": "Ghi lý do in lại, ví dụ: công dân làm mất giấy."})
    return AGAIN_BECAUSE[PrintState(earlier[-1].state)]


def _serial(form: PrintForm, earlier: Sequence[PrintedForm], by: Officer, at: datetime) -> int:
    known = next((row.serial for row in earlier if row.serial is not None), None)
    return known if known is not None else numbering.next_in_year(form.value, by.unit, at)
