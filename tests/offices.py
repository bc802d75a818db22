"""A district and two communes with their people: made once a test run, and copied by whoever works with them.

nodes = founded.copies(tmp_path)
nodes["18571"].start()
"""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.processes import Node, free_port

FOLDERS = {"445": "district", "18571": "commune", "18604": "neighbour"}
PEOPLE = {
    "445": (
        ("giang", "Hồ Thị Giang", "desk", "case_officer"),
        ("khoa", "Bùi Đăng Khoa", "leader"),
        ("lam", "Đoàn Tiến Lâm", "admin"),
    ),
    "18571": (
        ("an", "Trần Thị An", "desk"),
        ("binh", "Lê Văn Bình", "case_officer"),
        ("chi", "Phạm Thị Chi", "leader"),
        ("hoa", "Ngô Thị Hoa", "desk"),
        ("em", "Bùi Văn Em", "admin"),
    ),
    "18604": (("dung", "Võ Thị Dung", "desk", "case_officer", "leader"),),
}


@dataclass
class Offices:
    """A district and two communes that have joined it. They stand still, and tests work in copies."""

    folder: Path
    ports: dict[str, int]

    def copies(self, folder: Path) -> dict[str, Node]:
        """The three offices once more, each with the address its neighbours know; none is running."""
        for name in FOLDERS.values():
            shutil.copytree(self.folder / name, folder / name)
        return self.nodes(folder)

    def nodes(self, folder: Path) -> dict[str, Node]:
        return {unit: Node(folder / name, port=self.ports[unit]) for unit, name in FOLDERS.items()}


def found(folder: Path) -> Offices:
    """Make the offices and open everybody's account."""
    offices = Offices(folder, {unit: free_port() for unit in FOLDERS})
    nodes = offices.nodes(folder)
    district = nodes["445"]
    district.init("445")
    district.start()
    nodes["18571"].init("18571", parent=district)
    nodes["18604"].init("18604", parent=district)
    district.stop()
    with ThreadPoolExecutor() as hands:
        list(hands.map(lambda unit: _open_accounts(nodes[unit], unit), PEOPLE))
    return offices


def fill_with_work(offices: Offices, folder: Path, dossiers: int) -> Offices:
    """Copies in which the commune has some weeks of work, and the district has answered what went up."""
    nodes = offices.copies(folder)
    district, commune = nodes["445"], nodes["18571"]
    commune.command("seed", "--dossiers", str(dossiers), "--seed", "5")
    district.start()
    commune.sync()
    district.command("seed", "--incoming", "--seed", "5")
    commune.sync()
    district.stop()
    return Offices(folder, offices.ports)


def _open_accounts(node: Node, unit: str) -> None:
    for username, name, *roles in PEOPLE[unit]:
        node.add_officer(username, name, *roles)


def unit_of(username: str) -> str:
    """Where this officer works."""
    return next(unit for unit, people in PEOPLE.items() if username in {each[0] for each in people})
