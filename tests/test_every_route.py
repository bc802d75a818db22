"""Every address of the program, asked for by every role at a busy commune and its district.

That each route says who may open it is shown in tests/web/test_frame.py; here the routes are walked.
"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import create_app, database
from app.domain.officers import Officer
from app.domain.permissions import may
from app.instance import open_instance
from app.models.dossiers import Dossier
from app.models.money import Payment
from app.queries import officers, receipts
from app.queries.queues import KINDS
from app.web.guards import ANYONE
from app.web.prints import SLUGS
from app.web.step_dialogs import KEYS
from tests.offices import PEOPLE, Offices
from tests.processes import PASSWORD

MOST_QUESTIONS = 46
NO_DOSSIER = "0" * 32
SIGN_IN = "/dang-nhap"
NOT_FOR_PEOPLE = ("static", "sync.")

# What a page may answer to somebody who may open it, where that is not always a page.
ANSWERS = {
    "papers.page": {404},  # a page waits only where one was scanned
    "steps.form": {200, 409},  # the step is not open on this dossier
    "history.compare": {422},  # nothing chosen
    "history.as_of": {422},
    "prints.receipt": {200, 409},  # a dossier without a number has no receipt
    "reserve.one": {200, 404},  # a pack only where one was made
    "reserve.printed": {200, 404},
    "printers.one": {200, 404},  # a printer only where one was set up
    "printers.trial": {200, 404},
    "handover_lists.printed": {404},  # a list names its receiver and its day
    "visits.sheet": {200, 409},  # what has no number yet is on no sheet
    "prints.form": {200, 409},  # a letter nobody wrote cannot be printed
    "locks.cover": {303},  # the screen is not covered
    "signing.index": {200, 403},  # the pile is the leader's
    "signing.preview": {422, 403},  # nothing chosen
    "desk.queue": {200, 404},  # a queue of another role or another kind of office
    "conflicts.one": {200, 404},  # a card only where something is or was contested
    "common_conflicts.one": {404},  # a row only where two values live
    "corrections.form": {200, 409},  # what has ended is not corrected
    "sync_page.run": {200, 404},  # a run of this number is kept only where there was one
    "verification.one": {200, 404},  # an incident is kept only where there was one
    "jobs.one": {200, 404},  # a number of no job, or of a colleague's
    "jobs.file": {200, 404},
    "batches.preview": {404},  # no verb was chosen
    "batch_prints.sheets": {404},  # a number of no batch
    "imports.one": {200, 404},  # a number of no register
    "dispatches.one": {404},
    "dispatches.edit": {404},
    "dispatches.file": {404},
    "dispatches.book": {200, 404},
    "notices.one": {404},  # made by their own tests
    "notices.sent_one": {404},
    "notices.edit": {404},
    "notices.file": {404},
    "forwarding.one": {200, 404},  # a dossier of another office
    "fleet.index": {200, 404},  # only where offices stand below
    "fleet.office": {200, 404},
    "fleet.sheet": {200, 404},
    "fleet.join": {200, 404},
    "fleet.limits": {200, 404},
    "reconciliation.index": {200, 404},
    "reconciliation.one": {200, 404},
    "fleet.held_work": {200, 404},
    "receipts.one": {200, 404},  # only an office with a parent has receipts
    "receipts.download": {200, 404},
    "payments.collect_form": {200, 409},  # the office that received the dossier takes its money
    "payments.refund_form": {200, 404, 409},
    "payments.receipt": {200, 404},
    "people.one": {200, 404},  # a record is kept only where a dossier brought it
    "people.edit": {200, 404},
    "people_pairs.one": {200, 404},
    "twins.one": {200, 404},
    "refused_changes.one": {200, 404},
    "catalogues.one": {200, 404},  # a version only where one was published
    "catalogues.board": {200, 404},  # only where offices stand below
    "catalogue_drafts.index": {200, 403},  # the top alone drafts the catalogue
    "catalogue_drafts.offers": {200, 403},
    "catalogue_drafts.preview": {200, 403, 409},  # no draft is open
    "procedure_editor.new": {200, 403, 409},
    "catalogue_files.index": {200, 403},
    "catalogue_files.one": {200, 404},  # a number of no file
    "procedure_editor.edit": {200, 403, 409},
    "setup.index": {303, 404},  # gone once the office is set up
    "sessions.sign_in": {303},  # already signed in
}
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
}  # fmt: skip


@dataclass(frozen=True)
class Office:
    """The program over one node, and an officer of each role who works there."""

    app: Flask
    unit: str
    file: Path

    def browser(self, username: str) -> FlaskClient:
        browser = self.app.test_client()
        with without_csrf(self.app):
            browser.post(SIGN_IN, data={"username": username, "password": PASSWORD})
        return browser

    def addresses(self, method: str) -> list[tuple[str, Rule]]:
        """Every address of the program, with dossiers of every status put into those that name one."""
        return [
            (address, rule)
            for rule in self.app.url_map.iter_rules()
            if method in rule.methods and not rule.endpoint.startswith(NOT_FOR_PEOPLE)
            for address in self._filled(rule)
        ]

    def _filled(self, rule: Rule) -> list[str]:
        addresses = [rule.rule]
        for converter, values in {
            "<dossier_id>": [*_one_of_each_status(), NO_DOSSIER],
            "<action>": list(KEYS),
            "<slug>": list(SLUGS),
            "<int:printer_id>": ["1"],
            "<int:pack>": ["1"],
            "<document_id>": [NO_DOSSIER],
            "<dispatch_id>": [NO_DOSSIER],
            "<file_id>": [NO_DOSSIER],
            "<side>": ["den", "di", "khong"],
            "<int:year>": ["2019"],
            "<notice_id>": [NO_DOSSIER],
            "<batch>": [NO_DOSSIER],
            "<draft_id>": [NO_DOSSIER],
            "<paper_id>": [NO_DOSSIER],
            "<int:page_id>": ["999999"],
            "<key>": [kind.key for kind in KINDS] + ["khong-co"],
            "<procedure_id>": ["2.000815@1", "1.010405@1"],
            "<code>": ["2.000815", "1.010405"],
            "<username>": [PEOPLE[self.unit][0][0]],
            "<int:session_id>": ["1"],
            "<int:number>": ["1"],
            "<int:held_n>": ["1"],
            "<unit>": ["18571"],
            "<message_id>": [NO_DOSSIER],
            "<bundle_id>": [NO_DOSSIER],
            "<number>": [_one_receipt(), "0000-1"],
            "<payment_id>": [_one_payment(), NO_DOSSIER],
            "<day>": ["2019-05-24"],
            "<int:run_n>": ["1"],
            "<int:record_n>": ["1"],
            "<int:change_n>": ["1"],
            "<int:person_id>": ["1", "999999"],
            "<int:pair_id>": ["999999"],
            "<int:merge_id>": ["999999"],
            "<int:incident_n>": ["1"],
            "<int:job_n>": ["1"],
            "<int:batch_n>": ["1"],
            "<int:sheet_n>": ["1"],
            "<int:line>": ["1"],
            "<int:filter_n>": ["1"],
        }.items():
            addresses = [
                address.replace(converter, value)
                for address in addresses
                for value in (values if converter in address else [""])
            ]
        return addresses


def _one_of_each_status() -> list[str]:
    found = Dossier.select(Dossier.status, Dossier.id).order_by(Dossier.n).tuples()
    return list(dict(list(found)).values())


def _one_payment() -> str:
    found = Payment.select(Payment.id).where(Payment.kind == "paid").first()
    return found.id if found else NO_DOSSIER


def _one_receipt() -> str:
    found = receipts.days()
    return found[0].receipts[0].number if found else "0000-2"


class without_csrf:  # noqa: N801 - reads as a word
    """Signing in asks for a token too; that is shown elsewhere."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __enter__(self) -> None:
        self.app.config["WTF_CSRF_ENABLED"] = False

    def __exit__(self, *_: object) -> None:
        self.app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture(scope="module", params=["18571", "445"], ids=["commune", "district"])
