"""The scan box of the intake: a card fills the form, a dossier's code opens the dossier."""

from dataclasses import dataclass, field

from flask import jsonify, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import labels, scans
from app.domain.officers import Officer
from app.domain.refusals import NoSuchDossier, Refusal
from app.queries import dossiers
from app.web.intake_answers import Answers
from app.web.intake_reserve import scanned

FOR, SUBMITTER = "scan_for", "submitter"


@dataclass(frozen=True)
class Read:
    """What came of a scan: the form as it is now, and what the officer should look at."""

    answers: Answers
    filled: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    differs: list[tuple[str, str, str]] = field(default_factory=list)
    """(the box in words, what is typed in it, what the card says)"""
    text: str = ""
    opens: str = ""


def wants_answer() -> bool:
    """Whether the script of the form asks, and wants no page."""
    return request.accept_mimetypes.best == "application/json"


def read(answers: Answers, text: str, by: Officer, *, take_all: bool = False) -> Read:
    """Fill what is empty; what is typed differently stays, unless `take_all` lets the card win."""
    scan = _scan(text)
    if scan.code:
        found = dossiers.id_of_code(str(scan.code), by)
        if found is None and (sheet := scanned(str(scan.code), by)):
            return Read(answers.resumed(sheet), tuple(sheet))
        if found is None:
            raise NoSuchDossier
        return Read(answers, opens=url_for("dossiers.one", dossier_id=found))
    differs = {} if take_all else scans.differing(answers.typed, scan)
    filled = {name: value for name, value in scan.fields.items() if name not in differs}
    rows = [(_label(name), answers[name], value) for name, value in differs.items()]
    return Read(answers.resumed(filled), tuple(filled), scan.warnings, rows, text)


def answered(answers: Answers, text: str, by: Officer) -> Response:
    """The same for the script: the boxes to fill, and those the officer decides about."""
    try:
        scan = read(answers, text, by)
        if scan.opens:
            return jsonify(opens=scan.opens)
        fields = {
            **_scan(text).fields,
            **{name: scan.answers[name] for name in scan.filled},
        }
    except Refusal as no:
        response = jsonify(words=str(no))
        response.status_code = 422
        return response
    names = {name: value for name, value in fields.items() if name not in scan.filled}
    return jsonify(
        fields={name: fields[name] for name in scan.filled},
        differs=[
            {"name": name, "label": _label(name), "typed": answers[name], "card": value,
             "typed_words": _words(name, answers[name]), "card_words": _words(name, value)}
            for name, value in names.items()
        ],
        warnings=list(scan.warnings),
    )  # fmt: skip


def _scan(text: str) -> scans.Scan:
    """What was scanned, of the person the form says the card belongs to."""
    scan = scans.read_scan(text, clock.local(clock.now()).date())
    return scans.for_submitter(scan) if request.form.get(FOR) == SUBMITTER else scan


def _label(name: str) -> str:
    return labels.FIELDS["dossier"].get(name, name)


def _words(name: str, value: str) -> str:
    return labels.GENDERS.get(value, value) if name == "gender" else value
