"""An officer's browser without the drawing: one connection kept open, cookies, forms, and a clock."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode, urljoin, urlsplit

from bench import forms

SIGN_IN = "/dang-nhap"
DEADLINE_SECONDS = 120
Asks = Literal["page", "part", "data"]
ASKS: Mapping[str, Mapping[str, str]] = {
    "page": {"Accept": "text/html"},
    "part": {"Accept": "text/html", "HX-Request": "true"},
    "data": {"Accept": "application/json"},
}
"""Who asks: the browser for a page, htmx for a part of one, or a script of ours."""


@dataclass(frozen=True)
class Answer:
    """`seconds` is from sending the request to holding the last byte."""

    url: str
    status: int
    text: str
    seconds: float

    def forms(self) -> list[forms.Form]:
        return forms.read(self.text)


class Visitor:
    """Asks one node."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._cookies: dict[str, str] = {}
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(
            str(parts.hostname), parts.port, timeout=DEADLINE_SECONDS
        )

    def get(self, path: str, *, asks: Asks = "page") -> Answer:
        return self._follow(self._ask("GET", path, asks=asks))

    def post(self, path: str, values: list[tuple[str, str]], *, asks: Asks = "page") -> Answer:
        return self._follow(self._ask("POST", path, values, asks=asks))

    def submit(self, page: Answer, form: forms.Form, values: list[tuple[str, str]]) -> Answer:
        return self.post(urljoin(page.url, form.action or page.url), values)

    def sign_in(self, account: str, password: str) -> None:
        """Through the form on the page, like anyone."""
        page = self.get(SIGN_IN)
        form = next(form for form in page.forms() if form.has("password"))
        values = form.filled(**{form.named("text"): account, form.named("password"): password})
        page = self.submit(page, form, values)
        if any(form.has("password") for form in page.forms()):
            raise RuntimeError(f"{account} could not sign in at {self.address}: {page.status}")

    def close(self) -> None:
        self._connection.close()

    def _follow(self, answer: tuple[Answer, str]) -> Answer:
        """Go where a redirect points; the time of all hops counts."""
        page, onwards = answer
        seconds = page.seconds
        for _ in range(5):
            if not onwards:
                break
            page, onwards = self._ask("GET", urljoin(page.url, onwards))
            seconds += page.seconds
        return Answer(page.url, page.status, page.text, seconds)

    def _ask(
        self,
        method: str,
        path: str,
        values: list[tuple[str, str]] | None = None,
        asks: Asks = "page",
    ) -> tuple[Answer, str]:
        url = urljoin(self.address, path)
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {"Accept-Encoding": "identity", **ASKS[asks]}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={it}" for name, it in self._cookies.items())
        body = None
        if values is not None:
            body = urlencode(values)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"], headers["Referer"] = self.address, url
        started = time.perf_counter()
        self._connection.request(method, target, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        self._keep_cookies(response)
        onwards = response.getheader("Location", "") if 300 <= response.status < 400 else ""
        return Answer(url, response.status, content.decode("utf-8", "replace"), seconds), onwards

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self._cookies[name.strip()] = value.strip()
