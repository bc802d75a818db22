"""One dossier on its whole way, with real processes, real browsers, and no line in the middle."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e import paper
from tests.e2e.desk import COPIES, FUNERAL, Desk
from tests.processes import Node

pytestmark = pytest.mark.browser

AT_ONCE_SECONDS = 2.0
NOTICED_MS = 40_000
ON_PAPER = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "Nguyễn Thị Hoà",
    "Thôn Bắc Hải, xã Thạch Hải",
)


def status(desk: Desk) -> str:
    return desk.page.locator(".dossier-line .badge").inner_text().strip()


def history(desk: Desk) -> list[str]:
    """The titles of the lines of history, oldest first."""
    lines = desk.page.locator(".timeline > li strong").all_inner_texts()
    return [line.strip() for line in reversed(lines)]


def same_bytes(commune: Node, district: Node) -> bool:
    mine = commune.dump()
    return mine.count("\n") > 0 and mine == district.dump("18571")


# ── Up to the district and back, the district killed in the middle ──────────────────────────────────


def test_a_dossier_goes_up_and_comes_back_although_the_district_was_away(
    commune: Node, district: Node, desk_of: Callable[..., Desk]
) -> None:
    an, binh = desk_of("an"), desk_of("binh")
    district.kill()

    code = an.take_in("mai tang", FUNERAL, id_no="042190000123")
    assert receipt_is_right(an, code)
    an.find(code)
    expect(an.page.locator(".dossier-line .sync-word")).to_contain_text("huyện chưa xác nhận")
    binh.queue("Mới tiếp nhận")
    binh.press(code)
    binh.press("Nhận thụ lý")
    binh.step("Chuyển lên huyện", note="Hồ sơ đủ, kính chuyển huyện")
    assert status(binh) == "Đã chuyển huyện"
    an.sync_in_vain()
    expect(an.lamp).to_contain_text(re.compile(r"Huyện: chờ gửi \d+ thay đổi – mất liên lạc từ"))
    assert max(an.slowest, binh.slowest) < AT_ONCE_SECONDS

    district.start()
    expect(an.lamp).to_contain_text("Huyện: đã khớp", timeout=NOTICED_MS)

    giang, khoa = desk_of("giang"), desk_of("khoa")
    giang.queue("Hồ sơ xã chuyển lên")
    giang.press(code)
    giang.step("Nhận hồ sơ", note="Đã nhận đủ giấy tờ")
    giang.press("Nhận thụ lý")
    giang.step("Trình duyệt", number="45/QĐ-UBND", signer="Bùi Đăng Khoa")
    khoa.queue("Chờ ký")
    khoa.press(code)
    khoa.step("Duyệt", content="Hỗ trợ chi phí mai táng theo quy định")
    giang.queue("Chờ gửi kết quả về xã")
    giang.press(code)
    giang.step("Gửi kết quả về nơi tiếp nhận", note="Kính chuyển xã trả dân")

    an.sync_now()
    an.queue("Có kết quả – chờ trả")
    an.press(code)
    expect(an.page.locator("main")).to_contain_text("45/QĐ-UBND")
    an.step("Trả kết quả", collected_by="Nguyễn Văn Nam", collected_id_no="042085000321")
    assert status(an) == "Đã trả kết quả"
    expect(an.page.locator("main")).to_contain_text("Nguyễn Văn Nam – 042085000321")
    assert history(an) == [
        "Tiếp nhận",
        "Thụ lý",
        "Chuyển lên huyện",
        "Nhận hồ sơ chuyển lên",
        "Thụ lý",
        "Trình duyệt",
        "Duyệt",
        "Gửi kết quả về nơi tiếp nhận",
        "Trả kết quả",
    ]
    assert signatures(an) == [
        "An",
        "Bình",
        "Bình",
        "Giang",
        "Giang",
        "Giang",
        "Khoa",
        "Giang",
        "An",
    ]

    an.sync_now()
    assert same_bytes(commune, district)
    commune.command("verify")
    district.command("verify")


def receipt_is_right(an: Desk, code: str) -> bool:
    printed = paper.read(an.page.pdf(prefer_css_page_size=True))
    missing = [words for words in (code, *ON_PAPER) if not printed.says(words)]
    assert missing == []
    assert printed.sizes == [(148, 210)]
    return True


def signatures(desk: Desk) -> list[str]:
    """Who did each step, oldest first; every line says when and at which office."""
    lines = desk.page.locator(".timeline > li").all()
    said = [line.locator("p.second").first.inner_text() for line in reversed(lines)]
    pattern = re.compile(
        r"\d\d:\d\d \d\d/\d\d/\d{4} · [^,·]*?(\w+)(?:, [^·]*)? · (?:Xã|Huyện) Thạch"
    )
    found = [pattern.match(words) for words in said]
    assert all(found), said
    return [match.group(1) for match in found if match]


# ── Other ways a dossier goes ───────────────────────────────────────────────────────────────────────


def test_what_the_commune_decides_ends_at_the_commune(
    commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an, binh, chi = desk_of("an"), desk_of("binh"), desk_of("chi")
    code = an.take_in("chung thuc", COPIES)

    binh.find(code)
    binh.press("Nhận thụ lý")
    binh.step("Trình duyệt", content="Chứng thực 2 bản", note="Kính trình")
    chi.queue("Chờ ký")
    chi.press(code)
    chi.step("Yêu cầu làm lại", reason="Ghi rõ số bản")
    binh.queue("Việc của tôi")
    binh.press(code)
    expect(binh.page.locator(".timeline")).to_contain_text("Ghi rõ số bản")
    binh.step("Trình duyệt", content="Chứng thực 2 bản, mỗi bản 3 trang")
    chi.find(code)
    chi.step("Duyệt", number="17/SCT", content="Đã chứng thực")
    an.queue("Có kết quả – chờ trả")
    an.press(code)
    an.step("Trả kết quả", collected_by="Nguyễn Thị Hoà")

    assert history(an) == [
        "Tiếp nhận",
        "Thụ lý",
        "Trình duyệt",
        "Yêu cầu làm lại",
        "Trình duyệt",
        "Duyệt",
        "Trả kết quả",
    ]
    assert signatures(an) == ["An", "Bình", "Bình", "Chi", "Bình", "Chi", "An"]
    commune.command("verify")


def test_the_district_sends_a_dossier_back_with_its_reason(
    district: Node, commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an, giang = desk_of("an"), desk_of("giang")
    code = an.take_in("mai tang", FUNERAL)
    an.find(code)
    an.step("Chuyển lên huyện", note="Kính chuyển")
    an.sync_now()

    giang.find(code)
    giang.step("Trả về nơi gửi", reason="Thiếu giấy chứng tử bản chính")
    an.sync_now()

    an.queue("Bị huyện trả lại")
    an.press(code)
    expect(an.page.locator(".timeline > li").first).to_contain_text("Thiếu giấy chứng tử bản chính")
    expect(an.named("Chuyển lên huyện")).to_be_visible()
    assert same_bytes(commune, district)


def test_a_leader_decides_against_with_a_reason(
    commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an, binh, chi = desk_of("an"), desk_of("binh"), desk_of("chi")
    code = an.take_in("chung thuc", COPIES)
    binh.find(code)
    binh.press("Nhận thụ lý")
    binh.step("Trình duyệt")

    chi.find(code)
    chi.step("Từ chối giải quyết", reason="Bản chính bị tẩy xoá")

    an.find(code)
    expect(an.page.locator("main")).to_contain_text("Không được giải quyết")
    expect(an.page.locator("main")).to_contain_text("Bản chính bị tẩy xoá")
    expect(an.named("Trả kết quả")).to_be_visible()


def test_a_citizen_takes_the_dossier_back(commune: Node, desk_of: Callable[..., Desk]) -> None:
    an = desk_of("an")
    code = an.take_in("chung thuc", COPIES)
    an.find(code)

    an.step("Công dân rút hồ sơ", reason="Công dân có đơn xin rút")

    assert status(an) == "Công dân đã rút"
    assert history(an) == ["Tiếp nhận", "Cho rút hồ sơ"]


def test_the_counter_refuses_with_a_reason_and_gives_no_number(
    commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an = desk_of("an")
    an.fill_form("chung thuc", COPIES)
    an.press_named("Kiểm tra lại")
    an.page.get_by_text("Chưa tiếp nhận được?").click()
    an.fill(reason="Giấy tờ không phải bản chính")
    an.prove()

    an.press("Từ chối tiếp nhận")

    assert status(an) == "Không tiếp nhận"
    expect(an.page.get_by_role("heading", level=1)).to_have_text("Hồ sơ chưa cấp mã")
    expect(an.page.locator(".timeline")).to_contain_text("Giấy tờ không phải bản chính")


def test_what_was_only_written_down_is_accepted_later(
    commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an = desk_of("an")
    an.fill_form("chung thuc", COPIES)
    an.press_named("Kiểm tra lại")
    an.page.get_by_text("Chưa tiếp nhận được?").click()
    an.press("Ghi nhận, chưa tiếp nhận")
    written_down = an.dossier_id()

    an.press("Tiếp nhận")
    expect(an.page.locator("#applicant_name")).to_have_value("Nguyễn Thị Hoà")
    an.tick_papers()
    an.press_named("Kiểm tra lại")
    an.explain()
    an.press_named("Tiếp nhận")

    assert an.dossier_id() == written_down
    assert history(an) == ["Ghi nhận hồ sơ đến", "Tiếp nhận"]
    assert an.code()
