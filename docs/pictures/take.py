"""Take the pictures of README and docs/huong-dan anew: `.venv/bin/python docs/pictures/take.py`.

Makes the demo in a folder of its own, walks through it in a real Chromium as the officers would, and writes the
pictures beside this file. A minute for the demo, three for the walk. With `--dir` the folder is kept, and the
next call walks at once.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(HERE)]

import smaller  # noqa: E402 - found beside this file
import walk  # noqa: E402
import walk_district  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from app.demo import COMMUNES, DISTRICT, PASSWORD  # noqa: E402
from tests.e2e import chromium  # noqa: E402
from tests.processes import Node, answers  # noqa: E402

SCREEN = {"width": 1366, "height": 768}
TALL = 2400
"""High enough for every element that is photographed."""
MARGIN = 8
DEMO_SECONDS = 900


class Camera:
    """One browser; a page for each officer who is asked for, signed in."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def officer(self, node: Node, username: str) -> Page:
        page = self.visitor(node.url + "/dang-nhap")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(node.url + "/")
        return page

    def visitor(self, url: str) -> Page:
        context = self._browser.new_context(
            viewport=SCREEN, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce"
        )
        # The dialog of the printer would stay open for ever.
        context.add_init_script("window.print = () => {}")
        page = context.new_page()
        page.goto(url)
        return page

    @staticmethod
    def shoot(page: Page, name: str, *, of: str = "", height: int = 0) -> None:
        """The top `height` pixels of the page, or of the one element that `of` names, with a margin."""
        tall = TALL if of else height or SCREEN["height"]
        page.set_viewport_size({"width": SCREEN["width"], "height": tall})
        page.wait_for_load_state("networkidle")
        box = page.locator(of).first.bounding_box() if of else None
        area = None
        if box:
            area = {
                "x": max(box["x"] - MARGIN, 0),
                "y": max(box["y"] - MARGIN, 0),
                "width": min(box["width"] + 2 * MARGIN, SCREEN["width"]),
                "height": min(box["height"] + 2 * MARGIN, height or TALL),
            }
        file = HERE / f"{name}.png"
        file.write_bytes(smaller.png(page.screenshot(clip=area, animations="disabled")))
        page.set_viewport_size(SCREEN)
        sys.stdout.write(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the pictures of the documentation anew.")
    parser.add_argument("--dir", type=Path, help="keep the demo here, or use the one that is here")
    parser.add_argument("--port-base", type=int, default=8470, help="three ports from here on")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scrap:
        directory = (options.dir or Path(scrap) / "demo").absolute()
        make_demo(directory, options.port_base)
        with (
            nodes(directory, options.port_base) as (district, commune),
            sync_playwright() as player,
        ):
            browser = player.chromium.launch(
                executable_path=chromium.program(), args=list(chromium.FLAGS)
            )
            walk.everywhere(Camera(browser), district, commune)
            walk_district.everything(Camera(browser), district, commune, Path(scrap))
            with fresh(Path(scrap) / "new", options.port_base + 2) as new:
                walk.set_up(Camera(browser), new)
            browser.close()


def make_demo(directory: Path, port_base: int) -> None:
    """By the public command, as everybody gets it; stopped as soon as it is up."""
    if (directory / "ready").exists():
        return
    command = [sys.executable, "-m", "app.cli", "demo", "--dir", str(directory)]
    making = subprocess.Popen([*command, "--port-base", str(port_base)], cwd=ROOT)
    last = f"http://127.0.0.1:{port_base + len(COMMUNES)}/may-chu"
    deadline = time.monotonic() + DEMO_SECONDS
    while not ((directory / "ready").exists() and answers(last)):
        if making.poll() is not None or time.monotonic() > deadline:
            making.kill()
            raise SystemExit("The demo did not come up.")
        time.sleep(0.5)
    making.send_signal(signal.SIGTERM if os.name == "posix" else signal.CTRL_C_EVENT)
    making.wait(30)


@contextmanager
def nodes(directory: Path, port_base: int) -> Iterator[tuple[Node, Node]]:
    """The district and the first commune, each a process that can be killed alone."""
    district = Node(directory / DISTRICT.unit, port=port_base)
    commune = Node(directory / COMMUNES[0].unit, port=port_base + 1)
    try:
        yield district.start(), commune.start()
    finally:
        commune.kill()
        district.kill()


@contextmanager
def fresh(directory: Path, port: int) -> Iterator[Node]:
    """A machine on its first day."""
    directory.mkdir()
    node = Node(directory, port=port)
    try:
        yield node.start()
    finally:
        node.kill()


if __name__ == "__main__":
    main()
