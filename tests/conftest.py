"""What every test may ask for: a database of either kind, and offices that are real processes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import offices, postgres, town
from tests.offices import Offices
from tests.processes import Node
from tests.sync import histories

LIVED = pytest.StashKey[histories.Lived]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The test that needs all histories comes last; they are lived beside the others meanwhile."""
    last = [item for item in items if "lived" in getattr(item, "fixturenames", ())]
    items[:] = [item for item in items if item not in last] + last
    if last and not config.option.collectonly:
        config.stash[LIVED] = histories.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    if lived := config.stash.get(LIVED, None):
        lived.end()


@pytest.fixture
def lived(pytestconfig: pytest.Config) -> histories.Lived:
    """The process that lives the histories."""
    return pytestconfig.stash[LIVED]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Server]:
    """A PostgreSQL server, started by the first test that needs one."""
    with postgres.running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Makes an empty database at each call and gives its URL. A test that asks for it runs on both kinds; on
    PostgreSQL it may be a copy of another one."""
    with ExitStack() as databases:
        if request.param == "sqlite":
            names = (f"sqlite:///{(tmp_path / f'{n}.db').as_posix()}" for n in range(1, 100))
            yield lambda *template: next(names)
        else:
            server: postgres.Server = request.getfixturevalue("postgresql")
            yield lambda *template: databases.enter_context(server.new_database(*template))


@pytest.fixture
def database_url(new_database: Callable[[], str]) -> str:
    """The URL of an empty database. A test that asks for it runs on SQLite and on PostgreSQL."""
    return new_database()


@pytest.fixture
def town_url(request: pytest.FixtureRequest, new_database: Callable[..., str]) -> str:
    """The URL of a database for `tests.town.town`, on both kinds."""
    if request.node.callspec.params["new_database"] == "sqlite":
        return new_database()
    server: postgres.Server = request.getfixturevalue("postgresql")
    return new_database(town.template_on(server))


@pytest.fixture
def new_node(tmp_path: Path) -> Iterator[Callable[..., Node]]:
    """Gives an office by name: `new_node("commune")`; its process ends with the test."""
    nodes: list[Node] = []

    def make(name: str, *, port: int | None = None, database_url: str = "") -> Node:
        nodes.append(Node(tmp_path / name, port=port, database_url=database_url))
        return nodes[-1]

    yield make
    for node in nodes:
        node.kill()


@pytest.fixture(scope="session")
def founded_offices(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    """A district and two communes with everybody's account and no dossier, made once."""
    return offices.found(tmp_path_factory.mktemp("founded-offices"))


@pytest.fixture(scope="session")
def seeded_offices(founded_offices: Offices, tmp_path_factory: pytest.TempPathFactory) -> Offices:
    """The same with some weeks of work at the commune, part of it sent up and answered."""
    folder = tmp_path_factory.mktemp("seeded-offices")
    return offices.fill_with_work(founded_offices, folder, dossiers=60)
