"""`.venv/bin/python -m bench.typing --write`: how long an intake takes whose every key a person presses.

A real browser, no mouse. A trained officer types five keys a second, looks before each move, and reads the check page;
a card is scanned at the speed of a scanner. The exit code is 1 when one takes longer than it may.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench import results
from bench.offices import ACCOUNT, COMMUNES, PASSWORD, Offices, serving
from bench.table import table
from tests.e2e import chromium
from tests.processes import Node

KEY_MS, SCANNER_MS = 200, 4
LOOK_SECONDS, READ_SECONDS = 1.0, 3.0
MOST_TABS = 40
DOSSIERS = 1_000
CARD = "042{year}{n:06}|183456789|Nguyễn Thị Quẹt|05031985|Nữ|Thôn Liên Hải, Thạch Hải, Thạch Hà, Hà Tĩnh|10042021"
PERSON = (
    ("applicant_name", "Nguyễn Văn Gõ"),
    ("id_no", "042085{n:06}"),
    ("birth_date", "5/3/85"),
    ("gender", "n"),
    ("phone", "0912345678"),
    ("address", "Thôn Liên Hải"),
)
HEADING = ["", "lần", "nhanh nhất", "giữa", "chậm nhất", "phải đạt", ""]
NO_DIALOG = "window.print = () => { document.documentElement.dataset.printed = 'yes' }"


class Officer:
    """Hands on the keyboard, eyes on the screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def types(self, text: str) -> None:
        self.page.keyboard.type(text, delay=KEY_MS)

    def presses(self, key: str) -> None:
        """Look where one is, then press."""
        time.sleep(LOOK_SECONDS)
        self.page.keyboard.press(key)

    def goes_to(self, name: str) -> None:
        """Tab by Tab, as the fields follow each other."""
        time.sleep(LOOK_SECONDS)
        for _ in range(MOST_TABS):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self.page.keyboard.press("Tab")
            time.sleep(KEY_MS / 1000)
        raise RuntimeError(f"{MOST_TABS} times Tab do not lead to {name}")

    def opens_the_form(self, letters: str) -> None:
        self.types(letters)
        expect(self.page.locator("#found .found-words")).to_contain_text("Tìm thấy")
        self.presses("ArrowDown")
        expect(self.page.locator(".picks a").first).to_be_focused()
        self.presses("Enter")
        expect(self.page.locator("#quet")).to_be_visible()

    def scans(self, line: str) -> None:
        self.presses("F2")
        expect(self.page.locator("#quet")).to_be_focused()
        time.sleep(LOOK_SECONDS)
        self.page.keyboard.type(line, delay=SCANNER_MS)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#phone")).to_be_focused()

    def has_the_papers(self, count: int) -> None:
        self.presses("Alt+3")
        for _ in range(count):
            self.presses("g")
            self.page.keyboard.press("ArrowDown")

    def accepts_and_prints(self) -> None:
        expect(self.page.locator("#saved")).to_have_attribute("data-state", "saved")
        self.presses("Control+Enter")
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_contain_text("Kiểm tra trước khi tiếp nhận")
        time.sleep(READ_SECONDS)
        if self.page.locator("#reason").count():
            self.goes_to("reason")
            self.types("Đã xem giấy tờ.")
        self.page.keyboard.press("Control+Shift+Enter")
        expect(self.page.locator("html")).to_have_attribute("data-printed", "yes")


def with_card(officer: Officer, n: int) -> None:
    """One paper, the card scanned, the telephone typed."""
    officer.opens_the_form("chung thuc ban sao")
    officer.scans(CARD.format(year="185", n=n))
    officer.types("0912345678")
    officer.has_the_papers(1)
    officer.accepts_and_prints()


def by_hand(officer: Officer, n: int) -> None:
    """One paper, no card: every field of the citizen is typed."""
    officer.opens_the_form("chung thuc ban sao")
    for name, words in PERSON:
        officer.goes_to(name)
        officer.types(words.format(n=n))
    officer.has_the_papers(1)
    officer.accepts_and_prints()


JOURNEYS: tuple[tuple[str, Callable[[Officer, int], None], float], ...] = (
    ("một giấy tờ, quét căn cước", with_card, 60.0),
    ("một giấy tờ, gõ tay hết", by_hand, 150.0),
)


def main() -> int:
    options = _options()
    with ExitStack() as cleaning:
        work = options.work or Path(cleaning.enter_context(tempfile.TemporaryDirectory()))
        node = cleaning.enter_context(serving(_office(Offices(work))))
        player = cleaning.enter_context(sync_playwright())
        browser = player.chromium.launch(
            executable_path=chromium.program(), args=list(chromium.FLAGS)
        )
        measured = [
            (words, [timed(browser, node, journey, 1 + n) for n in range(options.times)], most)
            for words, journey, most in JOURNEYS
        ]
        browser.close()
    rows = [row(*each) for each in measured]
    print(table(HEADING, rows))
    if options.write:
        results.write("typing", "Gõ một hồ sơ", about(), HEADING, rows)
    return 0 if all(max(seconds) <= most for _, seconds, most in measured) else 1


def timed(browser: Browser, node: Node, journey: Callable[[Officer, int], None], n: int) -> float:
    """One intake from the empty search box to the print dialog, in a browser of its own."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.add_init_script(NO_DIALOG)
    page = context.new_page()
    page.goto(f"{node.url}/dang-nhap?next=/tiep-nhan")
    page.fill("[name=username]", ACCOUNT)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{node.url}/tiep-nhan")
    expect(page.locator("#tim")).to_be_focused()
    began = time.monotonic()
    journey(Officer(page), n)
    seconds = time.monotonic() - began
    context.close()
    print(f"{journey.__name__}: {seconds:.1f} s", file=sys.stderr, flush=True)
    return seconds


def row(words: str, seconds: list[float], most: float) -> list[str]:
    told = [f"{each:.1f} s" for each in (min(seconds), median(seconds), max(seconds))]
    met = "đạt" if max(seconds) <= most else "CHƯA ĐẠT"
    return [words, str(len(seconds)), *told, f"≤ {most:.0f} s", met]


def about() -> str:
    return (
        f"`.venv/bin/python -m bench.typing --write` — {results.machine()}; Chromium thật, chỉ bàn phím: "
        f"{1000 / KEY_MS:.0f} phím một giây, nhìn {LOOK_SECONDS:g} s trước mỗi thao tác, đọc trang kiểm tra "
        f"{READ_SECONDS:g} s, máy quét {SCANNER_MS} ms một ký tự. Từ ô tìm thủ tục trống đến khi hộp in mở."
    )


def _office(offices: Offices) -> Node:
    with offices.district() as district:
        name = f"commune-{DOSSIERS}"
        return offices.copy(offices.commune(DOSSIERS, COMMUNES[0], district=district, name=name))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.typing", description=__doc__)
    parser.add_argument("--work", type=Path, help="keep the filled offices here for the next run")
    parser.add_argument("--times", type=int, default=3, help="each is measured so often")
    parser.add_argument("--write", action="store_true", help="put the table into bench/RESULTS.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
