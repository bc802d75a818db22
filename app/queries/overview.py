"""The four numbers with which the day of an office above begins, each with how old what it counts is."""

from dataclasses import dataclass
from datetime import datetime, time

from peewee import fn

from app.domain.calendar import local, moment
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.models.dossiers import Dossier
from app.queries import fleet, refused_changes
from app.queries.moments import instant_or_none
from app.queries.rows import instant_text
from app.queries.visibility import visible_to
from sync import store

MOST_COUNTED = 1000
CONTESTED = """
SELECT found.entity, COUNT(*) FROM (SELECT COALESCE(w.entity, r.entity) AS entity FROM record r
LEFT JOIN record w ON w.n = r.owner WHERE r.contested > 0 ORDER BY r.n LIMIT ?) AS found GROUP BY found.entity
"""


@dataclass(frozen=True)
class Number:
    """One number: what it counts, up to `MOST_COUNTED`, and where to go; nowhere for who may not see dossiers."""

    label: str
    count: int
    tone: str
    url: str

    @property
    def shown(self) -> str:
        return f"{MOST_COUNTED - 1}+" if self.count >= MOST_COUNTED else str(self.count)


@dataclass(frozen=True)
class Overview:
    """`oldest_at`: when the office that has been silent longest was last heard; older work of its is not counted."""

    numbers: list[Number]
    made_at: datetime
    oldest_at: datetime | None
    oldest_name: str


def overview(by: Officer, now: datetime) -> Overview:
    """Overdue dossiers, conflicts, silent offices, refused changes; rows shared by all that differ, if any do."""
    sees = may(by, Permission.SEE_DOSSIERS)
    late, differing = ("/ho-so?qua-han=1", "/xung-dot") if sees else ("", "/xa?xem=trung-lap")
    overdue, (contested, common) = _overdue(by, now), _contested()
    silent, refused = fleet.silent_count(now), _refused()
    oldest = store.one(
        "SELECT last_contact_at, name FROM sync_child WHERE revoked_at IS NULL AND last_contact_at IS NOT NULL "
        "ORDER BY last_contact_at LIMIT 1"
    )
    return Overview(
        [
            Number("hồ sơ quá hạn ở mọi nơi", overdue, "bad", late),
            Number("mục hai nơi ghi khác nhau", contested, "bad", differing),
            Number("đơn vị lâu chưa liên lạc", silent, "warn", "/xa?xem=im-lang"),
            Number("thay đổi bị từ chối", refused, "warn", "/bi-tu-choi"),
            *(
                [Number("dòng dùng chung ghi khác nhau", common, "bad", "/xung-dot/dung-chung")]
                if common
                else []
            ),
        ],
        now,
        instant_or_none(oldest[0]) if oldest else None,
        oldest[1] if oldest else "",
    )


def _overdue(by: Officer, now: datetime) -> int:
    today = instant_text(moment(local(now).date(), time()))
    late = Dossier.select(Dossier.n).where(
        Dossier.running == True,  # noqa: E712 - SQL
        Dossier.due_key < today,
        visible_to(by),
    )
    found = late.order_by(Dossier.due_key, Dossier.n).limit(MOST_COUNTED).alias("found")
    return int(Dossier.select(fn.COUNT(found.c.n)).from_(found).scalar() or 0)


def _contested() -> tuple[int, int]:
    """Rows that wait for a choice: those of dossiers, and those that belong to none."""
    found: dict[str, int] = dict(store.every(CONTESTED, (MOST_COUNTED,)))
    of_dossiers = found.pop("dossier", 0)
    return of_dossiers, sum(found.values())


def _refused() -> int:
    return sum(refused_changes.unsettled().values())
