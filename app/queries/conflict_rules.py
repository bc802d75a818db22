"""The rules that suggest a value where two offices wrote differently, and the choices they are tried on."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from app.domain.conflicts import USUAL, Pick, Side, chosen, rule_key
from app.models.conflicts import ConflictDecision, ConflictRules
from app.queries.contested import Clash, Contested
from app.queries.moments import instant


def rules_in_force() -> tuple[int, dict[str, str]]:
    """The version of the rules that counts now and what it says; version 0 are the usual ones, before any was
    saved."""
    last = ConflictRules.select().order_by(ConflictRules.version.desc()).first()
    return (last.version, dict(last.rules)) if last else (0, dict(USUAL))


def suggested(found: Contested, clash: Clash, rules: Mapping[str, str], holder: str) -> Side | None:
    """What the rules would take for this field."""
    pick = rules.get(rule_key(found.entity, clash.field), Pick.ASK)
    return chosen(Pick(pick), clash.sides, holder)


def decided_since(since: datetime) -> Iterable[ConflictDecision]:
    """Every field a person chose here since then, the oldest first: what a set of rules is tried on."""
    by_people = ConflictDecision.rule.is_null() & (ConflictDecision.at >= since)
    return list(ConflictDecision.select().where(by_people).order_by(ConflictDecision.id))


def sides_of(decision: ConflictDecision) -> list[Side]:
    """The values as they stood when the choice was made."""
    return [
        Side(
            prefix=each["prefix"], value=each["value"], unit=each["unit"], tier=each["tier"],
            actor=each["actor"], at=instant(each["at"]), arrived_at=instant(each["arrived_at"]),
        )
        for each in decision.sides
    ]  # fmt: skip
