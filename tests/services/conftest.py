"""The town of `tests/town.py` on both kinds of database."""

from collections.abc import Iterator

import pytest

from tests.town import town


@pytest.fixture
def office(town_url: str) -> Iterator[None]:
    with town(town_url):
        yield
