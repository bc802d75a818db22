"""What the parent has signed for: the receipts of this office, by day, and the one that covers a dossier."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from app import clock
from app.queries import nodes
from app.queries.moments import instant, text
from sync import store
from sync.members import receipts
from sync.members.receipts import Statement

DAYS_ON_A_PAGE = 14
MOST_OF_A_DAY = 50
MOST_OF_A_PAGE = 2000

COLUMNS = (
    "SELECT s.unit, p.unit, l.incarnation, r.seq, r.chain, r.at, r.public_key, r.signature, p.name FROM receipt r "
    "JOIN log l ON l.n = r.log JOIN sync_self s ON 1 = 1 JOIN sync_parent p ON 1 = 1 "
)


@dataclass(frozen=True)
class Receipt:
    """One receipt. `is_good`: the signature has been computed again, and fits."""

    number: str
    incarnation: str
    seq: int
    at: datetime
    is_good: bool
    statement: Statement
    signer: str


@dataclass(frozen=True)
class Day:
    """The latest receipts of a day; the last of them covers all that was written before it."""

    day: date
    receipts: list[Receipt]
    count: int


def days(before: date | None = None) -> list[Day]:
    """Days with receipts, the latest first; a day that a page would cut is left to the next one."""
    until = _midnight(before) if before else "9"
    rows = store.every(
        COLUMNS + "WHERE r.at < ? ORDER BY r.at DESC, r.seq DESC LIMIT ?", (until, MOST_OF_A_PAGE)
    )
    found: dict[date, list[Receipt]] = {}
    for row in rows:
        found.setdefault(clock.local(instant(row[5])).date(), []).append(_receipt(row))
    whole = list(found.items())
    if len(rows) == MOST_OF_A_PAGE and len(whole) > 1:
        whole.pop()
    return [
        Day(day, several[:MOST_OF_A_DAY], len(several)) for day, several in whole[:DAYS_ON_A_PAGE]
    ]


def has_before(day: date) -> bool:
    """Whether an earlier day has receipts too."""
    return store.one("SELECT 1 FROM receipt WHERE at < ? LIMIT 1", (_midnight(day),)) is not None


def one(number: str) -> Receipt | None:
    """The receipt people call by this number (see `Statement.number`)."""
    log, _, seq = number.partition("-")
    if not seq.isascii() or not seq.isdecimal() or len(seq) > 18:
        return None
    rows = store.every(COLUMNS + "WHERE r.seq = ?", (int(seq),))
    wanted = f"{log.upper()}-{int(seq)}"
    return next((found for found in map(_receipt, rows) if found.number == wanted), None)


def as_text(receipt: Receipt) -> str:
    """The receipt as a file for somebody who has neither machine."""
    at = clock.local(receipt.at)
    return receipts.as_text(
        receipt.statement,
        words=f"BIÊN NHẬN SỐ {receipt.number}\n"
        f"{receipt.signer} xác nhận đã nhận của {nodes.this().name} mọi thay đổi đến số {receipt.seq}, "
        f"lúc {at:%H:%M:%S ngày %d/%m/%Y}.\n"
        "Kiểm tra: lệnh “receipt verify” của chương trình, với khóa công khai của bên nhận.",
    )


def of_dossier(dossier_id: str) -> Receipt | None:
    """The first receipt that covers all this office has done to the dossier; None while there is none."""
    row = store.one(
        COLUMNS + "JOIN record d ON d.entity = 'dossier' AND d.id = ? "
        "WHERE l.incarnation = s.incarnation AND d.own_seq > 0 AND r.seq >= d.own_seq ORDER BY r.seq LIMIT 1",
        (dossier_id,),
    )
    return _receipt(row) if row else None


def _receipt(row: tuple[Any, ...]) -> Receipt:
    child, parent, log, seq, chain, at, key, signature, signer = row
    said = Statement(child, parent, log, seq, bytes(chain), at, bytes(key), bytes(signature))
    return Receipt(said.number, log, seq, instant(at), said.is_good, said, signer)


def _midnight(day: date) -> str:
    return text(datetime.combine(day, time(), clock.VIETNAM))
