"""A Chromium that a test can end as a power cut does."""

import os
import signal
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

from tests.e2e import chromium
from tests.processes import free_port

START_SECONDS = 20


class Killable:
    """A browser process of its own, steered from outside. `page` is its first page."""

    def __init__(self, steering: Browser, profile: Path) -> None:
        port = free_port()
        arguments = (
            f"--remote-debugging-port={port}",
            f"--user-data-dir={profile}",
            "--headless=new",
        )
        self._process = subprocess.Popen(
            [str(chromium.program()), *chromium.FLAGS, *arguments, "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=os.name == "posix",
        )
        self._browser = _connected(steering, f"http://127.0.0.1:{port}")
        context = self._browser.contexts[0]
        self.page: Page = context.pages[0] if context.pages else context.new_page()
        self.page.set_viewport_size({"width": 1366, "height": 768})
        self.page.set_default_timeout(10_000)

    def kill(self) -> None:
        """kill -9, with every process it has started."""
        if self._process.poll() is not None:
            return
        if os.name == "posix":
            os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait(10)


def _connected(steering: Browser, address: str) -> Browser:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return steering.browser_type.connect_over_cdp(address)
        except Error:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
