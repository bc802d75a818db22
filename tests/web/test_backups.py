"""The page of copies: asked for as long work, told truthfully here and at the parent."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from app import clock, reporting
from app.jobs import work_off
from app.queries import backups
from tests.web.counter import main

SignedIn = Callable[[str], FlaskClient]


def test_a_trial_asked_for_makes_the_first_copy_and_tells_what_came_of_it(
    app: Flask, signed_in: SignedIn
) -> None:
    instance, quang = app.extensions["motcua"]["instance"], signed_in("quang")
    before = main(quang.get("/sao-luu").text)

    card = quang.post("/sao-luu/phuc-hoi-thu").headers["Location"]
    work_off(instance)

    assert "Chưa có bản sao nào" in before
    assert "Phục hồi được, khớp hết: 0 hồ sơ" in main(quang.get(card).text)
    page = main(quang.get("/sao-luu").text)
    assert (page.count("được</span>"), "chưa thử" in page) == (3, False)
    told = reporting.facts(instance.settings, clock.now())
    standing = backups.standing(instance.settings.backups)
    assert (told.backup_at, told.restore_tested_at) == (standing.newest_at, standing.proven_at)
    assert (told.backup_ok, told.restore_ok, told.people_online) == (True, True, 1)


def test_a_trial_that_failed_is_a_job_not_done_and_a_warning(
    app: Flask, signed_in: SignedIn
) -> None:
    instance, quang = app.extensions["motcua"]["instance"], signed_in("quang")
    instance.settings.backups.mkdir(parents=True, exist_ok=True)
    (instance.settings.backups / "motcua-20300101T000000Z.db").write_bytes(b"SQLite format 3\0torn")

    card = quang.post("/sao-luu/phuc-hoi-thu").headers["Location"]
    work_off(instance)

    assert "Không xong" in main(quang.get(card).text)
    assert "phục hồi thử không được" in main(quang.get("/sao-luu").text)
    assert reporting.facts(instance.settings, clock.now()).restore_ok is False


def test_only_an_administrator_opens_the_page(signed_in: SignedIn) -> None:
    assert signed_in("an").get("/sao-luu").status_code == 403
