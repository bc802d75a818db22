"""Every page on which a citizen stands writes one line of the access log, and the log can be read and taken away."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.routing import Rule

from app import clock
from app.models.dossiers import Paper
from app.models.money import Payment
from app.models.people import AccessNote, PersonDossier
from app.queries.queues import KINDS
from app.services import jobs
from app.web.prints import SLUGS
from app.web.step_dialogs import KEYS
from tests.web.counter import BIRTH, main, step, take_in

NAME, NUMBER = "Quách Thị Xuyến", "042185009999"
NOBODY = ("static", "sync.", "frame.")


@pytest.fixture
def dossier_id(signed_in: Callable[[str], FlaskClient]) -> str:
    """A dossier of a citizen whose name nobody else has, taken up and paid for."""
    an = signed_in("an")
    made = take_in(an, applicant_name=NAME, id_no=NUMBER, quantity__late="1")
    step(signed_in("binh"), made, "thu-ly")
    an.post(f"/ho-so/{made}/trao-doi", data={"text": "Đã gọi."})
    an.post(f"{BIRTH}/nhap", data={"applicant_name": NAME})
    return made


def addresses(app: Flask, dossier_id: str) -> list[str]:
    """Every page of the program, about this dossier and its person where it is about one."""
    person = PersonDossier.get(PersonDossier.dossier_id == dossier_id).person
    paper = Paper.get(Paper.dossier_id == dossier_id).id
    paid = Payment.select().first()
    fillings = {
        "<dossier_id>": [dossier_id], "<int:person_id>": [str(person)], "<paper_id>": [paper],
        "<key>": [kind.key for kind in KINDS], "<slug>": list(SLUGS), "<action>": list(KEYS),
        "<day>": [f"{clock.local(clock.now()):%Y-%m-%d}"], "<payment_id>": [paid.id if paid else "0"],
        "<procedure_id>": ["1.001193@1"], "<username>": ["an"], "<code>": ["1.001193"],
    }  # fmt: skip
    found = [
        filled
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(NOBODY)
        for filled in _filled(rule, fillings)
    ]
    return [*found, f"{BIRTH}?chep={dossier_id}", f"{BIRTH}?nguoi={person}", f"/ho-so?q={NUMBER}"]


def _filled(rule: Rule, fillings: dict[str, list[str]]) -> list[str]:
    some = [rule.rule]
    for converter, values in fillings.items():
        some = [each.replace(converter, value) for each in some for value in values]
    return [each for each in dict.fromkeys(some) if "<" not in each]


def shows_the_citizen(page: str) -> bool:
    return NAME in page or NUMBER in page


@pytest.mark.parametrize("username", ["an", "binh", "chi"])
def test_each_page_that_shows_a_citizen_writes_exactly_one_line(
    app: Flask, signed_in: Callable[[str], FlaskClient], dossier_id: str, username: str
) -> None:
    browser, seen, wrong = signed_in(username), [], []
    for address in addresses(app, dossier_id):
        AccessNote.delete().execute()
        answer = browser.get(address)
        is_page = answer.mimetype == "text/html"
        shown = is_page and shows_the_citizen(answer.text)
        seen += [address] if shown else []
        lines = AccessNote.select().count()
        wrong += [(address, lines)] if lines > 1 or (shown and lines != 1) else []

    assert wrong == []
    assert len(seen) > 15


def test_what_was_refused_or_not_found_is_no_look(
    signed_in: Callable[[str], FlaskClient], dossier_id: str
) -> None:
    AccessNote.delete().execute()

    signed_in("quang").get(f"/ho-so/{dossier_id}")
    signed_in("an").get(f"/ho-so/{'0' * 32}")

    assert AccessNote.select().count() == 0


def test_a_print_and_a_list_taken_away_are_told_apart_from_looks(
    app: Flask, signed_in: Callable[[str], FlaskClient], dossier_id: str, tmp_path: object
) -> None:
    an = signed_in("an")
    an.post(f"/ho-so/{dossier_id}/in/giay-tiep-nhan/lan-in", data={"seen": "0"})
    card = an.post("/ho-so/xuat", data={"tim": NUMBER}).headers["Location"]
    jobs.run_next(app.extensions["motcua"]["instance"].settings.results, clock.now)
    an.get(f"{card}/tep")

    told = [(row.page, row.what, row.count) for row in AccessNote.select()]
    assert ("paper_form", "print", 1) in told
    assert ("export", "export", 1) in told


def test_the_leader_finds_who_looked_at_a_dossier(
    signed_in: Callable[[str], FlaskClient], dossier_id: str
) -> None:
    AccessNote.delete().execute()
    signed_in("an").get(f"/ho-so/{dossier_id}")
    signed_in("an").get("/ho-so")

    chi = signed_in("chi")
    page = main(chi.get(f"/nhat-ky?ho-so={dossier_id}&can-bo=an").text)
    nobody = main(chi.get("/nhat-ky?ho-so=H27.35.07-190524-9999").text)

    assert page.count("<time") == 1
    assert "Trần Thị An" in page and f'href="/ho-so/{dossier_id}"' in page
    assert "Không có dòng nào khớp" in nobody
    assert not shows_the_citizen(page)


def test_the_log_goes_out_as_a_sheet_which_is_noted(
    app: Flask, signed_in: Callable[[str], FlaskClient], dossier_id: str
) -> None:
    signed_in("an").get(f"/ho-so/{dossier_id}")
    chi = signed_in("chi")
    card = chi.post("/nhat-ky/xuat", data={"can-bo": "an"}).headers["Location"]
    jobs.run_next(app.extensions["motcua"]["instance"].settings.results, clock.now)

    sheet = load_workbook(BytesIO(chi.get(f"{card}/tep").data)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[1] == "an"]

    assert rows and {row[2] for row in rows} == {"Trần Thị An"}
    assert AccessNote.select().where(AccessNote.page == "access_log").count() == 1


def test_the_desk_may_not_read_the_log(signed_in: Callable[[str], FlaskClient]) -> None:
    assert signed_in("an").get("/nhat-ky").status_code == 403
    assert signed_in("quang").get("/nhat-ky").status_code == 200


def test_the_log_goes_on_over_pages(signed_in: Callable[[str], FlaskClient]) -> None:
    now = clock.now()
    AccessNote.insert_many(
        [{"at": now, "by": "an", "page": "dossiers", "what": "view", "count": 1}] * 60
    ).execute()
    chi = signed_in("chi")

    first = main(chi.get("/nhat-ky?can-bo=an&trang=dossiers").text)
    (address,) = [
        part.split('"')[0]
        for part in first.split('href="')
        if part.startswith("/nhat-ky?") and "sau=" in part
    ]
    second = main(chi.get(address.replace("&amp;", "&")).text)

    assert (first.count("<time"), second.count("<time")) == (50, 10)
