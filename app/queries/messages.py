"""Words an office above puts on the screens of one below, and who has read them there."""

from dataclasses import dataclass, field
from datetime import datetime

from app.models.fleet import ScreenMessage, ScreenMessageRead
from app.queries import nodes
from app.queries.moments import instant
from sync import store

MOST_SHOWN = 20


@dataclass(frozen=True)
class Reader:
    name: str
    at: datetime


@dataclass
class Message:
    """One message as the office above sees it. `ended_at`: taken off the screens."""

    id: str
    text: str
    written_at: datetime
    by_name: str
    ended_at: datetime | None
    readers: list[Reader] = field(default_factory=list)


@dataclass(frozen=True)
class OnScreen:
    """One message as it stands on a screen below."""

    id: str
    text: str
    written_at: datetime
    by_name: str


def of(unit: str) -> list[Message]:
    """What was sent to this office, the newest first, with everybody who has read it."""
    rows = ScreenMessage.select().where(ScreenMessage.unit == unit).order_by(ScreenMessage.n.desc())
    found = {
        row.id: Message(row.id, row.text, row.written_at, row.written_by_name, row.ended_at)
        for row in rows.limit(MOST_SHOWN)
    }
    reads = ScreenMessageRead.select().where(ScreenMessageRead.message_id.in_(list(found)))
    for read in reads.order_by(ScreenMessageRead.read_at):
        found[read.message_id].readers.append(Reader(read.reader_name, read.read_at))
    return list(found.values())


def unread(reader: str) -> list[OnScreen]:
    """What the office above has put on our screens and this officer (`an@18571`) has not read."""
    rows = store.every(
        "SELECT m.id, m.text, m.written_at, m.written_by_name FROM screen_message m "
        "WHERE m.unit = ? AND m.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM screen_message_read r "
        "WHERE r.message_id = m.id AND r.reader = ?) ORDER BY m.n DESC LIMIT ?",
        (nodes.this().unit, reader, MOST_SHOWN),
    )
    return [OnScreen(row[0], row[1], instant(row[2]), row[3]) for row in rows]


def one(message_id: str) -> ScreenMessage | None:
    row: ScreenMessage | None = ScreenMessage.get_or_none(ScreenMessage.id == message_id)
    return row


def is_read(message_id: str, reader: str) -> bool:
    found = ScreenMessageRead.select().where(
        ScreenMessageRead.message_id == message_id, ScreenMessageRead.reader == reader
    )
    return bool(found.exists())
