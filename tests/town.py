"""The cast and the town they work in: two communes and their district, all in one database.

An, Bình and Chi serve xã Thạch Hải; Dung serves xã Thạch Khê and must see nothing of theirs; Giang, Hà and Khoa
serve huyện Thạch Hà. It is nine in the morning of Friday 24/5/2019.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from playhouse.migrations import Runner

from app import catalogue, database, migrations, shared_records
from app.domain.intake import Intake, PaperTick
from app.domain.officers import Officer, Role
from app.models.officers import OfficerAccount
from sync import identity, journal
from tests.postgres import Server

NOW = datetime(2019, 5, 24, 2, 0, tzinfo=UTC)
COMMUNE, NEIGHBOUR, DISTRICT = "18571", "18604", "445"
UNITS = {"42", DISTRICT, COMMUNE, NEIGHBOUR}
PROCEDURES = {"1.001193", "2.000815", "1.010405", "1.001612", "1.012823", "1.010440"}
BIRTH, COPIES, FUNERAL, SHOP, BY_HAND = (
    "1.001193@1", "2.000815@1", "1.010405@1", "1.001612@1", "1.010440@1",
)  # fmt: skip


def officer(username: str, name: str, unit: str, *roles: Role) -> Officer:
    return Officer(username, name, "Công chức", unit, frozenset(roles))


AN = officer("an", "Trần Thị An", COMMUNE, Role.DESK)
BINH = officer("binh", "Lê Văn Bình", COMMUNE, Role.CASE_OFFICER)
BICH = officer("bich", "Ngô Thị Bích", COMMUNE, Role.CASE_OFFICER)
CHI = officer("chi", "Phạm Thị Chi", COMMUNE, Role.LEADER)
DUNG = officer("dung", "Võ Thị Dung", NEIGHBOUR, Role.DESK, Role.CASE_OFFICER, Role.LEADER)
GIANG = officer("giang", "Hồ Thị Giang", DISTRICT, Role.DESK)
HA = officer("ha", "Đặng Thị Hà", DISTRICT, Role.CASE_OFFICER)
KHOA = officer("khoa", "Bùi Đăng Khoa", DISTRICT, Role.LEADER)
CAST = (AN, BINH, BICH, CHI, DUNG, GIANG, HA, KHOA)


@contextmanager
def town(database_url: str) -> Iterator[None]:
    """The district's database with the catalogue of 2019 and everybody's account, closed at the end.

    It is made once for each kind of database, and copied for each test: a file here, a database of PostgreSQL by the
    fixture `town_url`.
    """
    if database_url.startswith("sqlite"):
        shutil.copyfile(_file(), database_url.removeprefix("sqlite:///"))
    shared_records.share_all()
    database.connect(database_url)
    try:
        yield
    finally:
        database.close()


def template_on(server: Server) -> str:
    """The name of a founded town on this server, for its copies."""
    return _made_on(server.url("postgres").rpartition("/")[0])


@cache
def _made_on(server: str) -> str:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE town TEMPLATE template0")
    _found(f"{server}/town")
    return "town"


@cache
def _file() -> str:
    """A founded town in a file."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-town-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = str(folder / "town.db")
    _found(f"sqlite:///{path}")
    return path


def _found(database_url: str) -> None:
    opened = database.connect(database_url)
    Runner(opened, str(migrations.STEPS), table_name="schema_migration").up()
    shared_records.share_all()
    try:
        identity.found(DISTRICT, 1, serves=True, at=NOW)
        with journal.transaction():
            for entity, record_id, values in filter(_is_needed, catalogue.records()):
                journal.record(entity, record_id, by="setup", at=NOW, scope="all", **values)
        for each in CAST:
            OfficerAccount.create(
                username=each.username, name=each.name, title=each.title, unit=each.unit,
                roles=sorted(each.roles), password_hash="-", created_at=NOW,
            )  # fmt: skip
        if database.is_sqlite():
            opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.close()


def form(number: int = 1, /, **answers: Any) -> Intake:
    """A filled intake form; `number` makes its id."""
    filled: dict[str, Any] = {
        "dossier_id": UUID(int=number, version=4).hex,
        "procedure_id": BIRTH,
        "applicant_name": "Nguyễn Thị Hoà",
        "birth_date": "5/3/1990",
        "gender": "female",
        "id_type": "cccd",
        "id_no": "042190000123",
        "address": "Thôn Bắc Hải",
        "phone": "0912 345 678",
        "own": {"child_name": "Nguyễn Văn An"},
        "papers": (
            PaperTick("declaration", "Tờ khai đăng ký khai sinh", originals=1, have=True),
            PaperTick("birth-proof", "Giấy chứng sinh", originals=1, have=True),
        ),
    }
    return Intake(**filled | answers)


def _is_needed(record: catalogue.Record) -> bool:
    entity, _, values = record
    match entity:
        case "unit":
            return values["code"] in UNITS
        case "procedure":
            return values["code"] in PROCEDURES
        case "calendar_day":
            return str(values["on_date"]).startswith("2019")
        case _:
            return entity == "working_hours"
