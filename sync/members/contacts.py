"""When a child was heard, by the hour: how often, and how much it brought and took. Kept for some weeks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sync import store
from sync.instants import instant

KEPT = timedelta(days=62)


@dataclass(frozen=True)
class Contact:
    """One exchange: operations and bytes each way."""

    operations_up: int
    operations_down: int
    bytes_up: int
    bytes_down: int


def note(unit: str, contact: Contact, at: datetime) -> None:
    """Count one exchange to its hour (UTC); with the first of an hour, what is old is forgotten. In a transaction."""
    hour = instant(at)[:13]
    cursor = store.run(
        "INSERT INTO contact_hour (unit, hour, exchanges, operations_up, operations_down, bytes_up, bytes_down, "
        "last_at) VALUES (?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT (unit, hour) DO UPDATE SET "
        "exchanges = contact_hour.exchanges + 1, operations_up = contact_hour.operations_up + excluded.operations_up, "
        "operations_down = contact_hour.operations_down + excluded.operations_down, "
        "bytes_up = contact_hour.bytes_up + excluded.bytes_up, "
        "bytes_down = contact_hour.bytes_down + excluded.bytes_down, last_at = excluded.last_at "
        "RETURNING exchanges",
        (unit, hour, contact.operations_up, contact.operations_down, contact.bytes_up, contact.bytes_down,
         instant(at)),
    )  # fmt: skip
    if cursor.fetchone()[0] == 1:
        old = instant(at - KEPT)[:13]
        store.run("DELETE FROM contact_hour WHERE unit = ? AND hour < ?", (unit, old))
