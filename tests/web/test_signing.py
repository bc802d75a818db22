"""The leader's pile as a browser sees it."""

import re

import pytest
from flask.testing import FlaskClient

from app.models.dossiers import Dossier
from tests.web.conftest import PASSWORD
from tests.web.counter import SignedIn, main, step, take_in


def submitted(signed_in: SignedIn, **draft: str) -> str:
    dossier_id, binh = take_in(signed_in("an")), signed_in("binh")
    step(binh, dossier_id, "thu-ly")
    step(binh, dossier_id, "trinh-duyet", **draft)
    return dossier_id


def drafted(signed_in: SignedIn) -> str:
    return submitted(signed_in, outcome="granted", number="12/KS", content="Đã đăng ký khai sinh")


def hidden(page: str) -> list[tuple[str, str]]:
    """What the form of a preview sends."""
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)


def sent(browser: FlaskClient, address: str, **typed: str) -> object:
    """Press the button of a preview, with the password once more."""
    typed = {"password_again": PASSWORD, **typed}
    given = [*hidden(main(browser.get(address).text)), *typed.items()]
    names = {name for name, _ in given}
    data = {name: [value for each, value in given if each == name] for name in names}
    return browser.post("/ky", data=data)


def status(dossier_id: str) -> str:
    return str(Dossier.get(Dossier.id == dossier_id).status)


def test_the_pile_shows_head_draft_and_ways_on(signed_in: SignedIn) -> None:
    dossier_id = drafted(signed_in)

    page = main(signed_in("chi").get("/ky").text)

    assert "Lê Văn Bình" in page and "12/KS" in page and "Đã đăng ký khai sinh" in page
    assert f"/ky/xem-truoc?viec=duyet&amp;ho-so={dossier_id}" in page
    assert f"/ho-so/{dossier_id}/buoc/tu-choi-giai-quyet" in page


@pytest.mark.parametrize("username", ["an", "binh", "quang"])
def test_the_pile_is_the_leaders(signed_in: SignedIn, username: str) -> None:
    assert signed_in(username).get("/ky").status_code == 403
    assert signed_in(username).post("/ky", data={"ho-so": "x"}).status_code == 403


def test_the_preview_lists_what_will_be_signed_and_what_is_left(signed_in: SignedIn) -> None:
    good, bare = drafted(signed_in), submitted(signed_in)

    page = main(signed_in("chi").get(f"/ky/xem-truoc?viec=duyet&ho-so={good}&ho-so={bare}").text)

    assert "1 hồ sơ sẽ được ký, bỏ qua 1." in page
    assert ("ho-so", good) in hidden(page)
    assert ("ho-so", bare) not in hidden(page)
    assert "Chưa có dự thảo kết quả" in page


def test_what_was_previewed_is_signed(signed_in: SignedIn) -> None:
    first, second = drafted(signed_in), drafted(signed_in)

    answer = sent(signed_in("chi"), f"/ky/xem-truoc?viec=duyet&ho-so={first}&ho-so={second}")

    assert (answer.status_code, answer.location) == (303, "/ky")
    assert (status(first), status(second)) == ("resolved", "resolved")


def test_a_stale_one_is_told_and_the_others_are_signed(signed_in: SignedIn) -> None:
    stale, good, chi = drafted(signed_in), drafted(signed_in), signed_in("chi")
    preview = hidden(main(chi.get(f"/ky/xem-truoc?ho-so={stale}&ho-so={good}").text))
    step(signed_in("binh"), stale, "y-kien", note="Khoan ký")

    given = {"viec": "duyet", "ho-so": [stale, good], "password_again": PASSWORD}
    answer = chi.post("/ky", data=given | seen(preview))

    assert answer.status_code == 409
    assert "Đã duyệt 1 hồ sơ, 1 chưa làm được" in answer.text
    assert "Lê Văn Bình" in main(answer.text)
    assert (status(stale), status(good)) == ("approving", "resolved")


def seen(pairs: list[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in pairs if name.startswith("seen-")}


def test_sending_back_asks_for_a_reason_in_place(signed_in: SignedIn) -> None:
    dossier_id, chi = drafted(signed_in), signed_in("chi")
    address = f"/ky/xem-truoc?viec=lam-lai&ho-so={dossier_id}"

    without = sent(chi, address)
    with_one = sent(chi, address, reason="Sai ngày sinh")

    assert without.status_code == 422 and 'href="#reason"' in without.text
    assert with_one.status_code == 303
    assert status(dossier_id) == "processing"


def test_nothing_chosen_is_said_on_the_pile(signed_in: SignedIn) -> None:
    drafted(signed_in)

    page = signed_in("chi").get("/ky/xem-truoc?viec=duyet")

    assert page.status_code == 422
    assert "Hãy chọn ít nhất một hồ sơ" in page.text
    assert "12/KS" in page.text


def test_a_dossier_of_nobody_is_as_if_it_were_not_there(signed_in: SignedIn) -> None:
    assert signed_in("chi").get("/ky/xem-truoc?ho-so=khong-co").status_code == 422
