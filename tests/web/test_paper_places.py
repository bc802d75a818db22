"""Where the paper lies, in the browser: moved by one form, seen on the dossier and in its steps."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.models.dossiers import Dossier
from tests.web.counter import main, take_in

SignedIn = Callable[[str], FlaskClient]
PAGE = "/noi-de-giay-to"


@pytest.fixture
def an(signed_in: SignedIn) -> FlaskClient:
    return signed_in("an")


@pytest.fixture
def dossier(an: FlaskClient) -> Dossier:
    return Dossier.get(Dossier.id == take_in(an))


def test_the_place_is_written_and_seen_where_the_dossier_is(
    an: FlaskClient, dossier: Dossier
) -> None:
    answer = an.post(PAGE, data={"codes": dossier.code, "place": "Tủ 2, ngăn 3"})

    assert answer.status_code == 303
    there = main(an.get(answer.location).text)
    assert "Đang để ở “Tủ 2, ngăn 3”" in there and f"/ho-so/{dossier.id}/giay-to" in there
    for address in ("", "/giay-to", "/buoc/rut"):
        assert "Tủ 2, ngăn 3" in an.get(f"/ho-so/{dossier.id}{address}").text


def test_the_page_of_papers_leads_to_the_form_with_its_code(
    an: FlaskClient, dossier: Dossier
) -> None:
    page = main(an.get(f"/ho-so/{dossier.id}/giay-to").text)

    assert f'href="{PAGE}?ma={dossier.code}"' in page
    assert dossier.code in main(an.get(f"{PAGE}?ma={dossier.code}").text)


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"codes": "", "place": "Tủ 1"}, "codes"), ({"codes": "H27-000000-1", "place": ""}, "place")],
)
def test_what_is_missing_is_said_and_the_form_is_kept(
    an: FlaskClient, typed: dict[str, str], field: str
) -> None:
    answer = an.post(PAGE, data=typed)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert all(value in answer.text for value in typed.values())


def test_an_administrator_sees_no_places(signed_in: SignedIn) -> None:
    quang = signed_in("quang")

    assert quang.get(PAGE).status_code == 403
    assert quang.post(PAGE, data={}).status_code == 403
