"""Writing a notice to offices below, sending it, saying that one has read it, taking it back."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain import notices as rules
from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete, NoSuchNotice
from app.models.notices import Notice, NoticeDraft, NoticeRead
from app.queries import notices as questions
from app.services import enclosures
from app.services.documents import Upload
from app.services.steps import part_id
from sync import journal

LONGEST_KEPT = 6000
MOST_DRAFTS = 50


def save(
    draft_id: str, answers: Mapping[str, str], receivers: Sequence[str], *, upload: Upload | None = None,
    drop_file: bool = False, by: Officer, at: datetime,
) -> None:  # fmt: skip
    """Keep what is typed, whole or not; nobody else's draft."""
    file = enclosures.keep(upload) if upload else None
    with journal.transaction():
        found = questions.draft(draft_id, by)
        kept: dict[str, Any] = {name: str(value)[:LONGEST_KEPT] for name, value in answers.items()}
        kept["receivers"] = list(receivers)[:500]
        if found is None:
            if len(questions.drafts(by)) >= MOST_DRAFTS:
                raise FormNotComplete({"title": f"Đã có {MOST_DRAFTS} nháp. Hãy gửi hoặc bỏ bớt."})
            NoticeDraft.create(
                draft_id=draft_id, unit=by.unit, by=str(by), by_name=by.name, answers=kept, file=file, saved_at=at
            )  # fmt: skip
            return
        changes: dict[str, Any] = {"answers": kept, "saved_at": at}
        if file is not None or drop_file:
            changes["file"] = file
        NoticeDraft.update(**changes).where(NoticeDraft.draft_id == draft_id).execute()


def drop(draft_id: str, *, by: Officer) -> None:
    with journal.transaction():
        if questions.draft(draft_id, by) is not None:
            NoticeDraft.delete().where(NoticeDraft.draft_id == draft_id).execute()


def send(draft_id: str, *, by: Officer, at: datetime) -> str:
    """Send the draft to everybody chosen; its batch. The same form sent twice is sent once."""
    batch = part_id(draft_id, "notice", by.unit)
    with journal.transaction():
        if Notice.select().where(Notice.batch == batch).exists():
            return batch
        found = questions.draft(draft_id, by)
        if found is None:
            raise NoSuchNotice
        allowed = [code for code, _ in questions.receivers(by, local(at).date())]
        answers = found.answers
        notice = rules.read(answers, answers.get("receivers", []), allowed, local(at).date())
        file = found.file or {}
        for unit in notice.receivers:
            journal.record(
                "notice", part_id(batch, unit), by=by, at=at, scope=unit, batch=batch, unit=unit,
                from_unit=by.unit, title=notice.title, text=notice.text,
                importance=notice.importance.value, valid_until=notice.valid_until, sent_at=at,
                sent_by=str(by), sent_by_name=by.name, sent_by_title=by.title or None,
                file_name=file.get("name"), media_type=file.get("media_type"),
                sha256=file.get("sha256"), size_bytes=file.get("size_bytes"),
            )  # fmt: skip
        NoticeDraft.delete().where(NoticeDraft.draft_id == draft_id).execute()
    return batch


def mark_read(notice_id: str, *, by: Officer, at: datetime) -> None:
    """Tell the sender that this officer has read it."""
    with journal.transaction():
        notice = questions.received(notice_id, by)
        read_id = part_id(notice.id, "read", str(by))
        if NoticeRead.select().where(NoticeRead.id == read_id).exists():
            return
        journal.record(
            "notice_read", read_id, by=by, at=at, scope=notice.unit, notice_id=notice.id, reader=str(by),
            reader_name=by.name, reader_title=by.title or None, unit=by.unit, read_at=at,
        )  # fmt: skip


def withdraw(batch: str, reason: str, *, by: Officer, at: datetime) -> None:
    """Say that it counts no more, and why; those who have it see both."""
    why = rules.reason_of(reason)
    with journal.transaction():
        for notice in questions.batch(batch, by):
            if notice.withdrawn_at is None:
                journal.record(
                    "notice", notice.id, by=by, at=at, withdrawn_at=at, withdrawn_by_name=by.name,
                    withdrawn_reason=why,
                )  # fmt: skip


def new_draft_id() -> str:
    return uuid.uuid4().hex
