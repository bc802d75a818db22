"""What the parent has signed for: the receipts of this office, by day, and the one that covers a dossier."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from app import clock
from app.queries import nodes
from app.queries.moments import instant, text
from sync import receipts, store
from sync.receipts import Statement

DAYS_ON_A_PAGE = 14
MOST_OF_A_DAY = 50

COLUMNS = (
    "SELECT s.unit, p.unit, l.incarnation, r.seq, r.chain, r.at, r.public_key, r.signature FROM receipt r "
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


@dataclass(frozen=True)
class Day:
    """The latest receipts of a day; the last of them covers all that was written before it."""

    day: date
    receipts: list[Receipt]
    count: int


def days(before: date | None = None) -> list[Day]:
    """Days with receipts, the latest first."""
    until = text(datetime.combine(before, time(), clock.VIETNAM)) if before else "9"
    rows = store.every(
        COLUMNS + "WHERE r.at < ? ORDER BY r.at DESC, r.seq DESC LIMIT 2000", (until,)
    )
    found: dict[date, list[Statement]] = {}
    for row in rows:
        said = _statement(row)
        found.setdefault(clock.local(instant(said.at)).date(), []).append(said)
    return [
        Day(day, [_receipt(said) for said in several[:MOST_OF_A_DAY]], len(several))
        for day, several in list(found.items())[:DAYS_ON_A_PAGE]
    ]


def one(number: str) -> Receipt | None:
    """The receipt people call by this number (see `Statement.number`)."""
    log, _, seq = number.partition("-")
    if not seq.isascii() or not seq.isdecimal() or len(seq) > 18:
        return None
    rows = store.every(COLUMNS + "WHERE r.seq = ?", (int(seq),))
    statements = (_statement(row) for row in rows)
    return next(
        (_receipt(said) for said in statements if said.number == f"{log.upper()}-{int(seq)}"), None
    )


def as_text(receipt: Receipt) -> str:
    """The receipt as a file for somebody who has neither machine."""
    here = nodes.this()
    at = clock.local(receipt.at)
    return receipts.as_text(
        receipt.statement,
        words=f"BIÊN NHẬN SỐ {receipt.number}\n"
        f"{here.parent_name} xác nhận đã nhận của {here.name} mọi thay đổi đến số {receipt.seq}, "
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
    return _receipt(_statement(row)) if row else None


def _statement(row: tuple[Any, ...]) -> Statement:
    child, parent, log, seq, chain, at, key, signature = row
    return Statement(child, parent, log, seq, bytes(chain), at, bytes(key), bytes(signature))


def _receipt(said: Statement) -> Receipt:
    return Receipt(said.number, said.incarnation, said.seq, instant(said.at), said.is_good, said)
