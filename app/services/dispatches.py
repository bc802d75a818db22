"""Sending documents between offices, with or without a line: numbered here, received and numbered there.

An office may write only where it and those above it can see. A document for an office elsewhere in the tree begins
with its sender; the office above both carries it on (`carry`) and brings back that it was received.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from peewee import fn

from app.domain import dispatches as rules
from app.domain.calendar import local
from app.domain.dispatches import Letter
from app.domain.notices import reason_of
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete, NoSuchDispatch, ReceivedAlready
from app.domain.vietnamese import clean
from app.models.dispatches import Dispatch, DispatchDraft, Enclosure
from app.queries import dispatches as questions
from app.queries import nodes, units
from app.services import enclosures, numbering
from app.services.documents import Upload
from app.services.steps import part_id
from sync import journal

OUT, IN = "doc-out", "doc-in"
LONGEST_KEPT, MOST_DRAFTS, MOST_CARRIED = 3000, 100, 500
SAME = (
    "letter_id", "place", "from_unit", "from_name", "to_unit", "to_name", "receivers", "out_year", "out_number",
    "symbol", "kind", "issued_on", "subject", "signer", "urgency", "answer_by", "answers_id", "answers_symbol", "note",
    "sent_at", "sent_by", "sent_by_name",
)  # fmt: skip
"""What a carried copy says like the first."""
RECEIVED = ("received_at", "received_by_name", "in_year", "in_number", "handed_to")
RECALLED = ("recalled_at", "recalled_by_name", "recalled_reason")


def save(
    draft_id: str, answers: Mapping[str, str], receivers: Sequence[str], *, uploads: Sequence[Upload] = (),
    dropped: Sequence[str] = (), by: Officer, at: datetime,
) -> None:  # fmt: skip
    """Keep what is typed, whole or not, and the files chosen for it."""
    fresh = [enclosures.keep(upload) for upload in uploads]
    with journal.transaction():
        found = questions.draft(draft_id, by)
        kept: dict[str, Any] = {name: str(value)[:LONGEST_KEPT] for name, value in answers.items()}
        kept["receivers"] = list(receivers)[:500]
        files = {each["sha256"]: each for each in [*(found.files if found else []), *fresh]}
        files = {name: each for name, each in files.items() if name not in set(dropped)}
        if len(files) > rules.MOST_ENCLOSURES:
            raise FormNotComplete({"files": f"Nhiều nhất {rules.MOST_ENCLOSURES} tệp một văn bản."})
        row = {"answers": kept, "files": list(files.values()), "saved_at": at}
        if found is not None:
            DispatchDraft.update(**row).where(DispatchDraft.draft_id == draft_id).execute()
            return
        if len(questions.drafts(by)) >= MOST_DRAFTS:
            raise FormNotComplete({"subject": f"Đã có {MOST_DRAFTS} nháp. Hãy gửi hoặc bỏ bớt."})
        DispatchDraft.create(draft_id=draft_id, unit=by.unit, by=str(by), by_name=by.name, **row)


def drop(draft_id: str, *, by: Officer) -> None:
    with journal.transaction():
        if questions.draft(draft_id, by) is not None:
            DispatchDraft.delete().where(DispatchDraft.draft_id == draft_id).execute()


def send(draft_id: str, *, by: Officer, at: datetime) -> str:
    """Give the document its number and send it to everybody chosen, or write down what came on paper; the id of the
    first row. The same form sent twice is sent once."""
    letter_id = part_id(draft_id, "dispatch", by.unit)
    with journal.transaction():
        if Dispatch.select().where(Dispatch.letter_id == letter_id).exists():
            return part_id(letter_id, 0)
        found = questions.draft(draft_id, by)
        if found is None:
            raise NoSuchDispatch
        today, answers = local(at).date(), found.answers
        allowed = [code for code, _ in questions.receivers(by, today)]
        is_incoming = answers.get("mode") == "in"
        letter = rules.read(
            answers, answers.get("receivers", []), allowed, today, is_incoming=is_incoming
        )
        numbering.hold(by.unit, at)
        common = _common(letter, letter_id, answers, by, at)
        if is_incoming:
            _write_down(letter, common, found.files, by, at)
        else:
            _send_to_all(letter, common, found.files, by, at)
        DispatchDraft.delete().where(DispatchDraft.draft_id == draft_id).execute()
    return part_id(letter_id, 0)


def receive(dispatch_id: str, *, handed_to: str = "", by: Officer, at: datetime) -> None:
    """Enter it in the register of what came in, and tell the sender. Twice is once."""
    handed_to = clean(handed_to)
    if len(handed_to) > rules.LONGEST["handed_to"]:
        raise FormNotComplete({"handed_to": f"Dài quá {rules.LONGEST['handed_to']} ký tự."})
    with journal.transaction():
        journal.lock("dispatch", dispatch_id)
        found = questions.incoming(dispatch_id, by)
        if found.received_at is not None:
            return
        numbering.hold(by.unit, at)
        journal.record(
            "dispatch", found.id, by=by, at=at, received_at=at, received_by_name=by.name,
            in_year=local(at).year, in_number=_next_in(by, at), handed_to=handed_to or None,
        )  # fmt: skip


def recall(dispatch_id: str, reason: str, *, by: Officer, at: datetime) -> None:
    """Take it back from everybody who has not entered it in a register yet; its number stays used."""
    why = reason_of(reason)
    with journal.transaction():
        rows = questions.letter(dispatch_id, by)
        waiting = [row for row in rows if row.received_at is None and row.recalled_at is None]
        if not waiting:
            raise ReceivedAlready(symbol=rows[0].symbol)
        for row in waiting:
            journal.record(
                "dispatch", row.id, by=by, at=at, recalled_at=at, recalled_by_name=by.name, recalled_reason=why
            )  # fmt: skip


def carry(*, at: datetime) -> int:
    """What an office above two others does for them: copies what the one sent into what the other may see, and
    brings back what became of it. Returns how many rows moved. Doing it again changes nothing."""
    me = nodes.this().unit
    below, by, moved = set(units.units_below(me)), f"carrier@{me}", 0
    if not below:
        return 0
    open_rows = questions.to_carry(MOST_CARRIED)
    for row in open_rows:
        if row.to_unit not in below or row.from_unit not in below or _is_nearer(row, me, at):
            continue
        with journal.transaction():
            moved += _carry_one(row, by, at)
    return moved


# ── Parts ───────────────────────────────────────────────────────────────────────────────────────────


def _common(
    letter: Letter, letter_id: str, answers: Mapping[str, Any], by: Officer, at: datetime
) -> dict[str, Any]:
    return {
        "letter_id": letter_id, "kind": letter.kind.value, "issued_on": letter.issued_on,
        "subject": letter.subject, "signer": letter.signer or None, "urgency": letter.urgency.value,
        "answer_by": letter.answer_by, "note": letter.note or None,
        "answers_id": answers.get("answers_id") or None,
        "answers_symbol": (answers.get("answers_symbol") or "")[:60] or None,
        "sent_at": at, "sent_by": str(by), "sent_by_name": by.name,
    }  # fmt: skip


def _write_down(
    letter: Letter, common: dict[str, Any], files: list[dict[str, Any]], by: Officer, at: datetime
) -> None:
    """What came on paper from somewhere without a node."""
    row_id = part_id(common["letter_id"], 0)
    journal.record(
        "dispatch", row_id, by=by, at=at, scope=by.unit, **common, from_name=letter.from_name,
        to_unit=by.unit, to_name=units.name_of(by.unit, local(at).date()), symbol=letter.symbol,
        received_at=at, received_by_name=by.name, in_year=local(at).year, in_number=_next_in(by, at),
    )  # fmt: skip
    _enclose(row_id, files, by.unit, by, at)


def _send_to_all(
    letter: Letter, common: dict[str, Any], files: list[dict[str, Any]], by: Officer, at: datetime
) -> None:
    today = local(at).date()
    names = units.names(today)
    highest = Dispatch.select(fn.MAX(Dispatch.out_number)).where(
        Dispatch.from_unit == by.unit, Dispatch.out_year == local(at).year
    )
    number = numbering.next_in_year(OUT, by.unit, at, after=highest.scalar() or 0)
    to = [(code, names.get(code, code)) for code in letter.receivers]
    to += [("", name) for name in letter.others]
    common |= {
        "from_unit": by.unit, "from_name": names.get(by.unit, by.unit), "out_year": local(at).year,
        "out_number": number, "symbol": rules.whole_symbol(number, letter.symbol),
        "receivers": [name for _, name in to],
    }  # fmt: skip
    above = {unit.code for unit in units.path_up(by.unit, today)}
    if parent := units.office_above(by.unit, today):
        above.add(parent)
    below = set(units.units_below(by.unit))
    for place, (code, name) in enumerate(to):
        row_id = part_id(common["letter_id"], place)
        journal.record(
            "dispatch", row_id, by=by, at=at, scope=code if code in below else by.unit, **common, place=place,
            to_unit=code or None, to_name=name, needs_carrying=bool(code) and code not in above | below,
        )  # fmt: skip
        _enclose(row_id, files, by.unit, by, at)


def _enclose(
    row_id: str, files: Sequence[Mapping[str, Any]], unit: str, by: object, at: datetime
) -> None:
    for position, file in enumerate(files):
        journal.record(
            "enclosure", part_id(row_id, "file", position), by=by, at=at, scope=unit, dispatch_id=row_id,
            position=position, **{name: file[name] for name in ("name", "media_type", "sha256", "size_bytes")},
        )  # fmt: skip


def _next_in(by: Officer, at: datetime) -> int:
    highest = Dispatch.select(fn.MAX(Dispatch.in_number)).where(
        Dispatch.to_unit == by.unit, Dispatch.in_year == local(at).year
    )
    return numbering.next_in_year(IN, by.unit, at, after=highest.scalar() or 0)


def _is_nearer(row: Dispatch, me: str, at: datetime) -> bool:
    """Whether an office below this one stands above both already: it carries, and one is enough."""
    on = local(at).date()
    above_both = [
        {unit.code for unit in units.path_up(each, on)} - {each}
        for each in (row.from_unit, row.to_unit)
    ]
    return bool((above_both[0] & above_both[1]) & set(units.units_below(me)))


def _carry_one(row: Dispatch, by: str, at: datetime) -> int:
    copy_id = part_id(row.id, "carried", row.to_unit)
    copy = Dispatch.get_or_none(Dispatch.id == copy_id)
    if copy is None:
        values = {name: getattr(row, name) for name in SAME}
        journal.record(
            "dispatch", copy_id, by=by, at=at, scope=row.to_unit, **values, carried_from=row.id,
            **{name: getattr(row, name) for name in RECALLED},
        )  # fmt: skip
        sent = Enclosure.select().where(Enclosure.dispatch_id == row.id)
        files = list(sent.order_by(Enclosure.position).dicts())
        _enclose(copy_id, files, row.to_unit, by, at)
        journal.record("dispatch", row.id, by=by, at=at, carried_at=at)
        return 1
    told = {name: getattr(copy, name) for name in RECEIVED if getattr(copy, name) is not None}
    moved = bool(told) and journal.record("dispatch", row.id, by=by, at=at, **told)
    back = {name: getattr(row, name) for name in RECALLED if getattr(row, name) is not None}
    if back and copy.received_at is None:
        moved = journal.record("dispatch", copy.id, by=by, at=at, **back) or moved
    return int(moved)
