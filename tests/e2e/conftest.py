"""A real Chromium for the journeys, and a page that fails its test when something is wrong with it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e import chromium
from tests.e2e.desk import Desk
from tests.e2e.fleet import fleet, fleet_offices, power
from tests.e2e.watch import Watch
from tests.offices import Offices, unit_of
from tests.processes import Node

__all__ = ["fleet", "fleet_offices", "power"]

WAIT_MS = 10_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests. Where none is found they are left out, saying how to get it."""
    program = chromium.program()
    if program is None and chromium.is_required():
        pytest.fail(chromium.HOW_TO_GET_IT)
    if program is None:
        pytest.skip(chromium.HOW_TO_GET_IT)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program, headless=True, args=list(chromium.FLAGS)
        )
        yield opened
        opened.close()


@pytest.fixture
def new_context(
    browser: Browser, new_node: Callable[..., Node]
) -> Iterator[Callable[..., BrowserContext]]:
    """Gives one person's browser at each call: own cookies, a counter's screen, Vietnamese, UTC+7.

    Its `watch` fails the test afterwards when a page logged an error or asked a foreign host. Asking for
    `new_node` makes the browser close before the offices do: a page that still polls would complain.
    """
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def make(width: int = 1366, height: int = 768, **options: object) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **options,
        )
        context.set_default_timeout(WAIT_MS)
        context.watch = Watch(context)
        watches.append(context.watch)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    problems = [problem for watch in watches for problem in watch.unexpected()]
    assert not problems, "The pages were not well:\n" + "\n".join(problems)


@pytest.fixture
def page(
    new_context: Callable[..., BrowserContext], request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Page]:
    """A fresh page. After a failed test its picture lies beside the test's other files."""
    opened = new_context().new_page()
    failed_before = request.session.testsfailed
    yield opened
    if request.session.testsfailed > failed_before:
        picture = tmp_path / "page.png"
        opened.screenshot(path=picture, full_page=True)
        print(f"the page at {opened.url} looked like {picture}")  # noqa: T201


@pytest.fixture
def watch(page: Page) -> Watch:
    """What listens to `page`; a test that breaks something on purpose tells it: `watch.expect(…)`."""
    return page.context.watch


# ── Offices with their people ───────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def offices(
    founded_offices: Offices, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Node]]:
    """A copy of the founded offices for the tests of one module, by unit; whoever needs one starts it."""
    nodes = founded_offices.copies(tmp_path_factory.mktemp("offices"))
    yield nodes
    for node in nodes.values():
        node.kill()


@pytest.fixture
def district(offices: dict[str, Node]) -> Node:
    return _running(offices["445"])


@pytest.fixture
def commune(offices: dict[str, Node]) -> Node:
    return _running(offices["18571"])


@pytest.fixture
def neighbour(offices: dict[str, Node]) -> Node:
    return _running(offices["18604"])


def _running(node: Node) -> Node:
    return node if node.is_running else node.start()


@pytest.fixture(scope="module")
def cookies() -> dict[str, Any]:
    """Who has signed in already in this module; their session is good in another browser too."""
    return {}


@pytest.fixture
def desk_of(
    offices: dict[str, Node], new_context: Callable[..., BrowserContext], cookies: dict[str, Any]
) -> Callable[..., Desk]:
    """`desk_of("an")` is An's screen, signed in, in a browser of her own."""

    def make(username: str, **options: object) -> Desk:
        context = new_context(storage_state=cookies.get(username), **options)
        desk = Desk(context.new_page(), offices[unit_of(username)])
        if username not in cookies:
            desk.sign_in(username)
            cookies[username] = context.storage_state()
        desk.open("/")
        return desk

    return make
