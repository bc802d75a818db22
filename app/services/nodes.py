"""Making an instance a node: the top of a tree, or a child that a parent has invited."""

from datetime import datetime

from app import catalogue
from app.domain import refusals
from app.domain.units import Unit
from app.domain.units import at as unit_at
from app.queries import nodes
from sync import enrolment, identity, journal
from sync.journal import transaction

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
