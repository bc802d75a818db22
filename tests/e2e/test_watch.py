"""The listener that guards every journey is itself shown to hear what it must."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.watch import Watch

pytestmark = pytest.mark.browser

POLICY = "default-src 'self'; img-src 'self' data:"
ICON = '<link rel="icon" href="data:,">'


class Handler(BaseHTTPRequestHandler):
    """Serves `server.html` at / under a strict policy, refuses /refused, knows nothing else."""

    def do_GET(self) -> None:
        found = self.path in ("/", "/refused")
        body = self.server.html.encode() if self.path == "/" else (ICON + "<p>no</p>").encode()
        self.send_response(422 if self.path == "/refused" else 200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[Callable[[str], str]]:
    """Puts one page on an address of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def put(html: str) -> str:
        server.html = f"<!doctype html><html lang=vi>{ICON}<title>t</title>{html}</html>"
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield put
    server.shutdown()
    server.server_close()


@pytest.fixture
def fresh(browser: Browser) -> Iterator[tuple[Page, Watch]]:
    """A page whose problems are looked at by the test itself."""
    context = browser.new_context()
    watch = Watch(context)
    yield context.new_page(), watch
    context.close()


@pytest.mark.parametrize(
    ("html", "heard"),
    [
        ("<script>document.title = 'x'</script>", "Content Security Policy"),
        ("<p style='color: red'>đỏ</p>", "Content Security Policy"),
        ("<p onclick='x()'>bấm</p>", "Content Security Policy"),
        ("<script src=http://elsewhere.invalid/htmx.js></script>", "Content Security Policy"),
        ("<img src=/missing.png>", "404"),
        ("<meta http-equiv=refresh content='0; url=http://elsewhere.invalid/'>", "another host"),
    ],
)
def test_a_fault_of_a_page_is_heard(fresh, serve, html, heard):
    page, watch = fresh

    page.goto(serve(html))
    page.wait_for_timeout(300)

    assert any(heard in problem for problem in watch.unexpected()), watch.problems


def test_an_exception_in_a_script_is_heard(fresh, serve):
    page, watch = fresh
    page.goto(serve("<p>yên</p>"))

    page.evaluate("setTimeout(() => { throw new Error('hỏng') })")
    page.wait_for_timeout(300)

    assert any("hỏng" in problem for problem in watch.unexpected())


def test_a_page_without_faults_is_silent(page, serve, watch):
    page.goto(serve("<p>Một cửa</p>"))

    assert watch.problems == []


def test_a_refused_form_is_not_a_fault(page, serve, watch):
    page.goto(serve("<p>Một cửa</p>") + "refused")

    assert watch.problems == []


def test_a_fault_announced_by_the_test_is_forgiven(fresh, serve):
    page, watch = fresh
    watch.expect("404")

    page.goto(serve("<p>Một cửa</p>") + "missing")

    assert watch.problems
    assert watch.unexpected() == []


def test_the_page_stands_at_an_office_in_vietnam(page, serve):
    page.goto(serve("<p>Một cửa</p>"))

    where = page.evaluate(
        "[navigator.language, new Date('2019-05-24T03:15:00Z').getHours(), innerWidth]"
    )

    assert where == ["vi-VN", 10, 1366]
