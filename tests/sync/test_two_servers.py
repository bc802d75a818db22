"""Two server processes on one folder: one exchanges at a time, no number is given twice, nothing is lost."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from app.jobs import LOCK_FILE
from bench import intake
from bench.visitor import Visitor
from tests.offices import Offices
from tests.processes import PASSWORD, Node

DOSSIERS = 5


@pytest.fixture
def nodes(founded_offices: Offices, tmp_path: Path) -> Iterator[dict[str, Node]]:
    """A district, and a commune whose folder two processes serve."""
    copies = founded_offices.copies(tmp_path)
    nodes = {"district": copies["445"], "one": copies["18571"], "other": Node(tmp_path / "commune")}
    with ThreadPoolExecutor() as hands:
        list(hands.map(lambda node: node.start(), nodes.values()))
    yield nodes
    for node in nodes.values():
        node.kill()


def take_in(node: Node, username: str) -> None:
    visitor = Visitor(node.url)
    visitor.sign_in(username, PASSWORD)
    for _ in range(DOSSIERS):
        intake.accept(visitor)
    visitor.close()


def at_once(*works: Callable[[], object]) -> None:
    with ThreadPoolExecutor(len(works)) as hands:
        for done in [hands.submit(work) for work in works]:
            done.result()


def test_two_servers_and_two_syncs_at_once_give_every_dossier_one_number(
    nodes: dict[str, Node],
) -> None:
    one, other, district = nodes["one"], nodes["other"], nodes["district"]

    at_once(
        lambda: take_in(one, "an"), lambda: take_in(other, "hoa"), one.sync, lambda: other.sync()
    )  # fmt: skip
    one.sync()

    assert len(codes(one)) == len(set(codes(one))) == 2 * DOSSIERS
    assert district.dump("18571") == one.dump()
    one.command("verify")
    district.command("verify")


def codes(node: Node) -> list[str]:
    return [line.partition('"code":"')[2].partition('"')[0] for line in node.dump().splitlines()]


def test_while_one_process_exchanges_another_waits_its_turn(nodes: dict[str, Node]) -> None:
    with FileLock(nodes["one"].directory / LOCK_FILE):
        said = nodes["one"].try_command("sync", "--wait", "0")

    assert said.returncode == 1
    assert "Một lần đồng bộ khác đang chạy" in said.stderr


def test_when_one_of_two_servers_dies_the_other_goes_on(nodes: dict[str, Node]) -> None:
    dying = threading.Timer(0.4, nodes["one"].kill)
    dying.start()

    take_in(nodes["other"], "hoa")

    dying.join()
    assert len(set(codes(nodes["other"]))) == DOSSIERS
    nodes["other"].sync()
    nodes["other"].command("verify")