def office(
    request: pytest.FixtureRequest,
    seeded_offices: Offices,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Office]:
    node = seeded_offices.copies(tmp_path_factory.mktemp("routes"))[request.param]
    instance = open_instance(node.directory)
    yield Office(create_app(instance), request.param, node.directory / "motcua.db")
    database.close()


@pytest.fixture(scope="module", params=["desk", "case_officer", "leader", "admin"])
def officer(request: pytest.FixtureRequest, office: Office) -> Officer:
    """The officer of this office with this role."""
    username = next(each[0] for each in PEOPLE[office.unit] if request.param in each[2:])
    found = officers.one(username)
    assert found is not None
    return found.officer


@dataclass(frozen=True)
class Visit:
    """What one address answered; `questions` is how many times it asked the database."""

    address: str
    rule: Rule
    status: int
    page: str
    questions: int


@pytest.fixture(scope="module")
def visits(office: Office, officer: Officer) -> list[Visit]:
    """The officer looks at every page there is."""
    browser = office.browser(officer.username)
    return [visit(browser, address, rule) for address, rule in office.addresses("GET")]


def visit(browser: FlaskClient, address: str, rule: Rule) -> Visit:
    questions: list[str] = []
    connection = database.database.connection()
    connection.set_trace_callback(questions.append)
    answer = browser.get(address)
    connection.set_trace_callback(None)
    is_page = answer.mimetype == "text/html" and not answer.location
    page = answer.text if is_page else ""
    return Visit(address, rule, answer.status_code, page, len(questions))


