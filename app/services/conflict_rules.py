"""Rules that settle fields two offices wrote differently: saved as versions, tried on last month's choices, and let
loose on the rest as long work. A legal field is settled by a rule only where a person ticked it for this one run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.domain.conflicts import DOSSIER, LEGAL, RULED, Pick, chosen, read_rules, rule_key
from app.domain.jobs import Ended, Failure, Progress
from app.domain.officers import Officer
from app.domain.refusals import NoRules, Refusal, RulesMovedMeanwhile
from app.models.conflicts import ConflictRules
from app.models.dossiers import Dossier
from app.queries import conflict_rules as questions
from app.queries import conflicts as queue
from app.queries import contested
from app.services import conflicts, jobs
from sync import journal

TRIED_ON = timedelta(days=30)
SLICE = 20
KIND = "conflicts"


@dataclass
class Tried:
    """What a set of rules does to one field: against what people chose last month, and to what waits now."""

    key: str
    label: str
    is_legal: bool
    pick: Pick
    same: int = 0
    other: int = 0
    left: int = 0
    would: int = 0
    stays: int = 0


@dataclass
class Trial:
    """One dry run. `cards` wait now; `decided` choices of people were compared."""

    fields: list[Tried] = field(default_factory=list)
    cards: int = 0
    decided: int = 0


def save(typed: Mapping[str, str], *, seen: int, by: Officer, at: datetime) -> int:
    """Keep the rules as a new version and give its number; the same rules again are the same version."""
    wanted = read_rules(typed)
    with journal.transaction():
        version, now = questions.rules_in_force()
        if version and wanted == now:
            return version
        if version != seen:
            last = ConflictRules.get_by_id(version)
            raise RulesMovedMeanwhile(who=last.saved_by_name, version=version)
        made = ConflictRules.create(
            rules=wanted, saved_at=at, saved_by=str(by), saved_by_name=by.name
        )
        return int(made.version)


def try_out(rules: Mapping[str, str], *, by: Officer, at: datetime) -> Trial:
    """What these rules would have chosen last month, and would choose of what waits now. Nothing is written."""
    tried = {key: Tried(key, label, key in _legal_keys(), Pick(rules.get(key, Pick.ASK)))
             for key, label in _keys()}  # fmt: skip
    trial = Trial()
    for decision in questions.decided_since(at - TRIED_ON):
        line = tried.get(rule_key(decision.entity, decision.field))
        if line is None:
            continue
        trial.decided += 1
        taken = chosen(line.pick, questions.sides_of(decision), decision.holder)
        if taken is None:
            line.left += 1
        elif [taken.value] == decision.chosen:
            line.same += 1
        else:
            line.other += 1
    for found, holder in _waiting(by):
        trial.cards += 1
        for clash in found.clashes:
            line = tried.get(rule_key(found.entity, clash.field))
            if line is None:
                continue
            if chosen(line.pick, clash.sides, holder) is None:
                line.stays += 1
            else:
                line.would += 1
    trial.fields = [
        each for each in tried.values()
        if each.pick is not Pick.ASK or each.left or each.stays or each.same or each.other
    ]  # fmt: skip
    return trial


def settle_rest(
    version: int, *, legal: list[str], fields: list[str], by: Officer, at: datetime
) -> int:
    """Ask for the work: settle by the rules of this version, of legal fields only the ticked ones. Gives its number."""
    if not version:
        raise NoRules
    now, _ = questions.rules_in_force()
    if now != version:
        last = ConflictRules.get_by_id(now)
        raise RulesMovedMeanwhile(who=last.saved_by_name, version=now)
    allowed = sorted(set(fields) - _legal_keys() | set(legal) & _legal_keys())
    return jobs.start(
        KIND, title=f"Chọn phần còn lại theo quy tắc bản {version}",
        arguments={"version": version, "fields": allowed}, by=by, at=at,
    )  # fmt: skip


@jobs.job(KIND)
def _run(task: jobs.Task) -> jobs.Work:
    """Card by card; what a person settled meanwhile is left alone, and so is what the rules leave open."""
    rules = dict(ConflictRules.get_by_id(task.arguments["version"]).rules)
    allowed, settled, left = set(task.arguments["fields"]), 0, 0
    failures: list[Failure] = []
    waiting = queue.numbers(task.by)
    for start in range(0, len(waiting), SLICE):
        failures.clear()
        for n in waiting[start : start + SLICE]:
            try:
                is_whole = _settle_one(n, rules, allowed, task)
            except Refusal as no:
                failures.append(Failure(str(n), str(no)))
                continue
            settled, left = settled + is_whole, left + (not is_whole)
        done = min(start + SLICE, len(waiting))
        words = f"Đã xem {done} mục: chọn {settled}, để lại {left}"
        yield Progress(words, done, len(waiting), tuple(failures))
    return Ended(f"Đã chọn theo quy tắc ở {settled} mục; {left} mục chờ người chọn.")


def _settle_one(n: int, rules: Mapping[str, str], allowed: set[str], task: jobs.Task) -> bool:
    """Whether the rules settled something of this card."""
    with journal.transaction():
        found, dossier = queue.record(n, task.by)
        picks = {}
        for clash in found.clashes:
            if rule_key(found.entity, clash.field) not in allowed:
                continue
            side = questions.suggested(found, clash, rules, dossier.holder_unit)
            if side is not None:
                picks[clash.field] = side.prefix
        if not picks:
            return False
        conflicts.settle(
            n, picks, {}, seal=found.seal, reason=f"Theo quy tắc bản {task.arguments['version']}.",
            rule=task.arguments["version"], by=task.by, at=task.clock(),
        )  # fmt: skip
        return True


def _waiting(by: Officer) -> Iterator[tuple[contested.Contested, str]]:
    records = contested.read_records(queue.numbers(by))
    roots = [each.root for each in records.values()]
    holders: dict[str, Any] = {}
    for start in range(0, len(roots), contested.MOST_AT_ONCE):
        some = roots[start : start + contested.MOST_AT_ONCE]
        rows = Dossier.select(Dossier.id, Dossier.holder_unit).where(Dossier.id.in_(some))
        holders |= dict(rows.tuples())
    for each in records.values():
        if each.clashes:
            yield each, holders.get(each.root, "")


def _keys() -> list[tuple[str, str]]:
    return [
        (f"{entity}.{name}", label) for entity, fields in RULED.items() for name, label in fields
    ]


def _legal_keys() -> set[str]:
    return {f"{entity}.{name}" for entity, names in LEGAL.items() for name in names} | {
        f"{DOSSIER}.@void"
    }
