"""A commune and its district as real processes: both hold the same bytes in the end, whatever is killed."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.processes import Node

Pair = tuple[Node, Node]
FEWER = 500
"""On PostgreSQL: what grows with two thousand has been seen on SQLite."""


@pytest.fixture
def pair(new_node: Callable[..., Node], database_url: str, tmp_path: Path) -> Iterator[Pair]:
    """A running district (on SQLite, and on PostgreSQL) and a commune that has joined it."""
    on_postgresql = database_url.startswith("postgresql")
    district = new_node("district", database_url=database_url if on_postgresql else "")
    district.init("445")
    district.start()
    commune = new_node("commune")
    commune.init("18571", parent=district)
    yield commune, district


def same_bytes(commune: Node, district: Node) -> bool:
    mine, theirs = commune.dump(), district.dump("18571")
    return mine == theirs and mine.count("\n") > 0


@pytest.mark.slow
def test_two_thousand_dossiers_are_the_same_bytes_on_both_sides(
    pair: Pair, database_url: str
) -> None:
    commune, district = pair
    many = FEWER if database_url.startswith("postgresql") else 2000
    commune.command("seed", "--dossiers", str(many), "--seed", "7")

    commune.sync()

    assert same_bytes(commune, district)
    assert commune.dump().count("\n") == many
    commune.command("verify")
    district.command("verify")


def test_a_second_sync_is_one_request_of_under_a_kilobyte(pair: Pair) -> None:
    commune, _ = pair
    commune.command("seed", "--dossiers", "30", "--seed", "7")
    commune.sync()

    figures = commune.sync()

    assert figures["requests"] == 1
    assert figures["bytes_up"] < 1000
    assert figures["bytes_down"] < 1000


@pytest.mark.slow
def test_a_sync_killed_twenty_times_in_a_row_ends_identical(pair: Pair) -> None:
    commune, district = pair
    chance = random.Random(20190523)
    for number in range(20):
        seed_then_kill_the_sync(commune, number, chance.uniform(0.3, 1.2))

    commune.sync()

    assert same_bytes(commune, district)
    commune.command("verify")
    district.command("verify")


def seed_then_kill_the_sync(commune: Node, number: int, seconds: float) -> None:
    commune.command("seed", "--dossiers", "12", "--seed", str(number))
    running = commune.begin_command("sync")
    time.sleep(seconds)
    running.kill()
    running.wait(10)


def test_a_district_killed_under_a_sync_loses_nothing(pair: Pair) -> None:
    commune, district = pair
    commune.command("seed", "--dossiers", "120", "--seed", "3")
    running = commune.begin_command("sync")
    time.sleep(0.9)
    district.kill()
    running.wait(60)
    district.start()

    commune.sync()

    assert same_bytes(commune, district)
    district.command("verify")


def test_a_parent_away_is_told_as_such(pair: Pair) -> None:
    commune, district = pair
    commune.command("seed", "--dossiers", "3", "--seed", "3")
    district.kill()

    said = commune.try_command("sync")

    assert said.returncode == 3
    assert "Chưa liên lạc được với cấp trên" in said.stderr


def test_a_node_of_a_wrong_code_is_refused(new_node: Callable[..., Node], pair: Pair) -> None:
    _, district = pair
    stranger = new_node("stranger")

    said = stranger.try_command(
        "init", "--unit", "18604", "--parent", district.url, "--invite", "AAAA-BBBB-CCCC-DDDD"
    )

    assert said.returncode == 4


def test_a_code_serves_one_office_once(new_node: Callable[..., Node], pair: Pair) -> None:
    _, district = pair
    code = district.invite("18604")
    new_node("first").command("init", "--unit", "18604", "--parent", district.url, "--invite", code)

    said = new_node("second").try_command(
        "init", "--unit", "18604", "--parent", district.url, "--invite", code
    )

    assert said.returncode == 4


def test_the_same_seed_gives_the_same_dossiers(new_node: Callable[..., Node]) -> None:
    one, other = new_node("one"), new_node("other")
    one.init("18571")
    other.init("18571")

    one.command("seed", "--dossiers", "40", "--seed", "5")
    other.command("seed", "--dossiers", "40", "--seed", "5")

    assert codes(one) == codes(other)


def codes(node: Node) -> list[str]:
    return [line.split('"applicant_name":"')[1][:40] for line in node.dump().splitlines()]
