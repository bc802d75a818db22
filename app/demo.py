"""The demo: a district and two communes as three real nodes, filled with believable work.

Everything is done by the public commands in processes of their own, as an office would do it by hand.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from sync.carriers.http import HttpCarrier, is_taken

HOST = "127.0.0.1"
PASSWORD = "hoso-motcua-demo"  # noqa: S105 - printed on the terminal for whoever tries the demo
READY, BEGUN = "ready", "begun"
START_SECONDS = 60


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """One node of the demo; `share` is its part of the dossiers, in tenths."""

    unit: str
    name: str
    share: int
    accounts: tuple[Account, ...]


DISTRICT = Place(
    "445", "Huyện Thạch Hà", 0,
    (
        Account("giang", "Trần Thị Giang", "Chuyên viên một cửa huyện", ("desk",)),
        Account("hung", "Phan Văn Hùng", "Chuyên viên Phòng LĐ-TB&XH", ("case_officer",)),
        Account("khanh", "Nguyễn Quốc Khánh", "Phó Chủ tịch UBND huyện", ("leader",)),
        Account("quantri", "Đoàn Tiến Lâm", "Quản trị huyện", ("admin",)),
    ),
)  # fmt: skip
COMMUNES = (
    Place(
        "18571", "Xã Thạch Hải", 6,
        (
            Account("an", "Nguyễn Thị An", "Công chức Văn phòng – Thống kê", ("desk",)),
            Account("binh", "Lê Văn Bình", "Công chức Tư pháp – Hộ tịch", ("case_officer",)),
            Account("chi", "Hồ Thị Chi", "Chủ tịch UBND xã", ("leader",)),
            Account("quantri", "Bùi Văn Em", "Quản trị xã", ("admin",)),
        ),
    ),
    Place(
        "18604", "Xã Thạch Khê", 4,
        (
            Account("dung", "Võ Thị Dung", "Công chức Văn phòng – Thống kê", ("desk", "case_officer")),
            Account("phuc", "Trương Văn Phúc", "Phó Chủ tịch UBND xã", ("leader",)),
            Account("quantri", "Dương Thị Hoa", "Quản trị xã", ("admin",)),
        ),
    ),
)  # fmt: skip
EVERYWHERE = (DISTRICT, *COMMUNES)


class Trouble(Exception):
    """The demo cannot go on; the words are for whoever started it."""


def run(directory: Path, *, port_base: int, dossiers: int) -> int:
    """Make the demo on the first call, serve it, and stop everything on Ctrl+C."""
    directory = directory.absolute()
    ports = {place.unit: port_base + n for n, place in enumerate(EVERYWHERE)}
    servers: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _refuse_taken(ports)
        if not (directory / READY).exists():
            _make(directory, ports, dossiers, servers)
        served = {place.unit for place in EVERYWHERE} - ({"445"} if servers else set())
        servers += [_serve(directory, unit, ports[unit]) for unit in sorted(served, reverse=True)]
        for unit in served:
            _wait(ports[unit])
        _greet(directory, ports)
        return _watch(servers)
    except Trouble as trouble:
        print(f"Demo dừng: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nĐang dừng…")
        return 0
    finally:
        _stop(servers)


def _make(
    directory: Path, ports: dict[str, int], dossiers: int, servers: list[subprocess.Popen[bytes]]
) -> None:
    """Found the district, let the communes join, and give everyone some weeks of work."""
    _clear(directory)
    print(f"Lần đầu: dựng dữ liệu mẫu tại {directory} (khoảng một phút).", flush=True)
    _command(directory, "445", "init", "--unit", "445")
    _people(directory, DISTRICT)
    servers.append(_serve(directory, "445", ports["445"]))
    _wait(ports["445"])
    for seed, commune in enumerate(COMMUNES, start=1):
        print(f"  {commune.name}: kết nối, tạo hồ sơ, đồng bộ…", flush=True)
        code = _command(directory, "445", "invite", "--unit", commune.unit).split()[-1]
        address = f"http://{HOST}:{ports['445']}"
        _command(
            directory,
            commune.unit,
            "init",
            "--unit",
            commune.unit,
            "--parent",
            address,
            "--invite",
            code,
        )
        _people(directory, commune)
        count = str(max(1, dossiers * commune.share // 10))
        _command(directory, commune.unit, "seed", "--dossiers", count, "--seed", str(seed))
        _command(directory, commune.unit, "sync")
    print("  Huyện: giải quyết hồ sơ xã chuyển lên…", flush=True)
    _command(directory, "445", "seed", "--incoming", "--seed", "9")
    for commune in COMMUNES:
        _command(directory, commune.unit, "sync")
    (directory / READY).touch()


def _people(directory: Path, place: Place) -> None:
    for account in place.accounts:
        roles = [word for role in account.roles for word in ("--role", role)]
        _command(
            directory, place.unit, "officer", "add", "--username", account.username, "--name", account.name,
            "--title", account.title, "--password", PASSWORD, *roles,
        )  # fmt: skip


def _clear(directory: Path) -> None:
    """Start from nothing after a demo that was interrupted, and only after one."""
    if (directory / BEGUN).exists():
        shutil.rmtree(directory)
    elif directory.exists() and any(directory.iterdir()):
        raise Trouble(f"thư mục {directory} đã có dữ liệu khác; hãy chọn thư mục khác bằng --dir.")
    directory.mkdir(parents=True, exist_ok=True)
    (directory / BEGUN).touch()


def _command(directory: Path, unit: str, name: str, *options: str) -> str:
    """Run one command on a node of the demo and return what it printed."""
    first, rest = (name, options) if name != "officer" else (f"{name} {options[0]}", options[1:])
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *first.split(), "--dir", str(directory / unit), *rest],
        capture_output=True, text=True, encoding="utf-8", env=_environment(), stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        raise Trouble(f"lệnh {name} ở {unit} báo lỗi.\n{done.stdout}{done.stderr}")
    return done.stdout


def _serve(directory: Path, unit: str, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable, "-m", "app.cli", "serve", "--dir", str(directory / unit),
            "--host", HOST, "--port", str(port),
        ],
        env=_environment(), stdin=subprocess.DEVNULL, start_new_session=os.name == "posix",
    )  # fmt: skip


def _environment() -> dict[str, str]:
    """The program is found from its own folder, whatever the working folder is."""
    root = str(Path(__file__).resolve().parent.parent)
    clean = {k: v for k, v in os.environ.items() if k != "MOTCUA_DATABASE_URL"}
    return {**clean, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8"}


def _refuse_taken(ports: dict[str, int]) -> None:
    for port in ports.values():
        if is_taken(HOST, port):
            raise Trouble(f"cổng {port} đang có chương trình khác dùng; hãy chọn --port-base khác.")


def _wait(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    line = HttpCarrier(f"http://{HOST}:{port}")
    while time.monotonic() < deadline:
        if line.is_there():
            return
        time.sleep(0.1)
    raise Trouble(f"máy chủ ở cổng {port} không trả lời.")


def _greet(directory: Path, ports: dict[str, int]) -> None:
    print(f"\nMột Cửa đang chạy. Mật khẩu của mọi tài khoản mẫu: {PASSWORD}\n")
    for place in EVERYWHERE:
        print(f"  {place.name:<16} http://{HOST}:{ports[place.unit]}")
        for account in place.accounts:
            print(f"      {account.username:<9} {account.name}, {account.title}")
    print(f"\nDữ liệu: {directory}   ·   Ctrl+C để dừng tất cả.", flush=True)


def _watch(servers: list[subprocess.Popen[bytes]]) -> int:
    """Stay until Ctrl+C; a node that ends by itself is named, the others go on."""
    gone: set[int] = set()
    while len(gone) < len(servers):
        time.sleep(0.5)
        for server in servers:
            if server.pid not in gone and server.poll() is not None:
                gone.add(server.pid)
                print(f"Một máy chủ đã dừng (mã {server.returncode}).", file=sys.stderr, flush=True)
    return 1


def _stop(servers: list[subprocess.Popen[bytes]]) -> None:
    for server in servers:
        if server.poll() is None:
            server.terminate()
    for server in servers:
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt
