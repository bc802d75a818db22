"""What waits for the leader's signature: by officer, each with the result as it was drafted and its scans."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from app.domain import workflow
from app.domain.calendar import local
from app.domain.dossiers import Stage, Waits
from app.domain.officers import Officer, Role
from app.domain.refusals import Refusal
from app.domain.workflow import Step
from app.models.dossiers import Dossier, Result
from app.models.dossiers import Step as Line
from app.queries import documents, stand_ins, standings
from app.queries.documents import File, Files
from app.queries.rows import LISTED, Row, rows_of
from app.queries.visibility import visible_to

MOST_SHOWN = 50
NOBODY = "Chưa rõ cán bộ trình"


@dataclass(frozen=True)
class Waiting:
    """One dossier on the leader's desk. `seen` is the length of its history, `objection` what stands against it."""

    row: Row
    draft: Result | None
    files: Files
    seen: int
    opinion: str
    objection: Refusal | None = None

    @property
    def id(self) -> str:
        return str(self.row.id)

    @property
    def by(self) -> str:
        return self.row.holder_officer_name or NOBODY


@dataclass(frozen=True)
class Pile:
    """All that one officer has submitted."""

    officer: str
    rows: list[Waiting]


def may_sign(officer: Officer, now: datetime) -> bool:
    """Leaders, and who stands in for one today."""
    absent = stand_ins.absent_for(officer, local(now).date())
    return Role.LEADER in stand_ins.roles_of(officer, absent)


def piles(officer: Officer, now: datetime) -> tuple[list[Pile], int]:
    """The dossiers due first, by the officer who submitted them; and how many wait in all."""
    waiting = _waiting_for(officer)
    found = Dossier.select(*LISTED).where(waiting).order_by(Dossier.due_key, Dossier.n)
    rows = _with_drafts(rows_of(found.limit(MOST_SHOWN), officer, now), officer)
    by_officer: dict[str, list[Waiting]] = defaultdict(list)
    for each in rows:
        by_officer[each.by].append(each)
    count = len(rows) if len(rows) < MOST_SHOWN else Dossier.select().where(waiting).count()
    return [Pile(name, pile) for name, pile in by_officer.items()], count


def slips(officer: Officer, now: datetime) -> list[Row]:
    """The dossiers with a letter that waits for the leader."""
    found = Dossier.select(*LISTED).where(
        Dossier.holder_unit == officer.unit, Dossier.waits == Waits.DRAFT.value
    )
    return rows_of(found.order_by(Dossier.due_key, Dossier.n).limit(MOST_SHOWN), officer, now)


def chosen(ids: Iterable[str], step: Step, officer: Officer, now: datetime) -> list[Waiting]:
    """These dossiers in the order they were asked for, each with what stands against the step now.

    One the officer may not see is left out, as if it did not exist.
    """
    wanted = list(dict.fromkeys(ids))[:MOST_SHOWN]
    found = Dossier.select().where(Dossier.id.in_(wanted), visible_to(officer))
    rows = {row.id: row for row in rows_of(found, officer, now)}
    on = local(now).date()
    return [
        Waiting(
            each.row, each.draft, each.files, each.seen, each.opinion,
            standings.objection(step, each.row.dossier, officer, on),
        )
        for each in _with_drafts([rows[each] for each in wanted if each in rows], officer)
    ]  # fmt: skip


def _waiting_for(officer: Officer) -> object:
    return (Dossier.holder_unit == officer.unit) & (Dossier.stage == Stage.APPROVING.value)


def _with_drafts(rows: list[Row], officer: Officer) -> list[Waiting]:
    ids = [row.id for row in rows]
    drafts = {
        each.dossier_id: each
        for each in Result.select().where(
            Result.dossier_id.in_(ids), Result.unit == officer.unit, Result.replaced_at.is_null()
        )
    }
    files, lengths, opinions = _files(ids), _lengths(ids), _opinions(ids)
    return [
        Waiting(
            row, drafts.get(row.id), Files(files.get(row.id, []), may_attach=False),
            lengths.get(row.id, 0), opinions.get(row.id, ""),
        )
        for row in rows
    ]  # fmt: skip


def _files(ids: list[str]) -> dict[str, list[File]]:
    found: dict[str, list[File]] = defaultdict(list)
    for file in documents.of_several(ids):
        found[file.dossier_id].append(file)
    return found


def _lengths(ids: list[str]) -> Counter[str]:
    counted = Line.select(Line.dossier_id, fn.COUNT(Line.n)).where(Line.dossier_id.in_(ids))
    return Counter(dict(counted.group_by(Line.dossier_id).tuples()))


def _opinions(ids: list[str]) -> dict[str, str]:
    """What the officer wrote when submitting, the last time it was submitted."""
    asked = (Line.dossier_id.in_(ids)) & (Line.action == workflow.SUBMIT_FOR_APPROVAL.key)
    lines = Line.select(Line.dossier_id, Line.note).where(asked).order_by(Line.position, Line.n)
    return {dossier_id: note or "" for dossier_id, note in lines.tuples()}
