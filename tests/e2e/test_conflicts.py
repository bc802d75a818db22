"""Two offices write into one dossier while the line is down; the district chooses, the commune prints again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import COPIES, Desk
from tests.e2e.eyes import look_at
from tests.processes import Node

pytestmark = pytest.mark.browser

OURS, THEIRS, CHOSEN = "Nguyễn Thị Hòa Bình", "Nguyễn Thị Hoan", "Nguyễn Thị Hòa"


def test_a_name_both_sides_wrote_waits_for_the_district_and_the_paper_is_printed_again(
    district: Node, commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an, giang, khoa = desk_of("an"), desk_of("giang"), desk_of("khoa")
    code = an.take_in("chung thuc", COPIES)
    dossier = an.dossier_id()
    an.press("Rõ", within="complementary")
    an.sync_now()

    written_while_the_line_is_down(an, giang, dossier)

    faults = the_commune_sees_two_names(an, dossier)
    giang.open("/xung-dot")
    faults += look_at(giang.page)
    giang.press(code)
    khoa.open(giang.page.url.removeprefix(giang.node.url))
    merged = giang.page.locator("section", has_text="Đã tự ghép")
    expect(merged).to_contain_text("0987654321")
    expect(giang.page.get_by_text("ghi giá trị này").first).to_be_visible()
    faults += look_at(giang.page)

    assert choose(giang, CHOSEN, reason="") == 422
    faults += look_at(giang.page)
    assert choose(giang, CHOSEN, reason="Theo giấy khai sinh bản chính") == 200
    assert choose(khoa, OURS, reason="Theo xã") == 409
    expect(khoa.page.get_by_role("alert")).to_contain_text("Hồ Thị Giang đã chọn lúc")
    faults += look_at(khoa.page)

    the_commune_prints_again(an, dossier, faults)
    assert faults == []
    assert commune.dump("18571") == district.dump("18571")


def written_while_the_line_is_down(an: Desk, giang: Desk, dossier: str) -> None:
    giang.node.kill()
    correct(an, dossier, applicant_name=OURS, phone="0987 654 321")
    an.node.kill()
    giang.node.start()
    correct(giang, dossier, applicant_name=THEIRS)
    an.node.start()
    an.sync_now()


def correct(desk: Desk, dossier: str, **typed: str) -> None:
    desk.open(f"/ho-so/{dossier}")
    desk.press("Sửa dữ liệu")
    desk.fill(**typed)
    desk.page.get_by_label("Theo thẻ CCCD").check()
    assert desk.press("Lưu") == 200


def the_commune_sees_two_names(an: Desk, dossier: str) -> list[str]:
    an.open(f"/ho-so/{dossier}/sua")
    faults = look_at(an.page)
    an.open(f"/ho-so/{dossier}")
    expect(an.page.get_by_text("Hai nơi ghi khác nhau: chủ hồ sơ")).to_be_visible()
    expect(an.page.get_by_role("definition").filter(has_text="0987654321")).to_be_visible()
    an.press("Xem hai giá trị")
    expect(an.page.get_by_text("Huyện sẽ chọn")).to_be_visible()
    expect(an.page.get_by_role("main")).to_contain_text(THEIRS)
    return faults + look_at(an.page)


def choose(desk: Desk, name: str, *, reason: str) -> int:
    field = desk.page.locator("#applicant_name")
    known = field.get_by_text(name, exact=True)
    known.or_(field.get_by_text("Giá trị khác", exact=True)).first.click()
    field.locator("input[type=text]").fill(name)
    desk.page.locator("#reason").fill(reason)
    desk.prove()
    return desk.press("Lưu quyết định")


def the_commune_prints_again(an: Desk, dossier: str, faults: list[str]) -> None:
    an.sync_now()
    an.open("/")
    an.page.locator("#queues").get_by_role("link", name=re.compile("Giấy phải in lại")).click()
    expect(an.page.get_by_text("Theo giấy khai sinh bản chính")).to_be_visible()
    faults += look_at(an.page)
    an.press(f"In lại giấy tiếp nhận {code_of(an)}")
    expect(an.page.get_by_role("main")).to_contain_text(CHOSEN)
    an.page.locator("#reason").fill("Huyện đã chọn tên đúng")
    an.press("In", within="complementary")
    an.press("Rõ", within="complementary")
    an.open("/in-lai")
    expect(an.page.get_by_text("Không có giấy nào phải in lại")).to_be_visible()
    an.sync_now()


def code_of(desk: Desk) -> str:
    return desk.code()
