"""Who acts for whom while an officer is on leave."""

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.officers import Officer, Role
from app.models.stand_ins import StandIn
from app.queries import officers
from app.queries.memory import remembered


@dataclass(frozen=True)
class Arranged:
    """One arrangement, with both names."""

    id: int
    absent: str
    absent_name: str
    stand_in: str
    stand_in_name: str
    from_day: date
    to_day: date
    ended_at: datetime | None


@remembered
def absent_for(officer: Officer, on: date) -> list[Officer]:
    """The colleagues of this office for whom the officer stands in on a day."""
    rows = StandIn.select(StandIn.absent).where(
        StandIn.stand_in == officer.username,
        StandIn.from_day <= on,
        StandIn.to_day >= on,
        StandIn.ended_at.is_null(),
    )
    found = (officers.one(row.absent) for row in rows)
    return [each.officer for each in found if each and each.officer.unit == officer.unit]


def roles_of(officer: Officer, absent: list[Officer]) -> frozenset[Role]:
    """Their own roles and those lent to them; an administrator's is never lent."""
    lent = {role for each in absent for role in each.roles}
    return officer.roles | (frozenset(lent) - {Role.ADMIN})


def arranged(username: str, on: date) -> list[Arranged]:
    """What concerns an officer and is not over, as the absent or as the one who stands in."""
    rows = (
        StandIn.select()
        .where(
            (StandIn.absent == username) | (StandIn.stand_in == username),
            StandIn.to_day >= on,
            StandIn.ended_at.is_null(),
        )
        .order_by(StandIn.from_day, StandIn.id)
    )
    names = {each.officer.username: each.officer.name for each in officers.everyone()}
    return [
        Arranged(
            row.id, row.absent, names.get(row.absent, row.absent), row.stand_in,
            names.get(row.stand_in, row.stand_in), row.from_day, row.to_day, row.ended_at,
        )
        for row in rows
    ]  # fmt: skip
