"""What this machine can say of itself to the office above: figures and versions, nobody's name."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from app.domain import reserve
from app.domain.prints import PrintState
from app.models.numbers import NumberSeries
from app.models.officers import OfficerSession
from app.models.prints import PrintedForm, ReserveReceipt
from app.queries import nodes
from sync import store

ONLINE_FOR = timedelta(minutes=15)
PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


@dataclass(frozen=True)
class LastPrints:
    """How the last print that somebody looked at came out; None where there was none."""

    is_ok: bool | None
    at: datetime | None


@cache
def program() -> str:
    """The version of this program."""
    return str(tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"])


def catalogue() -> str:
    """Names the procedures as they stand here, empty where there are none yet: two nodes that hold the same give the
    same six letters."""
    rows = store.every(
        "SELECT id, name, valid_from, valid_to, duration_value, duration_unit, papers, fees, legs, own_fields "
        "FROM procedure ORDER BY id"
    )
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:6].upper() if rows else ""


def last_prints() -> LastPrints:
    settled = PrintedForm.select().where(PrintedForm.state != PrintState.WAITING.value)
    row = settled.order_by(PrintedForm.id.desc()).first()
    if row is None:
        return LastPrints(None, None)
    return LastPrints(row.state == PrintState.CLEAR.value, row.printed_at)


def numbers_left(today: date) -> int:
    """How many dossier numbers of today the counter of this office may still give."""
    row = NumberSeries.get_or_none(
        NumberSeries.series == f"dossier:{nodes.this().unit}",
        NumberSeries.period == today.isoformat(),
    )
    return max(reserve.NUMBERS.start - 1 - (row.last if row else 0), 0)


def people_online(at: datetime) -> int:
    """How many officers have worked here in the last minutes."""
    since = at - ONLINE_FOR
    working = OfficerSession.select(OfficerSession.officer).where(
        OfficerSession.last_seen_at >= since, OfficerSession.revoked_at.is_null()
    )
    return int(working.distinct().count())


def blanks_left() -> int:
    """Blank receipts of this office that nobody has used."""
    left = ReserveReceipt.select().where(
        ReserveReceipt.unit == nodes.this().unit, ReserveReceipt.settled_at.is_null()
    )
    return int(left.count())
