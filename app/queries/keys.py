"""Keys in words: what two people read to each other before one office trusts another."""

from dataclasses import dataclass
from datetime import datetime

from app.queries.moments import instant, instant_or_none
from sync import store
from sync.members import words


@dataclass(frozen=True)
class Machine:
    """The machine that speaks for an office below. `compared_at`: two people have compared its words."""

    unit: str
    name: str
    public_key: bytes
    words: tuple[str, ...]
    enrolled_at: datetime
    last_contact_at: datetime | None
    revoked_at: datetime | None
    revoked_words: str
    compared_at: datetime | None
    compared_by: str
    is_rotating: bool
    """It has told a new key and not spoken under it yet."""


@dataclass(frozen=True)
class Ended:
    """A key that spoke for an office once."""

    words: tuple[str, ...]
    revoked_at: datetime
    reason: str


def words_of(public: bytes) -> tuple[str, ...]:
    return words.of_key(public)


def words_of_parent() -> tuple[str, ...] | None:
    """The words of the key that this node believes its parent has."""
    row = store.one("SELECT public_key FROM sync_parent")
    return words.of_key(bytes(row[0])) if row else None


def machine(unit: str) -> Machine | None:
    row = store.one(
        "SELECT unit, name, public_key, enrolled_at, last_contact_at, revoked_at, revoked_words, compared_at, "
        "compared_by, previous_key FROM sync_child WHERE unit = ?",
        (unit,),
    )
    if row is None:
        return None
    public = bytes(row[2])
    return Machine(
        unit=row[0],
        name=row[1],
        public_key=public,
        words=words.of_key(public),
        enrolled_at=instant(row[3]),
        last_contact_at=instant_or_none(row[4]),
        revoked_at=instant_or_none(row[5]),
        revoked_words=row[6] or "",
        compared_at=instant_or_none(row[7]),
        compared_by=row[8] or "",
        is_rotating=row[9] is not None,
    )


def ended(unit: str) -> list[Ended]:
    """Keys of this office that speak no longer, the latest first."""
    rows = store.every(
        "SELECT public_key, revoked_at, reason FROM sync_node WHERE unit = ? AND revoked_at IS NOT NULL "
        "AND public_key IS NOT NULL ORDER BY revoked_at DESC LIMIT 20",
        (unit,),
    )
    return [
        Ended(words.of_key(bytes.fromhex(row[0])), instant(row[1]), row[2] or "") for row in rows
    ]
