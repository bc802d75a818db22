"""How a dossier stands to an officer: what the workflow must know to say which step is open."""

from datetime import date

from app.domain.dossiers import Status
from app.domain.officers import Officer
from app.domain.workflow import Hand, Standing, Step, open_steps
from app.models.dossiers import Dossier
from app.queries import units


def standing_of(dossier: Dossier, officer: Officer, on: date) -> Standing:
    """The dossier as the workflow sees it; a status of a newer program stands outside every step."""
    known = dossier.status in set(Status)
    holds = dossier.holder_unit == officer.unit
    return Standing(
        status=Status(dossier.status) if known else Status.STOPPED,
        at_home=dossier.unit == officer.unit,
        holds=holds,
        has_parent=holds and units.office_above(officer.unit, on) is not None,
        hand=hand_of(dossier, officer),
        code=dossier.code or "này",
        holder=units.name_of(dossier.holder_unit, on),
        colleague=dossier.holder_officer_name or "cán bộ khác",
    )


def hand_of(dossier: Dossier, officer: Officer) -> Hand:
    if dossier.holder_officer is None:
        return Hand.NOBODY
    return Hand.MINE if dossier.holder_officer == str(officer) else Hand.COLLEAGUE


def steps_for(dossier: Dossier, officer: Officer, on: date) -> list[Step]:
    """The buttons of the dossier's page for this officer, worded as this office speaks."""
    return open_steps(
        dossier.status,
        dossier.unit == officer.unit,
        dossier.holder_unit == officer.unit,
        officer.roles,
        has_parent=units.office_above(officer.unit, on) is not None,
        hand=hand_of(dossier, officer),
        parent=units.word_above(officer.unit, on),
    )
