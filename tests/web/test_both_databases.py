"""The pages of a dossier on SQLite and on PostgreSQL: the same journey, the same words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import clock, create_app, database
from app.instance import open_instance
from app.joining import set_up
from app.services import officers
from tests.web.conftest import PASSWORD, PEOPLE
from tests.web.counter import SignedIn, main, resolved, step


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    instance = open_instance(tmp_path / "node", database_url=database_url)
    set_up(instance, unit="18571", parent=None, code=None, at=clock.now())
    for username, name, roles in PEOPLE:
        officers.add(
            username, name=name, title="Công chức", unit="18571", roles=roles, by="cli",
            at=clock.now(), password=PASSWORD, must_change=False,
        )  # fmt: skip
    program = create_app(instance)
    program.config["WTF_CSRF_ENABLED"] = False
    yield program
    database.close()


def test_a_dossier_is_found_worked_and_handed_over(signed_in: SignedIn) -> None:
    dossier_id, an = resolved(signed_in), signed_in("an")
    waiting, found = an.get("/viec/cho-tra").text, an.get("/ho-so?q=nguyen+thi+binh").text

    step(an, dossier_id, "tra-ket-qua", collected_by="Nguyễn Thị Bình")

    page = main(an.get(f"/ho-so/{dossier_id}").text)
    assert dossier_id in waiting
    assert dossier_id in found
    assert "Đã trả kết quả" in page
    without_marks = re.sub("</?(?:ins|del)>", "", page)
    assert "<td>Có kết quả</td><td>Đã trả kết quả</td>" in without_marks
