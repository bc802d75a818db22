"""Nothing typed at the counter is lost: by a power cut, a dead browser, a full disk, a server away, a second tab."""

import re
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.desk import COPIES, FUNERAL, Desk
from tests.e2e.killable import Killable
from tests.processes import Node

pytestmark = pytest.mark.browser

SERVER_AWAY = ("ERR_CONNECTION_REFUSED", "htmx:sendError", "htmx:afterRequest")
FOURTEEN = {
    "abstract": "Hỗ trợ mai táng cho cha",
    "applicant_name": "Phan Thị Mất Điện",
    "id_no": "042190000123",
    "birth_date": "05/03/1990",
    "phone": "0912 345 678",
    "email": "matdien@example.vn",
    "address": "Thôn Bắc Hải, xã Thạch Hải",
    "id_issued_on": "01/02/2022",
    "id_issued_by": "Cục Cảnh sát QLHC về TTXH",
    "submitter_name": "Phan Văn Nến",
    "submitter_id_no": "042085000321",
    "submitter_phone": "0913 333 444",
    "submitter_relation": "Con trai",
    "authorisation": "Giấy uỷ quyền ngày 20/5",
}


@pytest.fixture
def new_browser(browser: Browser, tmp_path: Path) -> Iterator[Callable[[], Page]]:
    """Starts the counter's browser, always with the same profile; `.kill` is on what it gives."""
    started: list[Killable] = []

    def make() -> Killable:
        started.append(Killable(browser, tmp_path / "profile"))
        return started[-1]

    yield make
    for each in started:
        each.kill()


