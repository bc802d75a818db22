"""Listens to a page while a test walks through it, and remembers what an officer must never meet."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

OWN_HOSTS = {"127.0.0.1", "localhost", "[::1]"}
REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of 4(09|22)\b")
"""Chromium logs every refused form as an error. A refusal is an answer: the page shows it, in words."""
LEAVING = re.compile(r"htmx:(sendAbort|afterRequest)\b")
"""What htmx says when a page is left that was just asking something; a server away is `htmx:sendError`."""


class Watch:
    """Errors in the console (a broken content security policy is one), exceptions, foreign addresses."""

    def __init__(self, context: BrowserContext) -> None:
        self.problems: list[str] = []
        self._expected: list[str] = []
        context.on("console", self._console)
        context.on("request", self._request)
        context.on("page", self._page)

    def expect(self, *words: str) -> None:
        """The test is about to cause problems whose text contains one of `words`, on purpose."""
        self._expected += words

    def unexpected(self) -> list[str]:
        """Problems that no `expect` announced."""
        return [text for text in self.problems if not any(word in text for word in self._expected)]

    def _page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        said = message.text
        if message.type == "error" and not REFUSAL.match(said) and not LEAVING.match(said):
            where = message.location.get("url", "")
            self.problems.append(f"console: {said} ({where})")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in OWN_HOSTS:
            self.problems.append(f"request to another host: {request.url}")
