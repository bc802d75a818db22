"""What is asked again while one page is made is asked once, and forgotten with the page."""

from collections.abc import Iterator

import pytest

from app.queries import memory

asked: list[str] = []


@memory.remembered
def unit(code: str) -> str:
    asked.append(code)
    return f"Xã {code}"


@memory.remembered
def letters(dossier: str) -> str:
    asked.append(dossier)
    return dossier


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    asked.clear()
    yield
    memory.end()


def test_one_page_asks_the_same_question_once() -> None:
    memory.begin()

    told = [unit("18571"), unit("18604"), unit("18571")]

    assert told == ["Xã 18571", "Xã 18604", "Xã 18571"]
    assert asked == ["18571", "18604"]


def test_the_next_page_asks_again() -> None:
    memory.begin()
    unit("18571")

    memory.begin()
    unit("18571")

    assert asked == ["18571", "18571"]


def test_without_a_page_nothing_is_remembered() -> None:
    unit("18571")
    unit("18571")

    assert asked == ["18571", "18571"]


def test_long_work_keeps_only_what_it_does_not_change() -> None:
    with memory.kept(unit):
        for _ in range(2):
            unit("18571")
            letters("d1")
    unit("18571")

    assert asked == ["18571", "d1", "d1", "18571"]