@pytest.fixture
def an(commune: Node, desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("an")


def saved(page: Page) -> None:
    """Wait until the rail says that everything typed is kept."""
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    expect(page.locator("#saved")).to_contain_text(re.compile(r"Đã lưu nháp lúc \d\d:\d\d:\d\d"))


def type_in(page: Page, **answers: str) -> None:
    """Type as fingers do, key by key."""
    for name, value in answers.items():
        page.locator(f"#{name}").evaluate(
            "field => { for (let box = field.closest('details'); box; box = null) box.open = true }"
        )
        page.locator(f"#{name}").press_sequentially(value, delay=5)


def shown(page: Page, names: dict[str, str]) -> dict[str, str]:
    return {name: page.locator(f"#{name}").input_value() for name in names}


def lines_of(node: Node, name: str) -> int:
    return node.dump().count(f'"applicant_name":"{name}"')


# ── Journey 2: the power goes out ───────────────────────────────────────────────────────────────────


def test_a_power_cut_at_field_fourteen_costs_no_field(
    commune: Node, new_browser: Callable[[], Killable]
) -> None:
    first = new_browser()
    an = Desk(first.page, commune).sign_in("an")
    an.open_form("mai tang", FUNERAL)
    type_in(an.page, **FOURTEEN)
    saved(an.page)

    commune.kill()
    first.kill()
    commune.start()
    an = Desk(new_browser().page, commune)
    an.open("/")
    an = an.sign_in("an") if "/dang-nhap" in an.page.url else an

    banner = an.page.locator(".notice", has_text="hồ sơ đang nhập dở")
    expect(banner).to_contain_text("Phan Thị Mất Điện")
    an.follow(banner.get_by_role("link", name="Tiếp tục"))
    assert shown(an.page, FOURTEEN) == FOURTEEN
    expect(an.page.locator("#authorisation")).to_be_focused()
    assert lines_of(commune, "Phan Thị Mất Điện") == 0

    an.tick_papers()
    an.press_named("Kiểm tra lại")
    an.press_named("Tiếp nhận và in")
    assert an.code()
    assert lines_of(commune, "Phan Thị Mất Điện") == 1
    an.open("/nhap")
    expect(an.page.locator("main")).not_to_contain_text("Phan Thị Mất Điện")


def test_a_browser_killed_on_the_check_page_costs_nothing(
    commune: Node, new_browser: Callable[[], Killable]
) -> None:
    first = new_browser()
    an = Desk(first.page, commune).sign_in("an")
    an.fill_form("chung thuc", COPIES, applicant_name="Phan Thị Trình Duyệt")
    an.press_named("Kiểm tra lại")

    first.kill()
    an = Desk(new_browser().page, commune)
    an.open("/tiep-nhan")
    an = an.sign_in("an") if "/dang-nhap" in an.page.url else an
    an.open("/tiep-nhan")
    an.follow(an.page.get_by_role("link", name="Phan Thị Trình Duyệt"))

    expect(an.page.locator("#applicant_name")).to_have_value("Phan Thị Trình Duyệt")
    expect(an.page.locator("[data-have]:checked").first).to_be_checked()


# ── The disk is full ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def give_no_room(commune: Node) -> Iterator[Callable[[bool], None]]:
    """No file of the office's server may grow, as on a full disk; or as much as it likes again."""
    before = resource.prlimit(commune.pid, resource.RLIMIT_FSIZE)

    def limit(is_full: bool) -> None:
        small = (8192, before[1])
        resource.prlimit(commune.pid, resource.RLIMIT_FSIZE, small if is_full else before)

    yield limit
    limit(is_full=False)


def test_a_full_disk_costs_no_word_and_makes_no_second_dossier(
    commune: Node, an: Desk, give_no_room: Callable[[bool], None]
) -> None:
    an.page.context.watch.expect("503")
    an.open_form("chung thuc", COPIES)
    type_in(an.page, applicant_name="Phan Thị Đầy Đĩa")
    saved(an.page)

    give_no_room(True)
    type_in(an.page, phone="0912345678", address="Thôn Bắc Hải")
    expect(an.page.locator("#saved")).to_contain_text(
        "Chưa lưu được: ổ đĩa của máy chủ đã đầy, hãy báo quản trị. Nội dung vẫn trên màn hình này."
    )
    an.tick_papers()
    assert an.press_named("Kiểm tra lại") == 503
    expect(an.page.locator("main, body").first).to_contain_text("Ổ đĩa của máy chủ đã đầy")
    give_no_room(False)
    an.page.get_by_role("button", name="Gửi lại").click()
    expect(an.page.locator("main")).to_contain_text("Phan Thị Đầy Đĩa")
    expect(an.page.locator("main")).to_contain_text("0912345678")
    give_no_room(True)
    assert an.press_named("Tiếp nhận") == 503
    give_no_room(False)
    an.page.get_by_role("button", name="Gửi lại").click()

    assert an.code()
    assert lines_of(commune, "Phan Thị Đầy Đĩa") == 1
    commune.command("verify")


# ── The printer jams ────────────────────────────────────────────────────────────────────────────────


def prints_in_question(an: Desk) -> int:
    """How many sheets nobody has said of whether they came out well, by the slip of the shift."""
    an.open("/het-ca")
    row = an.page.locator("tr", has_text="Bản in chưa xác nhận")
    return int(row.locator("td").last.inner_text()) if row.count() else 0


def test_a_jammed_printer_and_a_power_cut_leave_the_question_open_until_the_paper_is_clear(
    commune: Node, new_browser: Callable[[], Killable]
) -> None:
    first = new_browser()
    an = Desk(first.page, commune).sign_in("an")
    open_before = prints_in_question(an)
    code = an.take_in("chung thuc", COPIES, applicant_name="Phan Thị Kẹt Giấy")
    sheet = an.page.url.removeprefix(commune.url).partition("?")[0]

    commune.kill()
    first.kill()
    commune.start()
    an = Desk(new_browser().page, commune).sign_in("an")
    assert prints_in_question(an) == open_before + 1
    an.open(sheet)
    expect(an.page.locator(".print-asked")).to_contain_text("Bản in có rõ không?")
    an.press("Máy in hỏng", within="complementary")
    expect(an.page.locator(".print-asked")).to_contain_text(
        f"Hồ sơ này đã có mã {code}: chép tay mã cho công dân, in lại khi máy chạy."
    )
    an.press("In", within="complementary")
    an.press("Rõ", within="complementary")

    expect(an.page.locator(".prints-done")).to_contain_text("máy in hỏng")
    expect(an.page.locator(".prints-done")).to_contain_text("rõ")
    assert lines_of(commune, "Phan Thị Kẹt Giấy") == 1


# ── Journey 3: the server is away ───────────────────────────────────────────────────────────────────


def test_while_the_server_is_away_the_form_stays_and_one_press_makes_one_dossier(
    commune: Node, an: Desk
) -> None:
    an.page.context.watch.expect(*SERVER_AWAY)
    an.open_form("chung thuc", COPIES)
    type_in(an.page, applicant_name="Phan Thị Máy Chủ")
    saved(an.page)

    commune.kill()
    type_in(an.page, phone="0912345678", address="Thôn Bắc Hải")
    expect(an.page.locator("#no-server")).to_be_visible()
    expect(an.page.locator("#saved")).to_contain_text("Chưa lưu được: máy chủ không trả lời")
    an.tick_papers()
    an.page.get_by_role("button", name="Kiểm tra lại").last.click(force=True)
    assert shown(an.page, {"phone": "", "applicant_name": ""}) == {
        "phone": "0912345678", "applicant_name": "Phan Thị Máy Chủ",
    }  # fmt: skip
    commune.start()
    an.page.get_by_role("button", name="Thử ngay").click()
    saved(an.page)
    an.press_named("Kiểm tra lại")
    commune.kill()
    an.page.locator("[value=show]").click()
    expect(an.page.locator("#no-server")).to_be_visible()
    commune.start()
    an.page.get_by_role("button", name="Thử ngay").click()
    expect(an.page.locator("#no-server")).to_be_hidden()
    an.press_named("Tiếp nhận")

    assert an.code()
    assert lines_of(commune, "Phan Thị Máy Chủ") == 1
    an.open("/nhap")
    expect(an.page.locator("main")).not_to_contain_text("Phan Thị Máy Chủ")


# ── Typing ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_intake_is_empty_although_another_is_unfinished(an: Desk) -> None:
    an.open_form("chung thuc", COPIES)
    type_in(an.page, applicant_name="Phan Thị Dở Dang")
    saved(an.page)
    expect(an.page).to_have_url(re.compile(r"nhap=[0-9a-f]{32}"))

    an.open_form("chung thuc", COPIES)

    expect(an.page.locator("#applicant_name")).to_have_value("")
    expect(an.page.locator("main")).to_contain_text("Hồ sơ mới, chưa có gì.")
    expect(an.page.locator("#saved")).to_contain_text("Chưa có gì để lưu")


def test_opening_a_form_without_typing_leaves_no_draft(an: Desk) -> None:
    an.open("/nhap")
    before = an.page.locator("tbody tr").count()
    an.open_form("chung thuc", COPIES)

    an.open("/nhap")

    assert an.page.locator("tbody tr").count() == before


def test_the_form_loaded_again_holds_what_was_typed(an: Desk) -> None:
    an.open_form("chung thuc", COPIES)
    type_in(an.page, applicant_name="Phan Thị Tải Lại")
    an.page.locator("[name=paper-0-have]").check()
    an.page.locator("#return_mode").select_option("post")
    saved(an.page)
    an.page.wait_for_timeout(900)

    an.page.reload()

    expect(an.page.locator("#applicant_name")).to_have_value("Phan Thị Tải Lại")
    expect(an.page.locator("[name=paper-0-have]")).to_be_checked()
    expect(an.page.locator("#return_mode")).to_have_value("post")


def test_a_slow_save_holds_no_finger_up(an: Desk) -> None:
    an.open_form("chung thuc", COPIES)
    waiting: list[Route] = []
    an.page.route(re.compile("/nhap/"), lambda route: waiting.append(route))
    type_in(an.page, applicant_name="Phan Thị")
    an.page.wait_for_timeout(1000)
    assert len(waiting) == 1

    type_in(an.page, applicant_name=" Chậm Chạp")

    expect(an.page.locator("#applicant_name")).to_have_value("Phan Thị Chậm Chạp")
    expect(an.page.locator("#applicant_name")).to_be_focused()
    waiting[0].continue_()
    an.page.unroute(re.compile("/nhap/"))
    saved(an.page)
    an.page.wait_for_timeout(1200)
    an.page.reload()
    expect(an.page.locator("#applicant_name")).to_have_value("Phan Thị Chậm Chạp")


def test_no_word_of_a_citizen_stands_in_an_address_or_a_log(commune: Node, an: Desk) -> None:
    asked: list[str] = []
    an.page.on("request", lambda request: asked.append(request.url))
    an.open_form("chung thuc", COPIES)
    type_in(an.page, applicant_name="Phan Bí Mật", id_no="042190000777")
    saved(an.page)

    written = commune.output() + "".join(
        file.read_text("utf-8", "replace") for file in commune.directory.glob("log/*")
    )
    everything = written + " ".join(asked)
    assert [word for word in ("Bí", "Mật", "042190000777") if word in everything] == []


# ── Two tabs ────────────────────────────────────────────────────────────────────────────────────────


def test_two_tabs_on_one_draft_never_overwrite_each_other_silently(an: Desk) -> None:
    an.open_form("chung thuc", COPIES)
    type_in(an.page, applicant_name="Phan Thị Hai Thẻ", phone="0912000001")
    saved(an.page)
    an.page.wait_for_timeout(900)
    other = an.page.context.new_page()
    other.goto(an.page.url)
    other.locator("#phone").fill("0912000002")
    other.locator("#address").fill("Thôn Bắc Hải")
    other.locator("#address").blur()
    saved(other)

    an.page.locator("#phone").fill("0912000003")
    an.page.locator("#phone").blur()

    news = an.page.locator("#draft-news")
    expect(news).to_contain_text("cửa sổ khác vừa ghi “0912000002”")
    expect(an.page.locator("#address")).to_have_value("Thôn Bắc Hải")
    expect(an.page.locator("#phone")).to_have_value("0912000003")
    other.reload()
    expect(other.locator("#phone")).to_have_value("0912000002")
    news.get_by_role("button", name="Giữ bản trên trang này").click()
    expect(news).to_be_hidden()
    saved(an.page)
    other.reload()
    expect(other.locator("#phone")).to_have_value("0912000003")


def test_a_form_left_open_hears_that_its_dossier_was_received(an: Desk) -> None:
    an.page.context.watch.expect("409")
    an.fill_form("chung thuc", COPIES, applicant_name="Phan Thị Hai Lần")
    saved(an.page)
    an.page.wait_for_timeout(900)
    other = an.page.context.new_page()
    other.goto(an.page.url)
    an.press_named("Kiểm tra lại")
    an.press_named("Tiếp nhận")

    other.locator("#address").fill("Nơi khác")
    other.locator("#address").blur()

    expect(other.locator("#draft-news")).to_contain_text("đã được ghi vào sổ")
    expect(other.locator("#address")).to_have_value("Nơi khác")


# ── The list of drafts ──────────────────────────────────────────────────────────────────────────────


def test_a_draft_goes_to_a_colleague_into_the_bin_and_out_again(
    an: Desk, desk_of: Callable[..., Desk]
) -> None:
    an.open_form("chung thuc", COPIES)
    type_in(an.page, applicant_name="Phan Thị Giao Ca")
    saved(an.page)
    an.open("/nhap")
    row = an.page.locator("tr", has_text="Phan Thị Giao Ca")
    row.get_by_text("Giao", exact=True).click()
    row.get_by_label("Giao cho").select_option(label="Ngô Thị Hoa")
    an.follow(row.get_by_role("button", name="Giao cho đồng nghiệp"))

    hoa = desk_of("hoa")
    expect(hoa.page.locator(".notice", has_text="đang nhập dở")).to_contain_text("Trần Thị An giao")
    hoa.open("/nhap")
    mine = hoa.page.locator("tr", has_text="Phan Thị Giao Ca")
    hoa.follow(mine.get_by_role("button", name="Bỏ"))
    hoa.follow(mine.get_by_role("button", name="Khôi phục"))
    hoa.follow(mine.get_by_role("link", name="Tiếp tục"))
    expect(hoa.page.locator("#applicant_name")).to_have_value("Phan Thị Giao Ca")


def test_without_script_a_button_keeps_the_whole_form(
    commune: Node, desk_of: Callable[..., Desk]
) -> None:
    an = desk_of("an", java_script_enabled=False)
    an.open("/tiep-nhan/2.000815@1")
    an.fill(applicant_name="Phan Không Kịch Bản", address="Thôn Bắc Hải")
    an.tick_papers()

    an.press("Lưu nháp", within="complementary")

    expect(an.page.locator("#messages")).to_contain_text("Đã lưu nháp.")
    expect(an.page.locator("#saved")).to_contain_text("Đã lưu nháp lúc")
    an.open("/nhap")
    an.follow(
        an.page.locator("tr", has_text="Phan Không Kịch Bản").get_by_role("link", name="Tiếp tục")
    )
    expect(an.page.locator("#address")).to_have_value("Thôn Bắc Hải")
    expect(an.page.locator("[name=paper-0-have]")).to_be_checked()
