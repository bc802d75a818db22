"""Every look at personal data is noted once the page was made, whatever view answered.

No view has to think of it: what names a dossier or a person in its address is noted by itself, other pages stand in
LOOKS. A test walks all pages with a citizen in them, whose name it then looks for.
"""

from collections.abc import Mapping
from typing import NamedTuple

from flask import Flask, Response, g, request

from app import clock
from app.domain.access_log import EXPORT, PRINT, VIEW
from app.services import access_log as services
from app.web.guards import is_covered, officer_or_none
from app.web.pages import wants_fragment


class Looked(NamedTuple):
    """What a line of the log says of a page: its kind, and which part of the address names the record."""

    page: str
    names: str = ""
    what: str = VIEW


LOOKS: Mapping[str, Looked] = {
    "access_log.index": Looked("access_log"),
    "appointments.index": Looked("appointments"),
    "appointments.printed": Looked("appointments"),
    "batch_prints.sheets": Looked("paper_form", "batch_n"),
    "batches.preview": Looked("dossiers"),
    "conflicts.index": Looked("conflicts"),
    "conflicts.to_print_again": Looked("dossiers"),
    "desk.index": Looked("desk"),
    "desk.queue": Looked("desk", "key"),
    "dispatches.file": Looked("letter", "dispatch_id"),
    "dispatches.one": Looked("letter", "dispatch_id"),
    "documents.content": Looked("file", "dossier_id"),
    "documents.preview": Looked("file", "dossier_id"),
    "dossiers.index": Looked("dossiers"),
    "drafts.index": Looked("drafts"),
    "forwarding.index": Looked("forwarded"),
    "handover_lists.index": Looked("handover"),
    "handover_lists.printed": Looked("handover"),
    "history.as_of": Looked("history", "dossier_id"),
    "history.compare": Looked("history", "dossier_id"),
    "history.index": Looked("history", "dossier_id"),
    "imports.one": Looked("imports", "sheet_n"),
    "jobs.file": Looked("export", "job_n", EXPORT),
    "money.index": Looked("money"),
    "money.sheet": Looked("money", "day"),
    "notes.index": Looked("notes", "dossier_id"),
    "notes.unread": Looked("notes"),
    "paper_places.index": Looked("places"),
    "papers.page": Looked("file", "dossier_id"),
    "payments.receipt": Looked("fee_receipt", "payment_id"),
    "payments.refund_form": Looked("fee_receipt", "payment_id"),
    "people.index": Looked("people"),
    "people_pairs.one": Looked("pair", "pair_id"),
    "prints.form": Looked("paper_form", "dossier_id"),
    "prints.receipt": Looked("paper_form", "dossier_id"),
    "refused_changes.one": Looked("outbox", "change_n"),
    "registers.index": Looked("register"),
    "registers.printed": Looked("register"),
    "shifts.slip": Looked("shift"),
    "signing.index": Looked("signing"),
    "signing.preview": Looked("signing"),
    "sync_page.arrived": Looked("outbox"),
    "sync_page.refused": Looked("outbox"),
    "sync_page.waiting": Looked("outbox"),
    "twins.index": Looked("twins"),
    "twins.one": Looked("twins", "pair_id"),
    "visits.one": Looked("visit", "dossier_id"),
    "visits.sheet": Looked("visit", "dossier_id"),
}
"""Pages that show personal data, by endpoint. Others that name a dossier or a person are `dossier` and `person`."""

PRESSES: Mapping[str, Looked] = {
    "handover_lists.begin": Looked("handover", "", PRINT),
    "payments.begin": Looked("fee_receipt", "payment_id", PRINT),
    "people.find": Looked("people"),
    "prints.begin": Looked("paper_form", "dossier_id", PRINT),
    "registers.begin": Looked("register", "", PRINT),
    "visits.begin": Looked("visit", "dossier_id", PRINT),
}
"""Forms whose answer shows personal data, or after which it lies in the printer."""

BY_ADDRESS = {
    "dossier_id": Looked("dossier", "dossier_id"),
    "person_id": Looked("person", "person_id"),
}
BY_QUESTION = {
    "nguoi": Looked("person", "nguoi"),
    "chep": Looked("dossier", "chep"),
    "ho-so": Looked("intake", "ho-so"),
    "nhap": Looked("drafts", "nhap"),
}
"""What an intake form is filled from; an empty form shows nobody."""
SHOWN = {200, 409, 422}
"""A page that says why not shows the dossier, too."""


def register(app: Flask) -> None:
    """Note every look, whatever view answered."""
    app.after_request(note_look)


def counted(records: int) -> None:
    """A list says how many records its page shows."""
    g.looked_at = max(1, records)


def note_look(answer: Response) -> Response:
    """One line for a page that shows personal data to an officer; what was not shown is not noted."""
    looked = _looked(answer)
    by = officer_or_none() if looked else None
    if looked and by and not is_covered():
        named = {**request.args, **(request.view_args or {})}.get(looked.names, "")
        as_file = looked.page == "file" and "tai" in request.args
        what = EXPORT if as_file or request.args.get("tep") == "pdf" else looked.what
        services.note(
            looked.page, named, by=by, at=clock.now(), what=what, count=g.get("looked_at", 1)
        )
    return answer


def _looked(answer: Response) -> Looked | None:
    endpoint, names = request.endpoint or "", request.view_args or {}
    if request.method == "POST" and endpoint in PRESSES:
        return PRESSES[endpoint] if answer.status_code < 400 else None
    if answer.status_code not in SHOWN or _is_poll():
        return None
    if request.method == "GET" and endpoint in LOOKS:
        return LOOKS[endpoint]
    if endpoint == "intake.form":
        return next((BY_QUESTION[name] for name in BY_QUESTION if request.args.get(name)), None)
    return next((looked for name, looked in BY_ADDRESS.items() if name in names), None)


def _is_poll() -> bool:
    """The counters of the desk refresh themselves; they name nobody."""
    return request.endpoint == "desk.queue" and wants_fragment()
