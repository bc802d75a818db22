"""When nothing can be written, what was typed is still on the page, and goes out with one press afterwards."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from peewee import OperationalError

from app import database
from app.models.dossiers import Dossier
from app.services import visits
from bench import forms
from tests.web.counter import BIRTH, HTMX, SignedIn, answers

ADDRESS = "Thôn “Liên Hải” <số 5>"


@pytest.fixture
def an(signed_in: SignedIn) -> FlaskClient:
    return signed_in("an")


@pytest.fixture
def give_no_room(an: FlaskClient) -> Callable[[bool], None]:
    """No page more for the database file, or as many as it likes again."""

    def limit(is_full: bool) -> None:
        run = database.database.execute_sql
        pages = run("PRAGMA page_count").fetchone()[0] if is_full else 2**30
        run(f"PRAGMA max_page_count = {pages}")

    return limit


def receive(an: FlaskClient, **headers: str) -> tuple[int, str]:
    typed = answers(address=ADDRESS, reason="Đã xem. " * 200)
    answer = an.post(f"{BIRTH}/nhan", data=typed, headers=headers)
    return answer.status_code, answer.text


def test_a_full_disk_is_told_and_the_form_kept(
    an: FlaskClient, give_no_room: Callable[[bool], None]
) -> None:
    give_no_room(True)

    status, page = receive(an)

    assert status == 503
    assert "Ổ đĩa của máy chủ đã đầy" in page
    assert dict(forms.read(page)[0].values)["address"] == ADDRESS
    assert Dossier.select().count() == 0


def test_the_kept_form_is_taken_when_there_is_room(
    an: FlaskClient, give_no_room: Callable[[bool], None]
) -> None:
    give_no_room(True)
    form = forms.read(receive(an)[1])[0]
    give_no_room(False)

    answer = an.post(form.action, data=dict(form.values))

    assert answer.status_code == 303
    assert Dossier.get().address == ADDRESS


def test_htmx_is_told_above_a_page_that_stays(
    an: FlaskClient, give_no_room: Callable[[bool], None]
) -> None:
    give_no_room(True)

    status, page = receive(an, **HTMX)

    assert status == 503
    assert "Ổ đĩa của máy chủ đã đầy" in page
    assert "<form" not in page


def test_a_busy_database_keeps_the_form_too(
    an: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "receive", raises(OperationalError("database is locked")))

    status, page = receive(an)

    assert status == 503
    assert dict(forms.read(page)[0].values)["address"] == ADDRESS


def test_a_file_without_room_is_told_as_such(
    an: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "receive", raises(OSError(28, "No space left on device")))

    status, page = receive(an)

    assert status == 503
    assert "Ổ đĩa của máy chủ đã đầy" in page


def raises(problem: Exception) -> Callable[..., None]:
    def act(*_: object, **__: object) -> None:
        raise problem

    return act


def test_a_password_is_never_kept_on_the_page(
    client: FlaskClient, give_no_room: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.officers.sign_in", raises(OSError(28, "No space")))
    give_no_room(True)

    page = client.post("/dang-nhap", data={"username": "an", "password": "bí mật nhất"})

    assert "bí mật nhất" not in page.text
