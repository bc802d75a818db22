"""An officer at a screen: what the journeys have in common.

an = desk_of("an")
code = an.take_in("mai tang", FUNERAL)
an.find(code)
an.step("Chuyển lên huyện", note="Kính chuyển")
"""

import re
import time
from collections.abc import Callable
from typing import Self

from playwright.sync_api import Locator, Page, Response, expect

from tests.processes import PASSWORD, Node

# Procedures of the catalogue: one goes up to the district, the others end at the commune.
FUNERAL, COPIES, BIRTH = "1.010405", "2.000815", "1.001193"

CODE = re.compile(r"H27(?:\.\d{2}){0,3}-\d{6}-\d{4}")
DOSSIER = re.compile(r"/ho-so/([0-9a-f]{32})")
CITIZEN = {
    "applicant_name": "Nguyễn Thị Hoà",
    "birth_date": "5/3/1990",
    "phone": "0912 345 678",
    "address": "Thôn Bắc Hải, xã Thạch Hải",
}


# ── An officer at a screen ──────────────────────────────────────────────────────────────────────────


class Desk:
    """One officer and one page. `slowest` is the longest anybody waited for a press to be answered."""

    def __init__(self, page: Page, node: Node) -> None:
        self.page = page
        self.node = node
        self.slowest = 0.0

    def sign_in(self, username: str, password: str = PASSWORD) -> Self:
        self.page.goto(f"{self.node.url}/dang-nhap")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(password)
        self.page.get_by_role("button", name="Đăng nhập").click()
        expect(self.page.get_by_role("link", name="Bàn làm việc")).to_be_visible()
        return self

    def open(self, path: str) -> int:
        """Go to an address of this node; the status of its answer."""
        return self._timed(lambda: self.page.goto(self.node.url + path))

    def press(self, name: str, *, within: str = "main") -> int:
        """Press a button or a link that leads to another page; the status of that page."""
        return self.follow(self.named(name, within=within))

    def follow(self, link: Locator) -> int:
        return self._go(link.click)

    def enter(self) -> int:
        """The Enter key, where it leads to another page."""
        return self._go(lambda: self.page.keyboard.press("Enter"))

    def named(self, name: str, *, within: str = "main") -> Locator:
        by_role = self.page.get_by_role(within).get_by_role
        return by_role("button", name=name, exact=True).or_(by_role("link", name=name, exact=True))

    # ── Taking in ───────────────────────────────────────────────────────────────────────────────

    def take_in(self, letters: str, procedure: str, **answers: str) -> str:
        """From the desk to the receipt of a new dossier; its code."""
        self.fill_form(letters, procedure, **answers)
        self.press_named("Kiểm tra lại")
        self.explain()
        self.press_named("Tiếp nhận và in")
        expect(self.page).to_have_url(re.compile("/in/giay-tiep-nhan"))
        return self.code()

    def explain(self) -> None:
        """Say why it is taken in all the same, where the check page asks: most of all that the person has another
        dossier of the kind open."""
        reason = self.page.locator("textarea[name=reason][aria-required=true]")
        if reason.count():
            reason.fill("Đã hỏi: đây là một hồ sơ khác.")

    def fill_form(self, letters: str, procedure: str, **answers: str) -> None:
        self.open_form(letters, procedure)
        self.fill(**CITIZEN | answers)
        self.tick_papers()

    def open_form(self, letters: str, procedure: str) -> None:
        """Find the procedure as it is typed, and open its form."""
        self.open("/tiep-nhan")
        box = self.page.get_by_role("searchbox", name="Thủ tục")
        box.press_sequentially(letters)
        self._go(self.page.locator("#found li", has_text=procedure).locator("a").click)

    def fill(self, **answers: str) -> None:
        for name, value in answers.items():
            self.page.locator(f"#{name}").fill(value)

    def tick_papers(self) -> None:
        for box in self.page.locator("input[data-have]").all():
            box.check()

    def press_named(self, name: str) -> int:
        """As `press`, for a button that may show its key beside its words."""
        buttons = self.page.get_by_role("main").get_by_role(
            "button", name=re.compile(f"^{name}( Ctrl|$)")
        )
        return self._go(buttons.last.click)

    # ── A dossier ───────────────────────────────────────────────────────────────────────────────

    def find(self, code: str) -> None:
        """Through the search box of the frame to the page of the dossier."""
        box = self.page.get_by_role("searchbox", name="Tìm hồ sơ")
        box.fill(code)
        self._go(lambda: box.press("Enter"))
        self.press(code)

    def step(self, button: str, **boxes: str) -> None:
        """Open the dialog of a step, fill its boxes, and do it."""
        self.press(button)
        expect(self.page).to_have_url(re.compile("/buoc/"))
        self.fill(**boxes)
        self.prove()
        self.press(button)

    def prove(self) -> None:
        """The password once more, for what binds the office."""
        again = self.page.locator("#password_again")
        if again.count():
            again.fill(PASSWORD)

    def code(self) -> str:
        """The code of the dossier this page is about."""
        found = CODE.search(self.page.locator("main").inner_text())
        assert found, self.page.locator("main").inner_text()
        return found.group()

    def dossier_id(self) -> str:
        found = DOSSIER.search(self.page.url)
        assert found, self.page.url
        return found.group(1)

    def queue(self, label: str) -> None:
        """Open one queue of the desk."""
        self.open("/")
        name = re.compile(rf"^{label} \d")
        self._go(self.page.locator("#queues").get_by_role("link", name=name).click)

    # ── The line upwards ────────────────────────────────────────────────────────────────────────

    @property
    def lamp(self) -> Locator:
        """The second lamp."""
        return self.page.locator("#lamp-line")

    def sync_in_vain(self) -> None:
        """Press “Đồng bộ ngay” while the parent is away; the page answers at once and then says so."""
        self.open("/dong-bo")
        self.page.get_by_role("button", name="Đồng bộ ngay").click()
        expect(self.page.locator(".standing-lamp")).to_contain_text("mất liên lạc", timeout=20_000)

    def sync_now(self) -> None:
        """Press “Đồng bộ ngay” and wait until the page says that both sides hold the same."""
        self.open("/dong-bo")
        self.page.get_by_role("button", name="Đồng bộ ngay").click()
        expect(self.page.locator(".standing-lamp")).to_contain_text("đã khớp", timeout=20_000)

    # ── Waiting for an answer ───────────────────────────────────────────────────────────────────

    def _go(self, act: Callable[[], object]) -> int:
        """Do what leaves the page, and come back on the next one."""

        def leave() -> Response | None:
            # A form names its draft in the address while it is typed: that is no other page.
            with self.page.expect_event("load"), self.page.expect_response(_is_page) as arrival:
                act()
            return arrival.value

        return self._timed(leave)

    def _timed(self, arrive: Callable[[], Response | None]) -> int:
        began = time.monotonic()
        response = arrive()
        self.slowest = max(self.slowest, time.monotonic() - began)
        assert response, f"{self.page.url} was no answer of the server"
        return response.status


def _is_page(response: Response) -> bool:
    return response.request.is_navigation_request() and not 300 <= response.status < 400
