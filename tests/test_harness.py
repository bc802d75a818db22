"""The ground other tests stand on: databases that are fresh, processes that are really ended."""

import re
import sys
import time
from pathlib import Path

import peewee
import pytest

from app import database
from tests import processes


@pytest.fixture
def connected(database_url):
    yield database.connect(database_url)
    database.close()


def test_each_test_gets_a_database_that_works_and_is_empty(connected):
    connected.execute_sql("CREATE TABLE paper (name VARCHAR(40))")

    assert connected.get_tables() == ["paper"]


def test_no_test_sees_what_the_one_before_left(connected):
    assert connected.get_tables() == []


def test_two_offices_of_one_test_have_two_databases(new_database):
    assert new_database() != new_database()


def test_the_databases_are_of_both_kinds(connected, request):
    kinds = {"sqlite": peewee.SqliteDatabase, "postgresql": peewee.PostgresqlDatabase}

    assert isinstance(connected, kinds[request.node.callspec.params["new_database"]])


SERVER = """
import http.server, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("child", child.pid, flush=True)
http.server.ThreadingHTTPServer(
    ("127.0.0.1", {port}), http.server.BaseHTTPRequestHandler
).serve_forever()
"""


@pytest.fixture
def office(new_node, monkeypatch):
    """A node whose program is a small server with a child, so that only the harness is tested."""
    node = new_node("office")
    code = SERVER.format(port=node.port)
    monkeypatch.setattr(node, "_arguments", lambda *_: [sys.executable, "-c", code])
    return node


def test_a_started_node_answers(office):
    office.start()

    assert processes.answers(office.url)


def test_a_killed_node_answers_no_more_and_its_children_are_gone(office):
    office.start()
    child = int(re.search(r"child (\d+)", office.output())[1])

    office.kill()

    assert not processes.answers(office.url)
    assert vanished(child)


def test_a_killed_node_starts_again_at_the_same_address(office):
    address = office.start().url

    office.restart()

    assert processes.answers(address)


def test_a_node_that_ends_at_once_says_why(new_node, monkeypatch):
    node = new_node("office")
    monkeypatch.setattr(node, "_arguments", lambda *_: [sys.executable, "-c", "exit('ổ đĩa đầy')"])

    with pytest.raises(AssertionError, match="ổ đĩa đầy"):
        node.start()


def test_a_node_is_not_started_where_another_one_answers(office, new_node):
    office.start()
    second = new_node("second", port=office.port)

    with pytest.raises(AssertionError, match="another process"):
        second.start()


def vanished(pid: int, seconds: float = 5) -> bool:
    """Whether the process is gone, or only waits for its parent to notice."""
    status = Path(f"/proc/{pid}/stat")
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not status.exists() or ") Z " in status.read_text():
            return True
        time.sleep(0.02)
    return False
