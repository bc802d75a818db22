"""A dossier written by hand on a blank receipt during a power cut, and keyed in at the intake afterwards."""

from dataclasses import replace
from datetime import datetime

from app.domain import reserve
from app.domain.intake import Intake
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete
from app.domain.reserve import BlankState, HandWritten
from app.queries import reserve as questions
from app.web.intake_answers import Answers

BOXES = ("reserve_code", "reserve_on", "reserve_time")


def written_on(answers: Answers) -> HandWritten | None:
    """What the three boxes of the form say; None when they are empty or cannot be read."""
    try:
        return reserve.hand_written(*(answers[name] for name in BOXES))
    except FormNotComplete:
        return None


def faults(answers: Answers, by: Officer, now: datetime) -> dict[str, str]:
    """What must be mended in the three boxes before the dossier can have that number."""
    try:
        written = reserve.hand_written(*(answers[name] for name in BOXES))
    except FormNotComplete as no:
        return dict(no.facts["fields"])
    if written is None:
        return {}
    blank = questions.one(written.code, by)
    return reserve.objections(blank, written, answers["dossier_id"], now)


def intake_of(answers: Answers) -> Intake:
    """The answers as the rules take them, with the number and the moment of the sheet where there is one."""
    written = written_on(answers)
    if written is None:
        return answers.intake()
    return replace(answers.intake(), reserve_code=written.code, received_at=written.received_at)


def scanned(code: str, by: Officer) -> dict[str, str]:
    """The box that a sheet fills which is not keyed in yet; nothing for any other code."""
    blank = questions.one(code, by)
    if blank is None or blank.state is BlankState.KEYED:
        return {}
    return {"reserve_code": blank.code}
