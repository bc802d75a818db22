"""What every page of the intake shows: the form, the form with its faults, the check page."""

from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response

from app.domain import labels, own_fields
from app.domain.birth_dates import show_date
from app.domain.prints import paper_words
from app.domain.procedure_cases import ProcedureCase
from app.domain.procedures import Procedure
from app.queries import procedures as queries
from app.web.guards import current_officer
from app.web.intake_answers import Answers
from app.web.intake_drafts import not_seen, standing
from app.web.intake_live import Live
from app.web.pages import refused
from app.web.procedures import time_of

MISSING_REASON = "Ghi lý do vẫn tiếp nhận khi còn điều cần để ý."


def mend(answers: Answers, live: Live, more: dict[str, str] | None = None) -> Response:
    """The form again, every answer kept, with what must be mended above it."""
    faults = {**live.findings.must_fix, **(more or {})}
    return refused(
        "intake/form.html", faults.items(), **page_of(answers, live, 1), is_new=False, read=None
    )


def in_the_way(answers: Answers, live: Live) -> Response | None:
    """What stops a dossier from being received as the check page shows it; None when nothing does."""
    if faults := not_seen(answers, request.form, current_officer()):
        return refused("intake/review.html", faults, status=409, **review_of(answers, live))
    if live.findings.must_fix:
        return mend(answers, live)
    if live.care and not answers["reason"]:
        faults = [("reason", MISSING_REASON)]
        return refused("intake/review.html", faults, **review_of(answers, live))
    return None


def page_of(answers: Answers, live: Live, spare: int) -> dict[str, Any]:
    return {
        "answers": answers,
        "procedure": answers.procedure,
        "cases": [(case.code, _case_words(case)) for case in answers.procedure.cases],
        "papers": answers.papers(spare),
        "live": live,
        "draft": standing(answers, current_officer()),
        "labels": labels,
        "channels": [(key, labels.CHANNELS.get(key, key)) for key in answers.procedure.channels],
        "time_words": time_of(answers.chosen),
        "own_choices": lambda field: [(words, words) for words in field.choices],
        "own_answers": list(own_fields.ANSWERS.items()),
    }


def review_of(answers: Answers, live: Live) -> dict[str, Any]:
    return page_of(answers, live, 0) | {
        "intake": live.findings.intake,
        "show_day": show_date,
        "paper_words": paper_words,
        "own": own_fields.entries(answers.procedure.own_fields, live.findings.intake.own, None),
        "own_words": own_fields.words_of,
    }


def _case_words(case: ProcedureCase) -> str:
    return f"{case.name} ({case.note})" if case.note else case.name


def procedure_of(procedure_id: str) -> Procedure:
    return queries.one(procedure_id) or abort(404)


def posted(procedure_id: str) -> Answers:
    return Answers.posted(procedure_of(procedure_id), request.form)
