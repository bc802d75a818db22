"""A refused change of an office below is mended by a person here, and taken in.

It becomes an ordinary change that names the refused one, so that both offices hold the same afterwards; a note on the
dossier tells the office below what was mended and why.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain import conflicts as rules
from app.domain.calendar import local
from app.domain.money import MOST_MONEY
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete, NotMendable
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier
from app.queries import history, units
from app.queries.refused_changes import ACCEPTED
from app.queries.refused_values import LONGEST, Mending, Value, mending
from app.services import notes
from app.services.refused_changes import keep, read_reason, refuse_settled
from app.services.steps import part_id
from sync import journal

THEIRS, HERE, OTHER = "xa", "day", "khac"


def accept(
    n: int, picks: Mapping[str, str], typed: Mapping[str, str], *, reason: str, seal: str,
    by: Officer, at: datetime,
) -> None:  # fmt: skip
    """`picks` says by field whose value holds: `THEIRS`, `HERE`, or `OTHER` for the one in `typed`. `seal` is what the
    page showed: where other values stand here by now, nothing is written."""
    reason = read_reason(reason, "Ghi lý do nhận thay đổi này.")
    with journal.transaction():
        refuse_settled(n, by)
        found = mending(n, by)
        if found.why_not:
            raise NotMendable(why=found.why_not)
        if found.seal != seal:
            words = "Giá trị ở đây vừa đổi trong lúc ông/bà xem. Xem lại rồi bấm lần nữa."
            raise FormNotComplete({"choices": words})
        values = _chosen(found, picks, typed, at)
        journal.accept(n, values, by=by, at=at)
        keep(n, ACCEPTED, reason, by, at)
        _tell(found, values, reason, by, at)


def _chosen(
    found: Mending, picks: Mapping[str, str], typed: Mapping[str, str], at: datetime
) -> dict[str, Any]:
    """By field the value that holds; every fault at once, beside its field."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for each in found.values:
        pick = picks.get(each.name, "")
        try:
            if pick == THEIRS and each.fits:
                values[each.name] = each.theirs
            elif pick == HERE and not found.is_new:
                values[each.name] = each.here
            elif pick == OTHER and each.may_be_typed:
                values[each.name] = _typed(found, each, typed.get(each.name, ""), at)
            else:
                faults[each.name] = f"{each.label}: chọn giá trị."
        except FormNotComplete as no:
            faults |= no.facts["fields"]
    table = journal.shared()[found.entity]
    for each in found.values:
        if each.name in values and table.unfit({each.name: values[each.name]}):
            faults[each.name] = f"{each.label}: giá trị này không ghi được, hãy nhập lại."
    if faults:
        raise FormNotComplete(faults)
    return values


def _typed(found: Mending, value: Value, text: str, at: datetime) -> Any:
    if found.entity == rules.DOSSIER and value.name in rules.TYPED:
        return rules.check_value(value.name, text, found.row, local(at).date())
    text = clean(text)
    if len(text) > LONGEST:
        raise FormNotComplete({value.name: f"{value.label} dài quá {LONGEST} ký tự."})
    if isinstance(value.here, int) or (value.here is None and isinstance(value.theirs, int)):
        if not text.isdecimal() or len(text) > len(str(MOST_MONEY)):
            raise FormNotComplete({value.name: f"{value.label}: nhập số nguyên, từ 0."})
        return int(text)
    return text or None


def _tell(
    found: Mending, values: Mapping[str, Any], reason: str, by: Officer, at: datetime
) -> None:
    dossier = Dossier.get_or_none(Dossier.id == found.root) if found.root else None
    if dossier is None:
        return
    names = units.names(local(at).date())
    told = [
        f"{each.label}: {history.said(found.entity, each.name, values[each.name], names) or 'để trống'}"
        for each in found.values if values[each.name] != each.theirs
    ]  # fmt: skip
    mended = f"Đã sửa: {'; '.join(told)}." if told else "Nhận nguyên như đã gửi."
    text = f"Thay đổi từng bị từ chối đã được nhận. {mended} Lý do: {reason}"
    journal.record(
        "note", part_id(dossier.id, "accepted", found.change.n), by=by, at=at, scope=dossier.unit,
        dossier_id=dossier.id, written_at=at, written_by=str(by), written_by_name=by.name,
        written_by_title=by.title or None, unit=by.unit, text=text[: notes.LONGEST],
    )  # fmt: skip
