"""The line over HTTP: what is no parent is away, and a line that dribbles ends at its deadline."""

import time

import pytest

from sync.carriers.http import HttpCarrier
from sync.child import Away
from tests import strange_parent
from tests.processes import free_port

DEADLINE_SECONDS = 0.5


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def carrier(port):
    return HttpCarrier(f"http://127.0.0.1:{port}", deadline_seconds=DEADLINE_SECONDS)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (strange_parent.login_page, "không phải là máy chủ Một Cửa"),
        (strange_parent.broken, "báo lỗi 502"),
        (strange_parent.dribble, "quá chậm"),
    ],
)
def test_a_strange_answer_is_a_parent_that_is_away(carrier, port, answer, words):
    with strange_parent.strange_parent(port, answer), pytest.raises(Away, match=words):
        carrier.carry(b"an envelope")


@pytest.mark.parametrize("ask", [HttpCarrier.is_there, lambda carrier: _away(carrier)])
def test_a_line_that_dribbles_is_given_up_in_time(carrier, port, ask):
    with strange_parent.strange_parent(port, strange_parent.dribble):
        began = time.monotonic()
        ask(carrier)

        assert time.monotonic() - began < 3 * DEADLINE_SECONDS


@pytest.mark.parametrize(
    "answer", [strange_parent.login_page, strange_parent.broken, strange_parent.dribble]
)
def test_only_a_parent_is_found_by_looking_for_one(carrier, port, answer):
    with strange_parent.strange_parent(port, answer):
        assert not carrier.is_there()


def test_nobody_at_the_address_is_away(carrier):
    with pytest.raises(Away, match="Không nối được"):
        carrier.carry(b"an envelope")


def _away(carrier):
    with pytest.raises(Away):
        carrier.carry(b"an envelope")
