"""A district on PostgreSQL with the 10,000 dossiers of its communes, brought in by the real program and exchange."""

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app import catalogue, clock, database
from app.domain.corrections import seal_of
from app.domain.dossiers import CLOSED
from app.domain.officers import Officer, Role
from app.instance import open_instance
from app.models.dossiers import Dossier
from app.queries import nodes
from app.services import corrections, people
from bench.offices import DISTRICT, PASSWORD, SEED_SECONDS, serving
from sync import store
from sync.journal import transaction
from tests.processes import Node

EACH, OWN = 322, 20
"""Dossiers of each of the 31 communes, and those the district received itself: 10,000 together."""
CLASHES, REFUSED = 3, 2
"""At each commune: dossiers both sides write into at once, and changes the district does not take in."""
PEOPLE = (
    ("giang", "Hồ Thị Giang", "desk", "case_officer"),
    ("khoa", "Bùi Đăng Khoa", "leader"),
    ("lam", "Đoàn Tiến Lâm", "admin"),
)


def communes() -> list[str]:
    """The communes of the district in 2019."""
    rows = (values for entity, _, values in catalogue.records() if entity == "unit")
    codes = (row["code"] for row in rows if row["parent"] == DISTRICT)
    return list(itertools.islice(dict.fromkeys(codes), 31))


def make(folder: Path, district: Node, database_url: str) -> None:
    """Found the district and its communes, let them work, bring everything up."""
    district.init(DISTRICT)
    for username, name, *roles in PEOPLE:
        district.add_officer(username, name, *roles, password=PASSWORD)
    with serving(district), ThreadPoolExecutor(2) as hands:
        below = list(hands.map(lambda unit: _commune(folder, unit, district), communes()))
    _write_apart(below, district, database_url)
    with serving(district):
        for commune in below:
            commune.sync()
    district.command("seed", "--incoming", "--seed", "5", seconds=SEED_SECONDS)
    district.command("seed", "--dossiers", str(OWN), "--seed", "5", seconds=SEED_SECONDS)
    _gather(district, database_url)


def _commune(folder: Path, unit: str, district: Node) -> Node:
    node = Node(folder / unit)
    node.init(unit, parent=district)
    node.command("seed", "--dossiers", str(EACH), "--seed", unit, seconds=SEED_SECONDS)
    node.sync()
    print(f"  {unit}: {EACH} hồ sơ", flush=True)
    return node


def _write_apart(below: Sequence[Node], district: Node, database_url: str) -> None:
    """Both sides correct the names of some dossiers while no line exists."""
    written = {}
    for node in below:
        open_instance(node.directory)
        unit = nodes.this().unit
        still_open = Dossier.select().where(Dossier.status.not_in(sorted(CLOSED)))
        written[unit] = [row.id for row in still_open.order_by(Dossier.n.desc()).limit(CLASHES)]
        _correct(written[unit], "ở xã", unit)
        database.close()
    open_instance(district.directory, database_url=database_url)
    for ids in written.values():
        _correct(ids, "ở huyện", DISTRICT)
    with transaction():
        _refuse(written)
    database.close()


def _correct(ids: Sequence[str], where: str, unit: str) -> None:
    by = Officer("giang", "Hồ Thị Giang", "Công chức", unit, frozenset({Role.DESK}))
    for dossier_id in ids:
        row = Dossier.get(Dossier.id == dossier_id)
        typed = {"applicant_name": f"{row.applicant_name} {where}"}
        corrections.correct(
            dossier_id, typed, source="card", seal=seal_of(row.__data__), form_id=f"{dossier_id}{unit}",
            by=by, at=clock.now(),
        )  # fmt: skip


def _refuse(written: dict[str, list[str]]) -> None:
    told = "Giá trị của “phone” không hợp lệ."
    for unit, ids in written.items():
        for dossier_id in ids[:REFUSED]:
            (n,) = store.one(
                "SELECT MAX(o.n) FROM operation o JOIN record r ON r.n = o.record WHERE r.id = ?",
                (dossier_id,),
            ) or (0,)  # fmt: skip
            store.run(
                "INSERT INTO refused_operation (operation, child, reason, refused_at) VALUES (?, ?, ?, ?)",
                (n, unit, told, clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")),
            )


def _gather(district: Node, database_url: str) -> None:
    open_instance(district.directory, database_url=database_url)
    while people.gather(DISTRICT, at=clock.now()):
        pass
    database.close()
