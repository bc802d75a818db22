"""The list of dossiers and the page of one."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.domain.officers import Role
from app.models.dossiers import Dossier
from app.services import officers
from tests.web.conftest import PASSWORD
from tests.web.counter import SignedIn, answers, main, resolved, step, take_in

ADDRESS = re.compile(r'href="/ho-so/([0-9a-f]{32})"')


def listed(page: str) -> list[str]:
    return list(dict.fromkeys(ADDRESS.findall(main(page))))


@pytest.fixture
def dung(app: Flask, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """The desk of another commune."""
    officers.add(
        "dung", name="Đỗ Thị Dung", title="Công chức", unit="18604", roles=[Role.DESK], by="cli",
        at=clock.now(), password=PASSWORD, must_change=False,
    )  # fmt: skip
    return signed_in("dung")


def test_the_list_begins_with_the_latest(signed_in: SignedIn) -> None:
    an = signed_in("an")
    first, second = take_in(an), take_in(an, id_no="042185009999")

    assert listed(an.get("/ho-so").text) == [second, first]


@pytest.mark.parametrize("text", ["nguyen thi binh", "Bình", "042185001234", "0912345678"])
def test_a_dossier_is_found_without_marks_or_by_number(signed_in: SignedIn, text: str) -> None:
    an = signed_in("an")
    wanted = take_in(an)
    take_in(an, applicant_name="Lê Văn Sáu", id_no="", phone="0987654321")

    assert listed(an.get("/ho-so", query_string={"q": text}).text) == [wanted]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"trang-thai": "received"}, 1),
        ({"trang-thai": "processing"}, 0),
        ({"thu-tuc": "1.001193"}, 1),
        ({"thu-tuc": "1.000894"}, 0),
        ({"tu": "01/01/2020"}, 1),
        ({"den": "01/01/2020"}, 0),
    ],
)
def test_the_list_narrows_by_each_filter(
    signed_in: SignedIn, filters: dict[str, str], count: int
) -> None:
    an = signed_in("an")
    take_in(an)

    assert len(listed(an.get("/ho-so", query_string=filters).text)) == count


def test_a_day_that_is_none_is_pointed_out_and_left_aside(signed_in: SignedIn) -> None:
    an = signed_in("an")
    take_in(an)

    page = an.get("/ho-so?tu=hôm qua").text

    assert "Ngày viết dạng 24/05/2019." in page
    assert len(listed(page)) == 1


def test_a_long_list_goes_on_by_key_and_comes_back(signed_in: SignedIn) -> None:
    an = signed_in("an")
    ids = [take_in(an, id_no=f"0421850{n:05d}") for n in range(51)]

    first = an.get("/ho-so").text
    next_page = re.search(r'href="(/ho-so\?sau=[^"]+)" rel="next"', first)
    assert next_page
    second = an.get(next_page[1]).text
    back = re.search(r'href="(/ho-so\?sau=[^"]+)" rel="prev"', second)
    assert back

    assert listed(first) == ids[:0:-1]
    assert listed(second) == ids[:1]
    assert listed(an.get(back[1]).text) == ids[:0:-1]


def test_an_empty_list_says_what_it_is_for(signed_in: SignedIn) -> None:
    page = main(signed_in("an").get("/ho-so").text)

    assert "Chưa có hồ sơ nào" in page
    assert "Tiếp nhận hồ sơ đầu tiên" in page


def test_a_filter_that_hides_everything_says_which_one_it_is(signed_in: SignedIn) -> None:
    an = signed_in("an")
    take_in(an)

    page = main(an.get("/ho-so?thu-tuc=1.001193&trang-thai=resolved").text)

    assert "Không có hồ sơ khớp bộ lọc" in page
    assert "Bỏ bộ lọc" in page
    assert '<a href="/ho-so?thu-tuc=1.001193">Có hồ sơ nếu bỏ điều kiện “trạng thái”' in page


def test_another_commune_sees_nothing(signed_in: SignedIn, dung: FlaskClient) -> None:
    dossier_id = take_in(signed_in("an"))

    assert listed(dung.get("/ho-so").text) == []
    assert listed(dung.get("/ho-so?q=Bình").text) == []
    assert dung.get(f"/ho-so/{dossier_id}").status_code == 404
    assert dung.get(f"/ho-so/{dossier_id}/in/giay-tiep-nhan").status_code == 404
    assert dung.get(f"/ho-so/{dossier_id}/buoc/rut").status_code == 404
    assert dung.post(f"/ho-so/{dossier_id}/buoc/rut", data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize("path", ["/ho-so", "/ho-so/0", "/viec/cho-tra"])
def test_an_administrator_reads_no_dossiers(signed_in: SignedIn, path: str) -> None:
    assert signed_in("quang").get(path).status_code == 403


@pytest.mark.parametrize("dossier_id", ["0" * 32, "khong-co", "1.001193@1"])
def test_an_unknown_dossier_is_not_found(signed_in: SignedIn, dossier_id: str) -> None:
    assert signed_in("an").get(f"/ho-so/{dossier_id}").status_code == 404


def test_the_page_tells_all_of_a_dossier(signed_in: SignedIn) -> None:
    an = signed_in("an")
    dossier_id = take_in(an, submitter_name="Trần Văn Hùng", submitter_relation="Bố")
    dossier = Dossier.get(Dossier.id == dossier_id)

    page = main(an.get(f"/ho-so/{dossier_id}").text)

    assert f"<h1>{dossier.code}</h1>" in page
    assert "Mới tiếp nhận" in page
    assert "Đang giữ: <strong>Huyện Thạch Hà</strong>" in page
    assert "Hồ sơ chỉ có ở đơn vị này." in page
    assert "05/03/1985" in page
    assert "Trần Văn Hùng" in page
    assert "Giấy chứng sinh" in page
    assert f"<dd>{dossier.lookup_pin}</dd>" in page


def test_the_history_tells_who_did_what_and_what_changed(signed_in: SignedIn) -> None:
    an, binh = signed_in("an"), signed_in("binh")
    dossier_id = take_in(an)
    step(binh, dossier_id, "thu-ly")

    history = main(an.get(f"/ho-so/{dossier_id}").text).partition('id="lich-su"')[2]

    assert history.index("Thụ lý") < history.index("Tiếp nhận")
    assert "Lê Văn Bình, Công chức" in history
    told = r"Trạng thái</th><td><del>Mới tiếp nhận</del></td><td><ins>Đang thụ lý</ins></td>"
    assert re.search(told, history)


@pytest.mark.parametrize(
    ("username", "offered"),
    [
        ("an", ["Phân công", "Công dân rút hồ sơ", "Cho ý kiến", "Đổi miễn, giảm"]),
        ("binh", ["Nhận thụ lý", "Cho ý kiến"]),
        ("chi", ["Phân công", "Cho ý kiến", "Đổi miễn, giảm"]),
    ],
)
def test_each_officer_is_offered_their_own_steps(
    signed_in: SignedIn, username: str, offered: list[str]
) -> None:
    dossier_id = take_in(signed_in("an"))

    bar = main(signed_in(username).get(f"/ho-so/{dossier_id}").text)

    steps = bar.partition('class="steps-bar"')[2].partition('<div class="cards">')[0]
    assert re.findall(r'class="button [^>]*>(?:<svg.*?</svg>)?<span>([^<]+)', steps) == offered


def test_a_finished_dossier_offers_nothing_more(signed_in: SignedIn) -> None:
    dossier_id, an = resolved(signed_in), signed_in("an")
    step(an, dossier_id, "tra-ket-qua", collected_by="Nguyễn Thị Bình")

    page = main(an.get(f"/ho-so/{dossier_id}").text)

    assert "steps-bar" not in page
    assert "Đã kết thúc" in page


def test_a_written_down_dossier_has_no_receipt_to_print(signed_in: SignedIn) -> None:
    an, typed = signed_in("an"), answers()
    an.post("/tiep-nhan/1.001193@1/ghi-nhan", data=typed)

    assert "In giấy tiếp nhận" not in an.get(f"/ho-so/{typed['dossier_id']}").text
