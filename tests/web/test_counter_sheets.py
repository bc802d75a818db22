"""Each list of the counter goes out as a sheet: what the page shows, asked for from the page, and noted."""

import re
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.domain.calendar import local
from app.domain.reserve import STATES, BlankState
from app.models.dossiers import Dossier
from app.models.jobs import ExportLog
from app.queries import appointments, officers
from app.services import jobs, money, reserve
from tests.web.counter import CARD, SignedIn, main, resolved, take_in


def sheet(
    app: Flask, browser: FlaskClient, page: str, listing: str, **more: str
) -> list[tuple[object, ...]]:
    """Press the button of the page, let the work be done, and take the file away; its lines under the head."""
    shown = browser.get(page).text
    form = re.search(rf'action="(/cong-viec/xuat/{listing})">(.*?)</form>', shown, re.S)
    assert form, shown
    given = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[2]))
    return taken(app, browser, browser.post(form[1], data=given | more).location)


def taken(app: Flask, browser: FlaskClient, card: str) -> list[tuple[object, ...]]:
    """Let the work be done, and take the file away."""
    jobs.run_next(app.extensions["motcua"]["instance"].settings.results, clock.now)
    file = browser.get(f"{card}/tep")
    assert file.status_code == 200, main(browser.get(card).text)
    rows = openpyxl.load_workbook(BytesIO(file.data)).active.iter_rows(min_row=4, values_only=True)
    return list(rows)


@pytest.fixture
def received(signed_in: SignedIn) -> Dossier:
    return Dossier.get(Dossier.id == take_in(signed_in("an")))


def today() -> str:
    return local(clock.now()).date().isoformat()


def test_people_go_out_with_whole_numbers_only_where_that_is_asked_and_noted(
    app: Flask, signed_in: SignedIn, received: Dossier
) -> None:
    an = signed_in("an")
    (masked,) = sheet(app, an, "/cong-dan", "people")
    (whole,) = sheet(app, an, "/cong-dan", "people", **{"du-so": "1"})

    assert masked[:5] == (
        "Nguyễn Thị Bình",
        "Công dân",
        "05/03/1985",
        "•" * 9 + CARD[-3:],
        "•" * 7 + "678",
    )
    assert whole[3:5] == (CARD, "0912345678")
    noted = [row.filters for row in ExportLog.select().order_by(ExportLog.n)]
    assert ["du-so" in words for words in noted] == [False, False, True, True]


def test_dossiers_go_out_with_their_last_digits_alone(
    app: Flask, signed_in: SignedIn, received: Dossier
) -> None:
    an = signed_in("an")

    (masked,) = taken(app, an, an.post("/ho-so/xuat").location)
    (whole,) = taken(app, an, an.post("/ho-so/xuat", data={"du-so": "1"}).location)

    assert (masked[7], masked[9]) == ("•" * 9 + CARD[-3:], "•" * 7 + "678")
    assert (whole[7], whole[9]) == (CARD, "0912345678")


def test_a_day_with_more_appointments_than_a_page_shows_goes_out_whole(
    app: Flask, signed_in: SignedIn, received: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    an = signed_in("an")
    take_in(an, id_no="042190000123", applicant_name="Hồ Thị Mai", birth_date="1990")
    monkeypatch.setattr(appointments, "MOST_SHOWN", 1)
    due = local(received.due_at).date()

    assert len(sheet(app, an, f"/lich-hen?ngay={due:%d/%m/%Y}", "appointments")) == 2


def test_the_register_of_the_month_goes_out(
    app: Flask, signed_in: SignedIn, received: Dossier
) -> None:
    (line,) = sheet(app, signed_in("an"), "/so-theo-doi", "register")

    assert (line[1], line[4]) == (received.code, "Nguyễn Thị Bình")
    assert [row.what for row in ExportLog.select().order_by(ExportLog.n)] == ["made", "taken"]


def test_appointments_and_what_nobody_collects_go_out_apart(
    app: Flask, signed_in: SignedIn, received: Dossier
) -> None:
    an, old = signed_in("an"), resolved(signed_in)
    Dossier.update(released_at="2019-05-01T02:00:00Z").where(Dossier.id == old).execute()
    due = local(received.due_at).date()

    (uncollected,) = sheet(app, an, "/lich-hen", "uncollected")
    expected = sheet(app, an, f"/lich-hen?ngay={due:%d/%m/%Y}", "appointments")

    assert (uncollected[3], uncollected[5]) == ("0912345678", "Đã có")
    assert received.code in {line[0] for line in expected}


def test_the_money_of_a_day_and_blank_receipts_go_out(app: Flask, signed_in: SignedIn) -> None:
    an, dossier_id = signed_in("an"), take_in(signed_in("an"))
    by, at = officers.one("an").officer, clock.now()
    Dossier.update(amount_due=8000).where(Dossier.id == dossier_id).execute()
    money.collect(dossier_id, amount=5000, method="cash", form_id="7" * 32, by=by, at=at)
    pack = reserve.make_pack(2, seen=0, by=by, at=at)

    (paid,) = sheet(app, an, f"/thu-phi/{today()}", "money")
    blanks = sheet(app, an, f"/quan-tri/bien-nhan-du-phong/{pack}", "blanks")

    assert paid[3] == 5000
    assert [line[4] for line in blanks] == [STATES[BlankState.BLANK]] * 2


def test_a_list_is_for_those_who_may_see_it(signed_in: SignedIn) -> None:
    assert signed_in("quang").post("/cong-viec/xuat/people").status_code == 403
    assert signed_in("binh").post("/cong-viec/xuat/money").status_code == 403
    assert signed_in("an").post("/cong-viec/xuat/khong-co").status_code == 404


def test_what_lies_at_one_place_goes_out(
    app: Flask, signed_in: SignedIn, received: Dossier
) -> None:
    an = signed_in("an")
    an.post("/noi-de-giay-to", data={"codes": received.code, "place": "Tủ 2, ngăn 3"})

    (line,) = sheet(app, an, "/noi-de-giay-to?noi=T%E1%BB%A7+2,+ng%C4%83n+3", "place")

    assert (line[0], line[5]) == (received.code, "Tủ 2, ngăn 3")
