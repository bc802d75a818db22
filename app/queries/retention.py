"""What of this office's own notes is past its time, what was removed before, and which dossiers are past theirs."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from app.domain.retention import RULES, Removable, Rule
from app.models.dossiers import Dossier
from app.models.drafts import Draft
from app.models.jobs import ExportLog
from app.models.people import AccessNote, Person, PersonDossier, PersonMerge
from app.models.procedures import Procedure
from app.models.retention import Removal
from app.queries.rows import instant_text

MOST_REMOVALS = 50


@dataclass(frozen=True)
class Due:
    """One kind: how many are past their time, and before which moment they ended."""

    rule: Rule
    until: datetime
    count: int


@dataclass(frozen=True)
class Past:
    """Dossiers whose procedure says how many years they are kept, and which ended longer ago."""

    years: int
    count: int


def due(now: datetime) -> list[Due]:
    return [
        Due(rule, until, int(rows(rule.kind, until).count()))
        for rule, until in ((rule, rule.until(now)) for rule in RULES)
    ]


def rows(kind: Removable, until: datetime) -> Any:
    """The rows of this kind that ended before `until`."""
    match kind:
        case Removable.PEOPLE:
            alone = Person.merged_into.is_null() & ~fn.EXISTS(_dossiers()) & ~fn.EXISTS(_pointing())
            return Person.select().where((Person.seen_at < until) & alone)
        case Removable.MERGED:
            lately = PersonMerge.select(PersonMerge.id).where(
                PersonMerge.gone == Person.id, PersonMerge.at >= until
            )
            return Person.select().where(Person.merged_into.is_null(False), ~fn.EXISTS(lately))
        case Removable.DRAFTS:
            return Draft.select().where(Draft.dropped_at < until)
        case Removable.LOOKS:
            return AccessNote.select().where(AccessNote.at < until)
        case Removable.EXPORTS:
            return ExportLog.select().where(ExportLog.at < until)


def removals() -> list[Any]:
    """What was removed before, the latest first."""
    return list(Removal.select().order_by(Removal.n.desc()).limit(MOST_REMOVALS))


def past_dossiers(unit: str, now: datetime) -> list[Past]:
    """This office's dossiers that are past what their procedure says. The program removes none of them."""
    codes: dict[int, set[str]] = defaultdict(set)
    kept = Procedure.select(Procedure.code, Procedure.retention_years)
    for code, years in kept.where(Procedure.retention_years.is_null(False)).tuples():
        codes[years].add(code)
    found = []
    for years, several in sorted(codes.items()):
        ended = Dossier.finished_at < instant_text(_years_before(now, years))
        mine = Dossier.select().where(
            Dossier.unit == unit, Dossier.procedure_code.in_(sorted(several)), ended
        )
        found.append(Past(years, int(mine.count())))
    return [each for each in found if each.count]


def _years_before(now: datetime, years: int) -> datetime:
    day = 28 if (now.month, now.day) == (2, 29) else now.day
    return now.replace(year=now.year - years, day=day)


def _dossiers() -> Any:
    """Dossiers this office still holds of the person."""
    return (
        PersonDossier.select(PersonDossier.person)
        .join(Dossier, on=(Dossier.id == PersonDossier.dossier_id))
        .where(PersonDossier.person == Person.id)
    )


def _pointing() -> Any:
    """Records that were merged into this one and may still be taken out again."""
    other = Person.alias()
    return other.select(other.id).where(other.merged_into == Person.id)
