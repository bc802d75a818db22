"""Making an instance a node: the top of a tree, or a child that a parent has invited."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from app import catalogue
from app.domain import refusals
from app.domain.officers import Officer
from app.domain.procedures import Procedure, in_force
from app.domain.units import Unit
from app.domain.units import at as unit_at
from app.domain.vietnamese import clean
from app.queries import nodes
from sync import identity, journal
from sync.journal import transaction
from sync.members import enrolment, held

FOUNDER = "setup"


def found_top(unit: str, *, at: datetime) -> None:
    """Make this instance the top of its tree and load the catalogue that comes with the program."""
    row = unit_at(list(catalogue.units()), unit, at.date())
    if row is None:
        raise refusals.NoSuchUnit(code=unit)
    tier = nodes.TIER_OF_KIND[row.kind]
    with transaction():
        identity.found(unit, tier, serves=tier > 0, at=at)
        load_catalogue(f"{FOUNDER}@{unit}", at=at)


def load_catalogue(by: object, *, at: datetime) -> int:
    """Write the data that comes with the program into the journal; returns how many records it changed."""
    with transaction():
        return sum(
            journal.record(entity, record_id, by=by, at=at, scope="all", **values)
            for entity, record_id, values in catalogue.records()
        )


def found_child(unit: str, answered: dict[str, object], *, at: datetime) -> None:
    """Make this instance a node below the parent that has just answered its invitation."""
    with transaction():
        tier = int(str(answered["child_tier"]))
        identity.found(unit, tier, serves=tier > 0, at=at)
        enrolment.keep_parent(answered)


def shipped_procedures(on: date) -> list[Procedure]:
    """What the catalogue that comes with this program says of every procedure on a day."""
    return in_force(catalogue.procedures(), on)


def offices() -> list[Unit]:
    """Every office, in every period, that a machine may be set up for with the data that comes along."""
    return catalogue.units()


def invite(unit: str, *, at: datetime) -> str:
    """A one-use code with which the office of `unit` joins below this node within 72 hours."""
    here = nodes.this()
    if unit not in nodes.names_below(here.unit):
        raise refusals.NotBelowUs(code=unit, here=here.name)
    identity.start_serving()
    return enrolment.invite(unit, at=at)


def revoke(unit: str, *, reason: str, by: Officer | str, at: datetime) -> None:
    """The machine of this office may send nothing any more; what it sends is kept for a person."""
    if not reason.strip():
        raise refusals.NeedsReason(field="reason")
    if not enrolment.revoke(unit, reason=clean(reason), by=str(by), at=at):
        raise refusals.NoSuchMachine(code=unit)


def confirm_key(unit: str, public: bytes, *, by: Officer, at: datetime) -> None:
    """Two people have read the words of this key to each other, and they were the same."""
    if not enrolment.note_compared(unit, public, by=by.name, at=at):
        raise refusals.KeyChanged


def accept_held(n: int, *, below: Callable[[str], Sequence[str]], by: Officer, at: datetime) -> int:
    """Take in what a disconnected machine sent, as if it had just come; how many changes there were."""
    unit = held.unit_of(n)
    if unit is None:
        raise refusals.NoSuchHeldWork
    try:
        return held.accept(n, below=below(unit), by=by.name, at=at)
    except held.NotWhole as no:
        raise refusals.HeldWorkNotWhole from no


def set_held_aside(n: int, *, by: Officer, at: datetime) -> None:
    """Leave what a disconnected machine sent where it lies."""
    if held.unit_of(n) is None:
        raise refusals.NoSuchHeldWork
    held.set_aside(n, by=by.name, at=at)
