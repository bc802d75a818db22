"""A district on PostgreSQL and three communes on their own files, as real processes that can all be killed.

Founded once a test run; a journey that names `fleet_offices` works in a copy. The PostgreSQL is its own, so that a
journey may take its power away.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from app import clock, database
from app.domain.officers import Role
from app.instance import open_instance
from app.services import officers
from tests import postgres
from tests.offices import FOLDERS, PEOPLE
from tests.processes import PASSWORD, Node, free_port

THIRD = "18607"
FOLDERS_OF_FLEET = {**FOLDERS, THIRD: "third"}


@dataclass
class Fleet:
    """The founded offices, standing still, and the server of the district's database."""

    folder: Path
    ports: dict[str, int]
    server: postgres.Server
    database: str

    def nodes(self, folder: Path, database_url: str) -> dict[str, Node]:
        return {
            unit: Node(folder / name, port=self.ports[unit], database_url=database_url if unit == "445" else "")
            for unit, name in FOLDERS_OF_FLEET.items()
        }  # fmt: skip


@pytest.fixture(scope="session")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with ExitStack() as standing:
        server = standing.enter_context(postgres.running_server())
        url = standing.enter_context(server.new_database())
        made = Fleet(
            tmp_path_factory.mktemp("fleet"), {unit: free_port() for unit in FOLDERS_OF_FLEET}, server,
            url.rpartition("/")[2],
        )  # fmt: skip
        _found(made.nodes(made.folder, url), url)
        yield made


def _found(nodes: dict[str, Node], database_url: str) -> None:
    """The three communes join at one moment."""
    district = nodes["445"]
    district.init("445")
    district.start()
    communes = [unit for unit in nodes if unit != "445"]
    with ThreadPoolExecutor(len(communes)) as hands:
        list(hands.map(lambda unit: nodes[unit].init(unit, parent=district), communes))
    district.stop()
    for unit, people in PEOPLE.items():
        open_instance(nodes[unit].directory, **({"database_url": database_url} if unit == "445" else {}))  # fmt: skip
        for username, name, *roles in people:
            officers.add(
                username, name=name, title="", unit=unit, roles=[Role(role) for role in roles], by="cli",
                at=clock.now(), password=PASSWORD, must_change=False,
            )  # fmt: skip
        database.close()


@pytest.fixture(scope="module")
def fleet_offices(fleet: Fleet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Node]]:  # fmt: skip
    """A copy of the fleet for the tests of one module, by unit; a journey calls it `offices`."""
    folder = tmp_path_factory.mktemp("fleet-copy") / "offices"
    copytree(fleet.folder, folder)
    with fleet.server.new_database(fleet.database) as url:
        nodes = fleet.nodes(folder, url)
        yield nodes
        for node in nodes.values():
            node.kill()


@pytest.fixture(scope="module")
def power(fleet: Fleet) -> postgres.Server:
    """The PostgreSQL of the district, to be killed and started."""
    return fleet.server
