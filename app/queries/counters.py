"""How citizens reach the counter of an office."""

from dataclasses import dataclass

from app.models.counters import Counter


@dataclass(frozen=True)
class Reach:
    """Empty where the office has not said."""

    phone: str = ""
    place: str = ""


def of(unit: str) -> Reach:
    row = Counter.get_or_none(Counter.id == unit)
    return Reach(row.phone or "", row.place or "") if row else Reach()
