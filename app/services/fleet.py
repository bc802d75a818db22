"""What people above do about the offices below: thresholds, notes of calls, words for their screens, comparisons."""

from collections.abc import Mapping
from datetime import date, datetime

from app.domain.fleet import LIMITS, Threshold
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete, NoSuchMachine
from app.domain.vietnamese import clean
from app.models.fleet import CallNote, FleetThreshold, ReconcileNote, ScreenMessage
from app.queries import fleet, messages, nodes, thresholds
from app.services.steps import part_id
from sync import journal
from sync.members import report

LONGEST_NOTE, LONGEST_NAME, LONGEST_MESSAGE = 1000, 120, 500
LONGEST_FORM_ID = 32


def set_thresholds(typed: Mapping[str, str], *, by: Officer, at: datetime) -> None:
    """Keep every threshold, or none; `typed` is by name."""
    values, faults = {}, {}
    for each, limit in LIMITS.items():
        text = clean(typed.get(each.value, ""))
        if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= limit.most:
            values[each] = int(text)
        else:
            faults[each.value] = f"{limit.label}: nhập số từ 1 đến {limit.most} ({limit.unit})."
    if values.get(Threshold.SILENT_DAYS, 99) < values.get(Threshold.STALE_DAYS, 0):
        faults.setdefault(
            Threshold.SILENT_DAYS.value, "Số ngày cần gọi không thể ít hơn số ngày nhắc."
        )
    if faults:
        raise FormNotComplete(faults)
    with journal.transaction():
        before = thresholds.limits()
        for each, value in values.items():
            if before[each] != value:
                _keep(each, value, by, at)


def _keep(each: Threshold, value: int, by: Officer, at: datetime) -> None:
    FleetThreshold.delete().where(FleetThreshold.name == each.value).execute()
    FleetThreshold.create(name=each.value, value=value, changed_at=at, changed_by=by.name)


def note_call(
    unit: str, *, with_whom: str, text: str, form_id: str, by: Officer, at: datetime
) -> None:
    """Write down a telephone call; the same form sent twice is one note."""
    words, name = _lines(text), clean(with_whom)
    faults = {}
    if not words:
        faults["call"] = "Hãy ghi đã nói gì."
    elif len(words) > LONGEST_NOTE:
        faults["call"] = f"Ghi chú dài quá {LONGEST_NOTE} ký tự. Hãy viết ngắn lại."
    if len(name) > LONGEST_NAME:
        faults["with_whom"] = f"Tên người nghe dài quá {LONGEST_NAME} ký tự."
    if faults:
        raise FormNotComplete(faults)
    with journal.transaction():
        _refuse_unknown(unit)
        key = _form(unit, form_id, by)
        if CallNote.select().where(CallNote.form_id == key).exists():
            return
        CallNote.create(
            unit=unit, at=at, by=str(by), by_name=by.name, with_whom=name, text=words, form_id=key
        )


# ── Words for a screen ──────────────────────────────────────────────────────────────────────────────


def send_message(unit: str, *, text: str, form_id: str, by: Officer, at: datetime) -> None:
    """Put these words on the screens of an office until its officers have read them."""
    words = _lines(text)
    if not words:
        raise FormNotComplete({"message": "Hãy viết lời nhắn."})
    if len(words) > LONGEST_MESSAGE:
        raise FormNotComplete(
            {"message": f"Lời nhắn dài quá {LONGEST_MESSAGE} ký tự. Hãy viết ngắn lại."}
        )
    with journal.transaction():
        _refuse_unknown(unit)
        message_id = part_id(unit, "screen_message", str(by), form_id[:LONGEST_FORM_ID])
        if ScreenMessage.select().where(ScreenMessage.id == message_id).exists():
            return
        journal.record(
            "screen_message", message_id, by=by, at=at, scope=unit, unit=unit, written_at=at,
            written_by=str(by), written_by_name=by.name, from_unit=by.unit, text=words,
        )  # fmt: skip


def end_message(unit: str, message_id: str, *, by: Officer, at: datetime) -> None:
    """Take the words off the screens; who read them stays known. Ended once."""
    with journal.transaction():
        row = ScreenMessage.get_or_none(ScreenMessage.id == message_id, ScreenMessage.unit == unit)
        if row is not None and row.ended_at is None and row.from_unit == by.unit:
            journal.record("screen_message", message_id, by=by, at=at, ended_at=at)


def mark_read(message_id: str, *, by: Officer, at: datetime) -> None:
    """Tell the office above that this officer has read its words."""
    with journal.transaction():
        row = messages.one(message_id)
        if row is None or row.unit != nodes.this().unit or messages.is_read(message_id, str(by)):
            return
        journal.record(
            "screen_message_read", part_id(message_id, "read", str(by)), by=by, at=at, scope=row.unit,
            message_id=message_id, reader=str(by), reader_name=by.name, read_at=at,
        )  # fmt: skip


# ── Comparing ───────────────────────────────────────────────────────────────────────────────────────


def ask_to_compare(
    unit: str, days: tuple[date, date] | None = None, *, by: Officer, at: datetime
) -> None:
    """Have this office compare what it holds with us at its next contact: of these days, or everything. What one side
    lacks is sent again."""
    asked = (days[0].isoformat(), days[1].isoformat()) if days else None
    with journal.transaction():
        _refuse_unknown(unit)
        report.ask_to_compare(unit, by=by.name, at=at, days=asked)


def note_day(unit: str, on: date, text: str, *, by: Officer, at: datetime) -> None:
    """Write down what was found out about one day of one office; the newest words stand."""
    words = _lines(text)
    if len(words) > LONGEST_NOTE:
        raise FormNotComplete({"note": f"Ghi chú dài quá {LONGEST_NOTE} ký tự. Hãy viết ngắn lại."})
    with journal.transaction():
        _refuse_unknown(unit)
        ReconcileNote.delete().where(
            ReconcileNote.unit == unit, ReconcileNote.day == on.isoformat()
        ).execute()
        if words:
            ReconcileNote.create(unit=unit, day=on.isoformat(), at=at, by_name=by.name, text=words)


def _refuse_unknown(unit: str) -> None:
    if not fleet.has_joined(unit):
        raise NoSuchMachine(code=unit)


def _form(unit: str, form_id: str, by: Officer) -> str:
    return part_id(unit, "call", str(by), form_id[:LONGEST_FORM_ID])[:32]


def _lines(text: str) -> str:
    return "\n".join(clean(line) for line in text.splitlines()).strip()
