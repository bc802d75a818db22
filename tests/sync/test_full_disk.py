"""No room left, no right to write: a clear no, nothing damaged, and it goes on by itself when there is room again."""

import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from peewee import OperationalError, SqliteDatabase

from app import database
from bench import intake
from bench.visitor import Answer, Visitor
from sync import child, verify
from tests.offices import Offices
from tests.processes import PASSWORD, Node
from tests.sync.offices import Line, Office

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits as Linux has them")

LONG = "x" * 190


class ParentOverHttp(Line):
    """As a server does: what breaks at the parent is an error page, and the child takes it for away."""

    def carry(self, envelope: bytes) -> bytes:
        try:
            return super().carry(envelope)
        except OperationalError as problem:
            raise child.Away("500") from problem


@contextmanager
def no_more_pages(office: Office) -> Iterator[None]:
    """The database file of this office may not grow."""
    with office.acting():
        pages = office.database.execute_sql("PRAGMA page_count").fetchone()[0]
        office.database.execute_sql(f"PRAGMA max_page_count = {pages}")
    yield
    with office.acting():
        office.database.execute_sql("PRAGMA max_page_count = 1073741823")


@contextmanager
def small_files(limit: int, pid: int = 0) -> Iterator[None]:
    """No file of the process may grow past the limit: writes fail as they do on a full disk."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def fill(office: Office) -> int:
    """Write until it is refused; how much was confirmed."""
    confirmed = 0
    with pytest.raises(OperationalError, match=r"full|disk I/O"):
        for n in range(2000):
            office.write(f"f{n}", entity="part", toy="d1", words=LONG)
            confirmed += 1
    return confirmed


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """A commune and its district, on files."""
    district, hai = office_in(tmp_path, "445"), office_in(tmp_path, "18571")
    hai.enrol_at(district)
    hai.write("d1", name="Bình")
    hai.sync(Line(district))
    yield hai, district
    hai.database.close()
    district.database.close()


def office_in(folder: Path, unit: str) -> Office:
    file = folder / f"{unit}.db"
    return Office(unit, file, database=database.opened(f"sqlite:///{file}"))


Limit = Callable[[Office], object]
LIMITS: dict[str, Limit] = {
    "the database is full": no_more_pages,
    "the disk is full": lambda office: small_files(wal_of(office) + 16_000),
}


def wal_of(office: Office) -> int:
    return Path(f"{office.path}-wal").stat().st_size


def is_sound(*offices: Office) -> list[str]:
    found = []
    for office in offices:
        with office.acting():
            found += verify.verify().faults
    return found


@pytest.mark.parametrize("limit", LIMITS)
def test_what_was_confirmed_before_the_disk_was_full_is_there(
    limit: str, offices: tuple[Office, Office]
) -> None:
    hai, _ = offices
    with LIMITS[limit](hai):
        confirmed = fill(hai)

    assert hai.count("part") == hai.count("operation") - 1 == confirmed
    assert is_sound(hai) == []


@pytest.mark.parametrize("limit", LIMITS)
def test_work_goes_on_when_there_is_room_again(limit: str, offices: tuple[Office, Office]) -> None:
    hai, district = offices
    with LIMITS[limit](hai):
        fill(hai)

    hai.write("d2", name="Chi", phone=LONG[:20])
    hai.sync(Line(district))

    assert district.rows() == hai.rows()
    assert district.count("part") == hai.count("part")
    assert is_sound(hai, district) == []


@pytest.mark.parametrize("limit", LIMITS)
def test_a_parent_without_room_is_away_and_takes_it_later(
    limit: str, offices: tuple[Office, Office]
) -> None:
    hai, district = offices
    write_much(hai)
    with LIMITS[limit](district), pytest.raises(child.Away):
        hai.sync(ParentOverHttp(district))
    held = district.count("part")

    hai.sync(ParentOverHttp(district))

    assert held == 0
    assert district.count("part") == hai.count("part") == 400
    assert is_sound(hai, district) == []


@pytest.mark.parametrize("limit", LIMITS)
def test_a_child_without_room_takes_the_feed_later(
    limit: str, offices: tuple[Office, Office]
) -> None:
    hai, district = offices
    write_much(district, scope="18571")
    with LIMITS[limit](hai), pytest.raises(OperationalError):
        hai.sync(Line(district))

    hai.sync(Line(district))

    assert hai.count("part") == district.count("part") == 400
    assert is_sound(hai, district) == []


def write_much(office: Office, scope: str | None = None) -> None:
    for n in range(400):
        office.write(f"m{n}", entity="part", scope=scope, toy="d1", words=LONG)


def test_a_disk_that_went_read_only_is_refused_and_still_read(
    offices: tuple[Office, Office],
) -> None:
    hai, district = offices
    writable, hai.database = hai.database, read_only(hai)

    with pytest.raises(OperationalError, match="readonly database"):
        hai.write("d2", name="Chi")
    with pytest.raises(OperationalError, match="readonly database"):
        hai.sync(Line(district))

    assert [row["id"] for row in hai.rows()] == ["d1"]
    hai.database.close()
    hai.database = writable
    hai.write("d2", name="Chi")
    hai.sync(Line(district))
    assert district.rows() == hai.rows()


def read_only(office: Office) -> SqliteDatabase:
    """The file of this office as a disk gives it that takes no writes any more."""
    assert office.path is not None
    return database.Sqlite(f"{office.path.as_uri()}?mode=ro", uri=True)


# ── The whole program, in a process of its own ──────────────────────────────────────────────────────


@pytest.fixture
def commune(founded_offices: Offices, tmp_path: Path) -> Iterator[Node]:
    node = founded_offices.copies(tmp_path)["18571"].start()
    yield node
    node.kill()


@pytest.fixture
def an(commune: Node) -> Iterator[Visitor]:
    visitor = Visitor(commune.url)
    visitor.sign_in("an", PASSWORD)
    yield visitor
    visitor.close()


def review_page(an: Visitor) -> Answer:
    """As far as the last button of taking a dossier in."""
    page = an.get(intake.procedure(an))
    form = intake.with_field(page, "applicant_name")
    return an.submit(page, form, form.filled(**intake.answers(form)))


def press_accept(an: Visitor, page: Answer) -> Answer:
    form = intake.with_field(page, "dossier_id")
    return an.submit(page, form, form.filled(reason=intake.REASON))


def test_a_server_on_a_full_disk_keeps_the_form_and_takes_it_later(
    commune: Node, an: Visitor
) -> None:
    page = review_page(an)
    with small_files(8192, commune.pid):
        refused = press_accept(an, page)

    taken = press_accept(an, refused)

    assert refused.status == 503
    assert "Ổ đĩa của máy chủ đã đầy" in refused.text
    assert "Nguyễn Văn Đo" in refused.text
    assert taken.status == 200
    assert "/ho-so/" in taken.url
    assert commune.dump().count("Nguyễn Văn Đo") == 1
    commune.command("verify")
