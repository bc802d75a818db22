"""Journey 9: a late dossier, the apology, the new day, the look-up on a telephone, the call, the card, the rating."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app import clock, database
from app.instance import open_instance
from app.queries import officers
from app.services import dossiers as services
from tests.e2e import paper
from tests.e2e.desk import COPIES, Desk
from tests.e2e.eyes import NARROW
from tests.offices import Offices
from tests.processes import Node
from tests.town import form

pytestmark = pytest.mark.browser

CARD = "042190000123||Nguyễn Thị Hoà|05031990|Nữ|Thôn Bắc Hải, Thạch Hải, Hà Tĩnh|10042021"


@pytest.fixture(scope="module")
def offices(
    founded_offices: Offices, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Node]]:
    nodes = founded_offices.copies(tmp_path_factory.mktemp("offices"))
    lay_a_late_dossier(nodes["18571"])
    yield nodes
    for node in nodes.values():
        node.kill()


def lay_a_late_dossier(node: Node) -> None:
    """Taken in two weeks ago, promised for the same day, in Bình's hand since then."""
    open_instance(node.directory)
    then = clock.now() - timedelta(days=14)
    dossier = services.receive(
        form(1, procedure_id=f"{COPIES}@1"), by=officers.one("an").officer, at=then
    )
    services.take_up(dossier, by=officers.one("binh").officer, at=then)
    database.close()


def test_a_late_result_is_apologised_for_called_about_and_handed_to_who_shows_the_card(
    commune: Node, desk_of: Callable[..., Desk], new_context: Callable[..., BrowserContext]
) -> None:
    an, binh, chi = desk_of("an"), desk_of("binh"), desk_of("chi")
    telephone = new_context(**NARROW, java_script_enabled=False).new_page()
    an.queue("Quá hạn")
    expect(an.page.locator(".left.late, .late").first).to_contain_text("quá")
    code = an.page.locator("a.row-link").first.inner_text()

    apologise(binh, code)
    chi.queue("Phiếu chờ ký")
    chi.press(code)
    chi.step("Ký phiếu")
    an.queue("Phiếu chờ giao công dân")
    an.press(code)
    print_the_apology(an, code)
    an.find(code)
    an.step("Giao phiếu cho công dân")
    expect(an.page.locator("main")).to_contain_text("Hẹn lại")
    an.page.reload()
    pin = an.page.locator("dt:text-is('Mã tra cứu') + dd").inner_text()
    telephone.goto(f"{commune.url}/tra-cuu")
    look_up(telephone, code, pin)
    expect(telephone.locator("main")).to_contain_text("Hẹn lại: ")
    expect(telephone.locator("main")).to_contain_text("Máy in hỏng, phải đối chiếu lại bản chính.")

    binh.find(code)
    binh.step("Trình duyệt", content="Chứng thực 2 bản")
    chi.find(code)
    chi.step("Duyệt")
    call_the_citizen(an)
    an.find(code)
    an.press("Trả kết quả")
    an.page.locator("#scan").press_sequentially(CARD)
    an.enter()
    expect(an.page.locator("#collected_id_no")).to_have_value("042190000123")
    expect(an.page.locator("#collected_by")).to_have_value("Nguyễn Thị Hoà")
    an.press("Trả kết quả")
    expect(an.page.locator(".dossier-line")).to_contain_text("Đã trả kết quả")

    look_up_by_keyboard(new_context().new_page(), f"{commune.url}/tra-cuu", code, pin)
    telephone.get_by_role("link", name="Xong, xoá khỏi màn hình").click()
    telephone.context.watch.expect("429")
    rate_and_guess(telephone, code, pin)
    assert code not in telephone.url
    an.page.reload()
    expect(an.page.locator("main")).to_contain_text("Hài lòng: “Cán bộ gọi báo trước.”")


def look_up(telephone: Page, code: str, pin: str) -> None:
    """As a citizen types it: small letters, and the four digits below the square."""
    telephone.get_by_label("Mã hồ sơ").fill(code.lower())
    telephone.get_by_label("Mã tra cứu").fill(pin)
    telephone.get_by_role("button", name="Xem hồ sơ").click()


def look_up_by_keyboard(hall: Page, address: str, code: str, pin: str) -> None:
    """At the screen in the hall, with script: nobody is signed in there either."""
    hall.goto(address)
    hall.get_by_label("Mã hồ sơ").press_sequentially(code)
    hall.keyboard.press("Tab")
    hall.keyboard.type(pin)
    hall.keyboard.press("Enter")
    expect(hall.locator("main")).to_contain_text("Đã trả kết quả. Hồ sơ kết thúc.")


def rate_and_guess(telephone: Page, code: str, pin: str) -> None:
    """What was said is said once; five wrong codes close the page for that code, the right one too."""
    look_up(telephone, code, pin)
    telephone.get_by_label("Hài lòng", exact=True).check()
    telephone.get_by_label("Góp ý, nếu có").fill("Cán bộ gọi báo trước.")
    telephone.get_by_role("button", name="Gửi trả lời").click()
    expect(telephone.locator("main")).to_contain_text("Cảm ơn ông/bà. Ông/bà đã trả lời: Hài lòng")
    expect(telephone.get_by_role("button", name="Gửi trả lời")).to_have_count(0)
    telephone.get_by_role("link", name="Xong, xoá khỏi màn hình").click()
    for wrong in (f"{(int(pin) + more) % 10000:04}" for more in (1, 2, 3, 4, 5)):
        look_up(telephone, code, wrong)
        expect(telephone.locator("main")).to_contain_text("Không tìm thấy hồ sơ với mã")
    look_up(telephone, code, pin)
    expect(telephone.locator("main")).to_contain_text(
        "Hãy chờ 5 phút rồi thử lại, hoặc hỏi tại quầy"
    )


def apologise(binh: Desk, code: str) -> None:
    binh.find(code)
    binh.page.get_by_text("Việc khác", exact=True).click()
    binh.press("Xin lỗi, hẹn lại")
    new_day = clock.local(clock.now()).date() + timedelta(days=21)
    binh.fill(new_due_on=f"{new_day:%d/%m/%Y}", reason="Máy in hỏng, phải đối chiếu lại bản chính.")
    binh.page.locator("#reason_code").select_option(index=1)
    binh.prove()
    binh.press("Xin lỗi, hẹn lại")


def print_the_apology(an: Desk, code: str) -> None:
    an.page.locator("main a[href*='/in/xin-loi']").first.click()
    expect(an.page).to_have_url(re.compile("/in/xin-loi"))
    printed = paper.read(an.page.pdf(prefer_css_page_size=True))
    assert printed.sizes == [(148, 210)]
    assert printed.says("XIN LỖI")
    assert printed.says(code)
    assert printed.says("Máy in hỏng, phải đối chiếu lại bản chính.")


def call_the_citizen(an: Desk) -> None:
    an.open("/lich-hen/in")
    an.open("/lich-hen")
    new_day = clock.local(clock.now()).date() + timedelta(days=21)
    an.open(f"/lich-hen?ngay={new_day:%d/%m/%Y}")
    row = an.page.locator("tr", has_text="Nguyễn Thị Hoà")
    expect(row).to_contain_text("0912")
    an.follow(row.get_by_role("button", name=re.compile("^Đã gọi")))
    expect(an.page.locator("main")).to_contain_text("Trần Thị An")
