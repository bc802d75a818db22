"""How many bytes of attachments were carried on each day, against the day's budget."""

from datetime import datetime

from sync import store
from sync.journal import transaction


def spent(at: datetime) -> int:
    """Bytes the lane has carried today, both ways."""
    row = store.one("SELECT bytes_up + bytes_down FROM lane_day WHERE day = ?", (day(at),))
    return int(row[0]) if row else 0


def is_new_day(at: datetime) -> bool:
    """Whether the lane has not spoken to the parent today."""
    return store.one("SELECT 1 FROM lane_day WHERE day = ?", (day(at),)) is None


def count(at: datetime, *, up: int, down: int) -> None:
    with transaction():
        store.run(
            "INSERT INTO lane_day (day, bytes_up, bytes_down) VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET "
            "bytes_up = lane_day.bytes_up + excluded.bytes_up, "
            "bytes_down = lane_day.bytes_down + excluded.bytes_down",
            (day(at), up, down),
        )


def day(at: datetime) -> str:
    """The day of this moment in the zone it is told in."""
    return at.date().isoformat()
