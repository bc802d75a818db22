"""A district's program in memory, and its people: each page test runs against a fresh copy of one database."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock, create_app, database
from app.domain.officers import Role
from app.instance import open_instance
from app.joining import set_up
from app.services import officers

PASSWORD = "nón lá bưởi phúc trạch"
PEOPLE = (
    ("an", "Trần Thị An", [Role.DESK]),
    ("binh", "Lê Văn Bình", [Role.CASE_OFFICER]),
    ("chi", "Phạm Thị Chi", [Role.LEADER]),
    ("quang", "Hồ Văn Quang", [Role.ADMIN]),
)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a district with the catalogue and four officers, made once."""
    folder = tmp_path_factory.mktemp("founded")
    set_up(open_instance(folder), unit="445", parent=None, code=None, at=clock.now())
    for username, name, roles in PEOPLE:
        officers.add(
            username, name=name, title="Công chức", unit="445", roles=roles, by="cli",
            at=clock.now(), password=PASSWORD, must_change=False,
        )  # fmt: skip
    database.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return folder


@pytest.fixture
def app(founded: Path, tmp_path: Path) -> Iterator[Flask]:
    folder = tmp_path / "district"
    shutil.copytree(founded, folder)
    program = create_app(open_instance(folder))
    program.config["WTF_CSRF_ENABLED"] = False
    yield program
    database.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], FlaskClient]:
    """`signed_in("an")` is a browser An has signed in with."""

    def sign_in(username: str) -> FlaskClient:
        browser = app.test_client()
        browser.post("/dang-nhap", data={"username": username, "password": PASSWORD})
        return browser

    return sign_in