def test_every_page_renders_or_says_kindly_why_not(
    office: Office, officer: Officer, visits: list[Visit]
) -> None:
    wrong = [
        (each.address, each.status)
        for each in visits
        if each.status not in expected(office, officer, each)
    ]

    assert wrong == []


def expected(office: Office, officer: Officer, each: Visit) -> set[int]:
    guard = office.app.view_functions[each.rule.endpoint].guard
    if guard != ANYONE and not may(officer, guard):
        return {403}
    if NO_DOSSIER in each.address:
        return {404}
    return ANSWERS.get(each.rule.endpoint, {200})


def test_every_page_is_whole_markup(visits: list[Visit]) -> None:
    faults = [(each.address, fault) for each in visits for fault in faults_of(each.page)]

    assert faults == []


def test_no_page_asks_the_database_more_the_more_there_is(visits: list[Visit]) -> None:
    many = [(each.address, each.questions) for each in visits if each.questions > MOST_QUESTIONS]

    assert many == []


def faults_of(page: str) -> list[str]:
    markup = Markup()
    markup.feed(page)
    return markup.faults()


class Markup(HTMLParser):
    """Notices what browsers mend in silence: tags not closed, ids given twice, labels of nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._crossed: list[str] = []
        self._ids: Counter[str] = Counter()
        self._named: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._ids.update(filter(None, [given.get("id")]))
        self._named.update((given.get("for") or "").split())
        self._named.update((given.get("aria-describedby") or "").split())
        self._named.update((given.get("aria-labelledby") or "").split())
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Closed where it was opened."""

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1:] == [tag]:
            self._open.pop()
        else:
            self._crossed.append(tag)

    def faults(self) -> list[str]:
        return [
            *(f"<{tag}> not closed" for tag in self._open),
            *(f"</{tag}> closes nothing" for tag in self._crossed),
            *(f"id {name} twice" for name, times in self._ids.items() if times > 1),
            *(f"no element has the id {name}" for name in self._named - set(self._ids)),
        ]


def test_nobody_sees_a_page_before_signing_in(office: Office) -> None:
    browser = office.app.test_client()

    seen = [
        (address, answer.status_code, answer.headers.get("Location"))
        for address, rule in office.addresses("GET")
        if not open_to_anyone(office, rule)
        and not is_sent_to_sign_in(answer := browser.get(address))
    ]

    assert seen == []


def open_to_anyone(office: Office, rule: Rule) -> bool:
    return office.app.view_functions[rule.endpoint].guard == ANYONE


def is_sent_to_sign_in(answer: object) -> bool:
    return answer.status_code == 303 and answer.headers["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed-in", "nobody"])
def test_no_form_is_taken_without_its_token(
    office: Office, officer: Officer, signed_in: bool
) -> None:
    browser = office.browser(officer.username) if signed_in else office.app.test_client()
    before = content(office.file)

    taken = [
        (address, answer.status_code)
        for address, _ in office.addresses("POST")
        if (answer := browser.post(address, data={"seen": "99"})).status_code != 400
    ]

    assert taken == []
    assert content(office.file) == before


def content(file: Path) -> str:
    """A digest of every row of the database."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as reader:
        tables = reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = [(name, reader.execute(f"SELECT * FROM {name}").fetchall()) for (name,) in tables]  # noqa: S608
    reader.close()
    return hashlib.sha256(repr(rows).encode()).hexdigest()
