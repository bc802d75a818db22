"""The draft of the catalogue's next version, and what becomes of a published one. Only the top does this."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from app.domain import refusals
from app.domain.calendar import local
from app.domain.catalogues import (
    FURTHEST_DAYS,
    LONGEST_DECISION,
    LONGEST_REASON,
    LONGEST_TITLE,
    EditKind,
)
from app.domain.deadlines import DurationUnit
from app.domain.officers import Officer
from app.domain.procedure_boxes import content_of
from app.domain.procedure_check import faults, reused
from app.domain.procedures import Procedure
from app.domain.vietnamese import clean
from app.models.catalogues import (
    CatalogueDraft,
    CatalogueEdit,
    CatalogueReading,
    CatalogueVersion,
)
from app.models.procedures import Procedure as ProcedureRow
from app.queries import catalogues as questions
from app.queries import nodes
from sync import journal

BY_HAND, PROGRAM, FILE = "hand", "program", "file"
WHEN = "%H:%M ngày %d/%m/%Y"


def begin(*, by: Officer, at: datetime) -> int:
    """Open the draft of the next version, or find the one that is open."""
    refuse_below_the_top()
    with journal.transaction():
        CatalogueDraft.insert(
            open_mark=1, made_at=at, made_by_name=by.name
        ).on_conflict_ignore().execute()
        return int(CatalogueDraft.get(CatalogueDraft.open_mark == 1).n)


def save(
    code: str, content: Mapping[str, Any], *, seen: int, by: Officer, at: datetime, origin: str = BY_HAND
) -> None:  # fmt: skip
    """Keep what a procedure is to say, faults and all; where that is what it says already nothing is left to do."""
    with journal.transaction():
        draft, edit, newest = open_draft(), questions.edit(code), questions.newest(code)
        if edit is not None and edit.revision != seen:
            raise refusals.EditMoved(who=edit.touched_by_name, when=_when(edit.touched_at))
        if edit is None and (newest is None or newest.valid_to is not None):
            raise refusals.NoSuchCatalogue
        write(draft, newest, {**content, "code": code}, by=by, at=at, origin=origin)


def write(
    draft: CatalogueDraft, newest: Procedure | None, content: Mapping[str, Any], *, by: Officer, at: datetime,
    origin: str = BY_HAND,
) -> None:  # fmt: skip
    """Put a content into the draft. Called inside a transaction that has looked at the draft."""
    code = str(content["code"])
    if newest is not None and content_of(newest.to_values()) == content_of(content):
        CatalogueEdit.delete().where(_of(draft, code)).execute()
    else:
        kind = EditKind.CHANGED if newest else EditKind.ADDED
        before = newest.version if newest else None
        _keep(draft, code, kind, before, dict(content), by=by, at=at, origin=origin)
    _moved(draft)


def add(code: str, *, by: Officer, at: datetime) -> None:
    """Begin a new procedure in the draft, empty but for its code."""
    with journal.transaction():
        draft = open_draft()
        if why := reused(code, questions.versions_of(code), local(at).date()):
            raise refusals.FormNotComplete({"code": why})
        if questions.edit(code) is None:
            empty = content_of({"code": code, "channels": ["desk"], "decides": "commune"})
            _keep(draft, code, EditKind.ADDED, None, empty, by=by, at=at, origin=BY_HAND)
            _moved(draft)


def retire(code: str, *, by: Officer, at: datetime) -> None:
    """Let a procedure end with this version. It can be chosen no more; its dossiers keep it."""
    with journal.transaction():
        draft, newest = open_draft(), questions.newest(code)
        if newest is None or newest.valid_to is not None:
            raise refusals.NoSuchCatalogue
        _keep(
            draft, code, EditKind.RETIRED, newest.version, content_of(newest.to_values()), by=by, at=at,
            origin=BY_HAND,
        )  # fmt: skip
        _moved(draft)


def undo(code: str) -> None:
    """Take out of the draft what it does to a procedure."""
    with journal.transaction():
        draft = open_draft()
        if CatalogueEdit.delete().where(_of(draft, code)).execute():
            _moved(draft)


def drop(*, seen: int, by: Officer, at: datetime) -> None:
    """Put the draft away unpublished; nothing of it has ever left this office."""
    with journal.transaction():
        draft = open_draft()
        if not _close(draft, seen, by=by, at=at):
            raise moved()


def publish(
    *, title: str, decision: str, starts_on: date | None, seen: int, by: Officer, at: datetime
) -> int:
    """Make the draft the next version, in force from a day; its number. All of it or nothing.

    Two who publish at once: the draft closes for one of them, the other is told who it was.
    """
    with journal.transaction():
        draft, edits = open_draft(), questions.edits()
        first_day = fit(title, decision, starts_on, edits, local(at).date())
        number = questions.next_number()
        if not _close(draft, seen, by=by, at=at, number=number):
            raise moved()
        changes = [_published(edit, number, first_day, by=by, at=at) for edit in edits]
        journal.record(
            "catalogue_version", version_id(number), by=by, at=at, scope="all", number=number,
            title=clean(title) or f"Danh mục bản {number}", decision=clean(decision) or None,
            valid_from=first_day, published_at=at, published_by=str(by), published_by_name=by.name,
            changes=changes,
        )  # fmt: skip
    return number


def postpone(number: int, starts_on: date | None, *, by: Officer, at: datetime) -> None:
    """Another first day for a version that has not begun."""
    with journal.transaction():
        version, today = _waiting(number, at), local(at).date()
        why = _day_unfit(starts_on, today, number)
        if why or starts_on is None:
            raise refusals.FormNotComplete({"starts_on": why})
        for change in version.changes:
            if change["kind"] == EditKind.RETIRED:
                _end(change, number, starts_on - timedelta(days=1), by=by, at=at)
            else:
                row_id = f"{change['code']}@{number}"
                journal.record("procedure", row_id, by=by, at=at, valid_from=starts_on)
        _say(version, by=by, at=at, valid_from=starts_on)


def cancel(number: int, reason: str, *, by: Officer, at: datetime) -> None:
    """Take a version back before its day. Its rows stay, for no day; its number is not given again."""
    reason = clean(reason)
    if not reason or len(reason) > LONGEST_REASON:
        why = "Ghi lý do hủy." if not reason else f"Lý do dài quá {LONGEST_REASON} ký tự."
        raise refusals.FormNotComplete({"reason": why})
    with journal.transaction():
        version = _waiting(number, at)
        never = version.valid_from - timedelta(days=1)
        for change in version.changes:
            if change["kind"] == EditKind.RETIRED:
                for row_id, valid_to in change["ended"].items():
                    journal.record(
                        "procedure", row_id, by=by, at=at, valid_to=valid_to, ended_by=None
                    )
            else:
                row_id = f"{change['code']}@{number}"
                journal.record("procedure", row_id, by=by, at=at, valid_to=never)
        _say(version, by=by, at=at, change_reason=reason, cancelled_at=at)


def mark_read(number: int, *, by: Officer, at: datetime) -> None:
    """This officer has read what the version changes."""
    questions.version(number)
    with journal.transaction():
        CatalogueReading.insert(number=number, officer=by.username, read_at=at).on_conflict(
            conflict_target=[CatalogueReading.officer, CatalogueReading.number],
            update={CatalogueReading.read_at: at},
        ).execute()


def refuse_below_the_top() -> None:
    here = nodes.this()
    if here.parent_unit is not None:
        raise refusals.NotTheTop(top=here.parent_name or "cấp trên")


def open_draft() -> CatalogueDraft:
    """The draft, or why there is none any more."""
    refuse_below_the_top()
    found: CatalogueDraft | None = CatalogueDraft.get_or_none(CatalogueDraft.open_mark == 1)
    if found is None:
        raise moved()
    return found


def moved() -> refusals.Refusal:
    """Why the draft is not what the page showed: published, dropped, or changed by a colleague."""
    newest = CatalogueDraft.select().order_by(CatalogueDraft.n.desc()).first()
    if newest is None:
        return refusals.NoDraft()
    if newest.open_mark is None:
        what = f"phát hành bản {newest.number}" if newest.number else "bỏ bản nháp này"
        return refusals.DraftClosed(
            who=newest.closed_by_name, what=what, when=_when(newest.closed_at)
        )
    last = CatalogueEdit.select().where(CatalogueEdit.draft == newest.n)
    edit = last.order_by(CatalogueEdit.touched_at.desc()).first()
    who, when = (
        (edit.touched_by_name, edit.touched_at) if edit else (newest.made_by_name, newest.made_at)
    )
    return refusals.DraftMoved(who=who, when=_when(when))


def version_id(number: int) -> str:
    return f"ban-{number}"


def _keep(
    draft: CatalogueDraft, code: str, kind: EditKind, before: int | None, content: Mapping[str, Any], *,
    by: Officer, at: datetime, origin: str,
) -> None:  # fmt: skip
    told: dict[str, Any] = {
        "kind": kind.value, "before": before, "content": content, "origin": origin, "touched_at": at,
        "touched_by_name": by.name,
    }  # fmt: skip
    if (
        not CatalogueEdit.update(revision=CatalogueEdit.revision + 1, **told)
        .where(_of(draft, code))
        .execute()
    ):
        CatalogueEdit.create(draft=draft.n, code=code, **told)


def _moved(draft: CatalogueDraft) -> None:
    CatalogueDraft.update(revision=CatalogueDraft.revision + 1).where(
        CatalogueDraft.n == draft.n
    ).execute()


def _close(
    draft: CatalogueDraft, seen: int, *, by: Officer, at: datetime, number: int | None = None
) -> bool:
    """Close the draft as it was seen; false when it is open no more, or another by now. One statement decides."""
    as_seen = (
        (CatalogueDraft.n == draft.n)
        & (CatalogueDraft.open_mark == 1)
        & (CatalogueDraft.revision == seen)
    )
    return bool(
        CatalogueDraft.update(open_mark=None, number=number, closed_at=at, closed_by_name=by.name)
        .where(as_seen)
        .execute()
    )


def fit(
    title: str, decision: str, starts_on: date | None, edits: list[CatalogueEdit], today: date
) -> date:
    """The first day of the version, or every reason why it cannot be published so."""
    wrong: dict[str, str] = {}
    if len(clean(title)) > LONGEST_TITLE:
        wrong["title"] = f"Tên bản dài quá {LONGEST_TITLE} ký tự."
    if len(clean(decision)) > LONGEST_DECISION:
        wrong["decision"] = f"Số quyết định dài quá {LONGEST_DECISION} ký tự."
    if why := _day_unfit(starts_on, today, questions.next_number()):
        wrong["starts_on"] = why
    if not edits:
        wrong["edits"] = "Bản nháp chưa có thay đổi nào để phát hành."
    bad = [edit.code for edit in edits if edit.kind != EditKind.RETIRED and faults(edit.content)]
    if bad:
        some = ", ".join(bad[:5]) + ("…" if len(bad) > 5 else "")
        wrong["edits"] = f"Còn {len(bad)} thủ tục có chỗ cần sửa ({some}). Hãy sửa rồi phát hành."
    if wrong or starts_on is None:
        raise refusals.FormNotComplete(wrong)
    return starts_on


def _day_unfit(starts_on: date | None, today: date, number: int) -> str:
    """Versions begin in the order of their numbers, or nobody could say which holds on a day."""
    if starts_on is None:
        return "Nhập ngày áp dụng, viết dạng 24/05/2019."
    if starts_on < today:
        return "Ngày áp dụng không thể ở trước hôm nay."
    if (starts_on - today).days > FURTHEST_DAYS:
        return "Ngày áp dụng xa quá hai năm. Hãy kiểm tra lại năm."
    for other in questions.standing():
        if other.number < number and other.valid_from > starts_on:
            return f"Bản {other.number} áp dụng từ {other.valid_from:%d/%m/%Y}; chọn ngày ấy hoặc sau đó."
        if other.number > number and other.valid_from < starts_on:
            return f"Bản {other.number} áp dụng từ {other.valid_from:%d/%m/%Y}; chọn ngày ấy hoặc trước đó."
    return ""


def _published(
    edit: CatalogueEdit, number: int, starts_on: date, *, by: Officer, at: datetime
) -> dict[str, Any]:
    change = {"code": edit.code, "kind": edit.kind, "before": edit.before, "origin": edit.origin}
    if edit.kind == EditKind.RETIRED:
        last_day = starts_on - timedelta(days=1)
        open_rows = [
            row
            for row in ProcedureRow.select().where(ProcedureRow.code == edit.code)
            if row.valid_to is None or row.valid_to > last_day
        ]
        change["ended"] = {
            row.id: row.valid_to.isoformat() if row.valid_to else None for row in open_rows
        }
        _end(change, number, last_day, by=by, at=at)
        return change
    content = edit.content
    if content["duration_unit"] == DurationUnit.SAME_DAY:
        content["duration_value"] = 1
    ready = Procedure.from_values(
        content | {"version": number, "valid_from": starts_on, "valid_to": None}
    )
    values = ready.to_values() | {"catalogue": number}
    journal.record("procedure", ready.id, by=by, at=at, scope="all", **values)
    return change


def _end(
    change: Mapping[str, Any], number: int, last_day: date, *, by: Officer, at: datetime
) -> None:
    """No version of a retired procedure holds after this day: an older one must not come back."""
    for row_id in change["ended"]:
        journal.record("procedure", row_id, by=by, at=at, valid_to=last_day, ended_by=number)


def _waiting(number: int, at: datetime) -> CatalogueVersion:
    refuse_below_the_top()
    version = questions.version(number)
    if version.cancelled_at is not None:
        raise refusals.CatalogueCancelled(
            number=number, who=version.changed_by_name, when=_when(version.cancelled_at)
        )
    if version.valid_from <= local(at).date():
        raise refusals.CatalogueBegun(number=number, day=f"{version.valid_from:%d/%m/%Y}")
    return version


def _say(version: CatalogueVersion, *, by: Officer, at: datetime, **changes: Any) -> None:
    """Written last, so that who holds these words holds all they speak of."""
    journal.record(
        "catalogue_version", version.id, by=by, at=at, changed_at=at, changed_by_name=by.name, **changes
    )  # fmt: skip


def _of(draft: CatalogueDraft, code: str) -> Any:
    return (CatalogueEdit.draft == draft.n) & (CatalogueEdit.code == code)


def _when(moment: datetime) -> str:
    return f"{local(moment):{WHEN}}"
