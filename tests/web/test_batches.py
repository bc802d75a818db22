"""The bar under a list, the preview behind it, and the card of the job, as a browser sees them."""

import re

from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.models.batches import Batch
from app.models.dossiers import Dossier
from app.models.prints import PrintedForm
from app.services import jobs
from tests.web.conftest import PASSWORD
from tests.web.counter import SignedIn, main, take_in


def pressed(browser: FlaskClient, preview: str, **typed: str) -> str:
    """Press the button of a preview and let the work be done; the address of its card."""
    page = main(browser.get(preview).text)
    given = re.findall(r'name="(lam|form_id|chon|sheet)" value="([^"]*)"', page)
    data: dict[str, list[str]] = {}
    for name, value in given:
        data.setdefault(name, []).append(value)
    answer = browser.post("/hang-loat", data={**data, **typed})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def work(app: Flask) -> None:
    folder = app.extensions["motcua"]["instance"].settings.results
    jobs.run_next(folder, clock.now)


def holder(dossier_id: str) -> str | None:
    return Dossier.get(Dossier.id == dossier_id).holder_officer


def test_the_bar_offers_what_the_officer_may_do(signed_in: SignedIn) -> None:
    take_in(signed_in("an"))

    bars = {
        name: re.findall(r'name="lam" value="([^"]+)"', main(signed_in(name).get("/ho-so").text))
        for name in ("an", "binh", "chi")
    }

    assert bars == {
        "an": ["giao", "in", "xuat"],
        "binh": ["nhan", "tra-lai", "in", "xuat"],
        "chi": ["giao", "in", "xuat"],
    }


def test_the_whole_page_is_ticked_without_script(signed_in: SignedIn) -> None:
    dossier_id, binh = take_in(signed_in("an")), signed_in("binh")

    page = main(binh.get("/viec/moi-tiep-nhan?chon=trang").text)

    assert "Đã chọn 1 trên trang này" in page
    assert re.search(rf'name="ho-so" value="{dossier_id}" checked', page)


def test_the_whole_list_is_meant_by_its_filter(signed_in: SignedIn) -> None:
    ids = [take_in(signed_in("an")) for _ in range(2)]

    page = main(
        signed_in("binh").get("/hang-loat/xem-truoc?lam=nhan&tat-ca=1&viec=moi-tiep-nhan").text
    )

    assert "Sẽ làm 2." in page
    assert {
        each.partition(":")[0] for each in re.findall(r'name="chon" value="([^"]+)"', page)
    } == set(ids)


def test_work_is_taken_and_undone_with_pin_or_password(app: Flask, signed_in: SignedIn) -> None:
    dossier_id, binh = take_in(signed_in("an")), signed_in("binh")
    card = pressed(binh, f"/hang-loat/xem-truoc?lam=nhan&ho-so={dossier_id}")
    work(app)
    taken, page = holder(dossier_id), main(binh.get(card).text)
    undo = f"/hang-loat/{Batch.get().n}/hoan-tac"

    without = binh.post(undo)
    proven = binh.post(undo, data={"password_again": PASSWORD})
    work(app)

    assert (taken, "Hoàn tác 1 hồ sơ" in page) == ("binh@445", True)
    assert (without.status_code, proven.status_code) == (422, 303)
    assert 'name="password_again"' in main(without.text)
    assert holder(dossier_id) is None


def test_giving_asks_to_whom_and_keeps_what_was_chosen(signed_in: SignedIn) -> None:
    dossier_id, chi = take_in(signed_in("an")), signed_in("chi")

    answer = chi.post("/hang-loat", data={"lam": "giao", "chon": f"{dossier_id}:1"})

    assert answer.status_code == 422
    assert f'name="chon" value="{dossier_id}:1"' in answer.text


def test_nothing_chosen_is_told(signed_in: SignedIn) -> None:
    answer = signed_in("chi").get("/hang-loat/xem-truoc?lam=giao")

    assert answer.status_code == 422
    assert "Chưa chọn hồ sơ nào" in answer.text


def test_what_a_role_may_not_do_is_refused(signed_in: SignedIn) -> None:
    assert signed_in("an").get("/hang-loat/xem-truoc?lam=nhan").status_code == 403
    assert signed_in("an").get("/hang-loat/xem-truoc?lam=khac").status_code == 404


def test_the_sheets_of_many_come_on_one_page(app: Flask, signed_in: SignedIn) -> None:
    an = signed_in("an")
    ids = [take_in(an), take_in(an)]
    asked = "&".join(f"ho-so={each}" for each in ids)
    card = pressed(an, f"/hang-loat/xem-truoc?lam=in&sheet=kiem-soat&{asked}")
    work(app)
    sheets = f"/hang-loat/{Batch.get().n}/to-in"

    page = an.get(sheets)
    answer = an.post(sheets, data={"answer": "ro", "phan": "1"})

    assert sheets in main(an.get(card).text)
    assert main(page.text).count("<article") == 2
    assert answer.status_code == 303
    assert {(row.form, row.state) for row in PrintedForm.select()} == {("control", "clear")}
    assert "Đã xác nhận phần này" in an.get(sheets).text
    assert signed_in("binh").get(sheets).status_code == 404


def test_what_was_chosen_goes_into_a_file(app: Flask, signed_in: SignedIn) -> None:
    an = signed_in("an")
    ids = [take_in(an), take_in(an)]

    card = pressed(an, f"/hang-loat/xem-truoc?lam=xuat&ho-so={ids[0]}")
    work(app)

    assert "Đã xuất 1 hồ sơ." in main(an.get(card).text)
    assert an.get(f"{card}/tep").status_code == 200
