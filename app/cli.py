"""The commands. Each says in plain words what it does; `python -m app.cli COMMAND --help` tells its options.

Exit codes: 0 done · 1 refused, with the reason · 2 wrong use · 3 the parent cannot be reached · 4 the parent says no.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app import clock, database, test_run
from app.domain.refusals import Refusal
from app.instance import Instance, open_instance
from app.queries import keys, nodes
from app.queries.nodes import NotSetUp

DONE, SAID_NO, WRONG_USE, AWAY, REFUSED = 0, 1, 2, 3, 4


def main(arguments: list[str] | None = None) -> int:
    options, rest = _parser().parse_known_args(arguments)
    if rest and options.command != "test":
        _parser().error(f"không hiểu: {' '.join(rest)}")
    options.rest = rest
    try:
        return int(options.run(options) or DONE)
    except Refusal as no:
        print(f"Không làm được: {no}", file=sys.stderr)
        return SAID_NO
    except NotSetUp:
        print(f"{options.dir} chưa là nút của đơn vị nào; hãy chạy init trước.", file=sys.stderr)
        return SAID_NO
    except BrokenPipeError:
        return DONE
    finally:
        database.close()


# ── Making and serving a node ───────────────────────────────────────────────────────────────────────


def init(options: argparse.Namespace) -> int:
    """Make the folder a node."""
    from app import joining
    from sync.child import Away
    from sync.keys import BadCode
    from sync.members.enrolment import NotEnrolled

    if bool(options.parent) != bool(options.invite):
        print("--parent và --invite phải đi cùng nhau.", file=sys.stderr)
        return WRONG_USE
    instance = open_instance(options.dir)
    if nodes.is_set_up():
        print(f"Thư mục này đã là của đơn vị {nodes.this().unit}.", file=sys.stderr)
        return SAID_NO
    try:
        joining.set_up(
            instance, unit=options.unit, parent=options.parent, code=options.invite, at=clock.now()
        )
    except Away as problem:
        print(f"Không kết nối được {options.parent}: {problem}", file=sys.stderr)
        return AWAY
    except (NotEnrolled, BadCode) as no:
        print(f"Đơn vị cấp trên không nhận: {no or 'mã mời không đúng'}", file=sys.stderr)
        return REFUSED
    here = nodes.this()
    print(f"Đã lập {here.name} (mã {here.unit}) tại {instance.settings.directory}")
    return DONE


def serve(options: argparse.Namespace) -> None:
    """Serve the node to browsers."""
    from app import serving

    serving.serve(options.dir, host=options.host, port=options.port)


def invite(options: argparse.Namespace) -> None:
    """Print a one-use code for an office below."""
    from app.services import nodes as services

    _opened(options)
    code = services.invite(options.unit, at=clock.now())
    print(
        f"Mã mời cho {nodes.names_below(nodes.this().unit)[options.unit]}, dùng một lần, hết hạn sau 72 giờ:"
    )
    print(code)


def revoke(options: argparse.Namespace) -> None:
    """End what the machine of an office below may do here."""
    from app.services import nodes as services

    _opened(options)
    by = f"cli@{nodes.this().unit}"
    services.revoke(options.unit, reason=options.reason, by=by, at=clock.now())
    print(f"Đã ngừng máy của đơn vị {options.unit}.")


def rotate_key(options: argparse.Namespace) -> int:
    """Give this node a new key."""
    from app import rotating
    from sync import child

    instance = _opened(options)
    try:
        is_in_use = rotating.rotate(instance, by=f"cli@{nodes.this().unit}", at=clock.now())
    except child.Refused as no:
        print(f"Cấp trên từ chối: {no}", file=sys.stderr)
        return REFUSED
    if not is_in_use:
        print("Đã tạo khóa mới; chưa liên lạc được nên lần đồng bộ tới sẽ đổi.", file=sys.stderr)
        return AWAY
    print("Máy này đã dùng khóa mới: " + " · ".join(keys.words_of(instance.key.public)))
    return DONE


def receipt(options: argparse.Namespace) -> int:
    """Check the file of a receipt; needs neither machine."""
    from sync.members import receipts

    try:
        said = receipts.from_text(options.file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as problem:
        print(f"Không đọc được {options.file}: {problem}", file=sys.stderr)
        return SAID_NO
    except receipts.BadReceipt as no:
        print(no, file=sys.stderr)
        return SAID_NO
    if options.key and options.key.lower() != said.public_key.hex():
        print("Biên nhận này không do khóa đã nêu ký.", file=sys.stderr)
        return SAID_NO
    if not said.is_good:
        print("Chữ ký sai: biên nhận đã bị sửa.", file=sys.stderr)
        return SAID_NO
    print(
        f"Chữ ký đúng. Đơn vị {said.parent} đã nhận của đơn vị {said.child} mọi thay đổi đến số {said.seq} "
        f"(biên nhận {said.number}), lúc {said.at}."
    )
    print("Khóa đã ký: " + " · ".join(keys.words_of(said.public_key)))
    return DONE


def sync(options: argparse.Namespace) -> int:
    """Exchange with the parent until both sides hold everything, then carry attachments for a while."""
    from filelock import Timeout

    from app import jobs
    from sync import child

    instance = _opened(options)
    began = time.monotonic()
    try:
        tally = jobs.exchange(instance, wait_seconds=options.wait, files_seconds=jobs.FILES_SECONDS)
    except child.Away as problem:
        print(f"Chưa liên lạc được với cấp trên: {problem}", file=sys.stderr)
        return AWAY
    except child.Refused as no:
        print(f"Cấp trên từ chối: {no}", file=sys.stderr)
        return REFUSED
    except Timeout:
        print("Một lần đồng bộ khác đang chạy; hãy thử lại sau.", file=sys.stderr)
        return SAID_NO
    if tally is None:
        print("Nút này ở đỉnh, không có cấp trên để đồng bộ.", file=sys.stderr)
        return SAID_NO
    figures = vars(tally) | {"seconds": round(time.monotonic() - began, 3)}
    if options.json:
        print(json.dumps(figures))
    else:
        print(
            f"Hai bên đã khớp: gửi {tally.operations_up} thay đổi ({tally.bytes_up} byte), nhận "
            f"{tally.operations_down} ({tally.bytes_down} byte) trong {tally.requests} lượt."
        )
    return DONE


def usb_export(options: argparse.Namespace) -> None:
    """Write a package for a stick."""
    from app import carrying

    instance = _opened(options)
    space = options.space * carrying.MEGABYTE if options.space is not None else None
    file, made = carrying.export(
        instance, options.place, unit=options.to, space_bytes=space, at=clock.now()
    )
    print(
        f"Đã ghi {file}: {made.operations} thay đổi, {len(made.files)} tệp đính kèm, "
        f"{made.size_bytes} byte, cho đơn vị {made.unit}."
    )
    if made.left:
        print(
            f"Còn {made.left} thay đổi chưa đủ chỗ; hãy xuất tiếp vào USB khác sau khi nhận trả lời."
        )


def usb_import(options: argparse.Namespace) -> int:
    """Take packages in; the answer to an office below is written beside its package."""
    instance, result = _opened(options), DONE
    for file in options.files:
        try:
            _take_package(instance, file, dry_run=options.dry_run)
        except Refusal as no:
            print(f"{file}: {no}", file=sys.stderr)
            result = SAID_NO
    return result


def _take_package(instance: Instance, file: Path, *, dry_run: bool) -> None:
    from app import carrying

    at = clock.now()
    look = carrying.try_out if dry_run else carrying.take_in
    found = look(instance, file, at=at)
    print(
        f"{file}: của đơn vị {found.unit}, lập lúc {clock.local(found.made_at):%H:%M %d/%m/%Y}; "
        f"{found.operations} thay đổi: {found.new} mới, {found.known} đã có, {found.parked} chờ, "
        f"{found.refused} bị từ chối; {found.cards} hồ sơ cần người chọn; {len(found.files)} tệp đính kèm."
    )
    if found.words:
        print(found.words)
    if dry_run:
        print("Chỉ xem thử; chưa có gì thay đổi.")
    elif found.is_from_below:
        answer, _ = carrying.export(instance, file.parent, unit=found.unit, at=at, answering=found)
        print(f"Gói trả lời để mang về: {answer}")


def bootstrap(options: argparse.Namespace) -> int:
    """Fetch everything the parent has for this office as one snapshot, then exchange."""
    from filelock import Timeout

    from app import jobs
    from sync import child

    instance = _opened(options)
    try:
        if jobs.begin(instance, wait_seconds=options.wait, tell=print) is None:
            print("Nút này ở đỉnh, không có cấp trên để tải dữ liệu.", file=sys.stderr)
            return SAID_NO
    except child.Away as problem:
        print(f"Bị ngắt: {problem} Chạy lại lệnh này để tải tiếp.", file=sys.stderr)
        return AWAY
    except child.Refused as no:
        print(f"Cấp trên từ chối: {no}", file=sys.stderr)
        return REFUSED
    except Timeout:
        print("Một lần đồng bộ khác đang chạy; hãy thử lại sau.", file=sys.stderr)
        return SAID_NO
    return sync(options)


# ── Looking at what a node holds ────────────────────────────────────────────────────────────────────


def dump(options: argparse.Namespace) -> None:
    """Print the dossiers of a unit."""
    from app.queries import dump as dumps

    _opened(options)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    for line in dumps.lines(options.unit or nodes.this().unit):
        print(line)


def verify(options: argparse.Namespace) -> int:
    """Compare the tables with the operations."""
    from sync import verify as verifying

    _opened(options)
    report = verifying.verify()
    mended = verifying.repair(report, clock.now()) if options.repair else 0
    if options.repair:
        report = verifying.verify()
    if options.json:
        print(json.dumps(vars(report) | {"clean": report.is_clean, "mended": mended}))
    else:
        if options.repair:
            print(f"Đã vẽ lại {mended} bản ghi từ các thay đổi.")
        print(
            f"{report.logs} sổ, {report.entries} vị trí, {report.operations} thay đổi, {report.records} bản ghi: "
            + ("khớp hết." if report.is_clean else f"{len(report.faults)} chỗ sai.")
        )
        for fault in report.faults:
            print(f"  {fault}")
    return DONE if report.is_clean else SAID_NO


def seed(options: argparse.Namespace) -> None:
    """Fill the node with believable dossiers."""
    from app import seeding

    _opened(options)
    if options.incoming:
        steps = seeding.work_incoming(options.seed, now=clock.now())
        print(f"Đã làm {steps} bước trên hồ sơ cấp dưới chuyển lên.")
        return
    written = seeding.seed(options.dossiers, options.seed, now=clock.now())
    print(f"Đã tạo {written} hồ sơ mẫu (hạt giống {options.seed}).")


def demo(options: argparse.Namespace) -> int:
    """Run a district and two communes with demo data."""
    from app import demo as demonstration

    return demonstration.run(options.dir, port_base=options.port_base, dossiers=options.dossiers)


# ── Copies of the database ──────────────────────────────────────────────────────────────────────────


def backup(options: argparse.Namespace) -> int:
    """Make a copy; with --test bring it back in a place of its own and look it through."""
    from app import backing_up

    instance, result = _opened(options), DONE
    settings = instance.settings
    tried = backing_up.back_up(settings, clock.now())
    print(f"{tried.words} {settings.backups / tried.file}" if tried.is_good else tried.words)
    if tried.is_good and options.test:
        tried = backing_up.try_out(settings, settings.backups / tried.file, clock.now())
        print(tried.words)
    if not tried.is_good:
        result = SAID_NO
    return result


def restore(options: argparse.Namespace) -> None:
    """Put a copy in the place of the database of a node that is not running."""
    from app import backing_up

    tried, aside = backing_up.restore(options.dir, options.file, clock.now())
    print(f"{tried.words} Đã đặt vào nút.")
    if aside:
        print(f"Dữ liệu trước đó nằm ở {aside}")
    print("Chạy tiếp: sync (lấy lại những gì cấp trên đang giữ), verify, rồi serve.")


# ── Officers ────────────────────────────────────────────────────────────────────────────────────────


def officer(options: argparse.Namespace) -> None:
    """Add an officer, give a new password, or suspend an account."""
    from app.domain.officers import Role
    from app.services import officers

    _opened(options)
    by, at = "cli", clock.now()
    if options.what == "add":
        password = officers.add(
            options.username, name=options.name, title=options.title, unit=nodes.this().unit,
            roles=[Role(role) for role in options.role], by=by, at=at, password=options.password,
            must_change=options.password is None,
        )  # fmt: skip
        print(f"Mật khẩu đầu tiên của {options.username}:" if not options.password else "Đã thêm.")
        print(password)
    elif options.what == "reset":
        print(f"Mật khẩu mới của {options.username}:")
        print(officers.reset_password(options.username, by=by, at=at))
    else:
        officers.suspend(options.username, reason=options.reason, by=by, at=at)
        print(f"Đã tạm khóa tài khoản {options.username}.")


def _opened(options: argparse.Namespace) -> Instance:
    """The node in the folder named; a folder that is none is left as it is found."""
    if not options.dir.is_dir():
        raise NotSetUp
    instance = open_instance(options.dir)
    nodes.this()
    return instance


# ── Words of each command ───────────────────────────────────────────────────────────────────────────

Run = Callable[[argparse.Namespace], int | None]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motcua",
        description="Một Cửa: bộ phận một cửa của xã, huyện, tỉnh; làm việc cả khi mất mạng.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")

    def add(name: str, run: Run, words: str, *, folder: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=words, description=words)
        command.set_defaults(run=run)
        if folder:
            command.add_argument(
                "--dir", type=Path, default=Path("instance"), help="thư mục của nút"
            )
        return command

    one = add(
        "init", init, "Lập một nút mới trong thư mục: nút đỉnh, hoặc nút dưới một cấp trên đã mời."
    )
    one.add_argument("--unit", required=True, help="mã đơn vị hành chính, ví dụ 445 hoặc 18571")
    one.add_argument("--parent", help="địa chỉ máy chủ cấp trên, ví dụ http://10.0.0.1:8000")
    one.add_argument("--invite", help="mã mời do cấp trên cấp")
    one = add("serve", serve, "Chạy nút cho trình duyệt.")
    one.add_argument("--host", help="địa chỉ lắng nghe (mặc định 127.0.0.1)")
    one.add_argument("--port", type=int, help="cổng (mặc định 8000)")
    one = add(
        "invite", invite, "Cấp mã mời dùng một lần cho một đơn vị trực thuộc; mã ở dòng cuối."
    )
    one.add_argument("--unit", required=True, help="mã đơn vị được mời")
    one = add("revoke", revoke, "Ngừng máy của một đơn vị trực thuộc.")
    one.add_argument("--unit", required=True, help="mã đơn vị")
    one.add_argument("--reason", required=True, help="lý do; máy bị ngừng sẽ đọc thấy")
    add("rotate-key", rotate_key, "Đổi khóa của nút; khóa cũ xác nhận khóa mới.")
    _add_receipt(commands)
    one = add("sync", sync, "Trao đổi với cấp trên cho đến khi hai bên giữ như nhau.")
    one.add_argument("--json", action="store_true", help="dòng cuối là một đối tượng JSON")
    one.add_argument("--wait", type=float, default=60, help="chờ lần đồng bộ khác bao nhiêu giây")
    one = add("usb-export", usb_export, "Ghi gói USB cho cấp trên, hoặc cho một đơn vị ở dưới.")
    one.add_argument("place", type=Path, metavar="TỆP", help="tệp .motcua, hoặc thư mục (USB)")
    one.add_argument("--to", help="mã đơn vị nhận (mặc định: cấp trên)")
    one.add_argument("--space", type=int, metavar="MB", help="gói lớn nhất bao nhiêu MB")
    one = add("usb-import", usb_import, "Nhận gói USB; gói trả lời được ghi ngay bên cạnh.")
    one.add_argument("files", type=Path, nargs="+", metavar="TỆP", help="các tệp .motcua")
    one.add_argument("--dry-run", action="store_true", help="chỉ xem có gì, không nhận")
    one = add("bootstrap", bootstrap, "Máy thay thế: tải một lần mọi hồ sơ của đơn vị từ cấp trên.")
    one.add_argument("--wait", type=float, default=60, help="chờ lần đồng bộ khác bao nhiêu giây")
    one.set_defaults(json=False)
    one = add("seed", seed, "Tạo hồ sơ mẫu có đủ lịch sử, giống hệt nhau với cùng hạt giống.")
    one.add_argument("--dossiers", type=int, default=0, help="số hồ sơ")
    one.add_argument(
        "--incoming", action="store_true", help="thay vào đó: giải quyết hồ sơ cấp dưới chuyển lên"
    )
    one.add_argument("--seed", type=int, default=1, help="hạt giống")
    one = add("dump", dump, "In hồ sơ của một đơn vị thành các dòng JSON, xếp theo mã.")
    one.add_argument("--unit", help="mã đơn vị (mặc định: đơn vị của nút)")
    one = add("verify", verify, "Tính lại chuỗi và bảng từ các thay đổi rồi so với cơ sở dữ liệu.")
    one.add_argument("--json", action="store_true", help="in kết quả thành JSON")
    one.add_argument(
        "--repair", action="store_true", help="vẽ lại bảng ở chỗ khác với các thay đổi rồi so lại"
    )
    one = add("backup", backup, "Sao lưu cơ sở dữ liệu ngay, trong lúc nút vẫn chạy.")
    one.add_argument("--test", action="store_true", help="phục hồi thử bản vừa làm và kiểm tra")
    one = add("restore", restore, "Đưa một bản sao về làm dữ liệu của nút; nút phải đang dừng.")
    one.add_argument("file", type=Path, metavar="TỆP", help="bản sao .db (SQLite) hoặc .dump")
    _add_officer(commands)
    one = add(
        "demo", demo, "Chạy một huyện và hai xã với dữ liệu mẫu; Ctrl+C để dừng.", folder=False
    )
    one.add_argument("--dir", type=Path, default=Path("instance/demo"), help="thư mục dữ liệu mẫu")
    one.add_argument(
        "--port-base", type=int, default=8000, help="cổng của huyện; hai xã là hai cổng kế tiếp"
    )
    one.add_argument("--dossiers", type=int, default=200, help="số hồ sơ mẫu")
    add(
        "test",
        lambda given: test_run.run(given.rest),
        "Chạy toàn bộ kiểm thử; phần sau được chuyển cho pytest.",
        folder=False,
    )
    return parser


def _add_receipt(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "Biên nhận của cấp trên."
    whole = commands.add_parser("receipt", help=words, description=words)
    parts = whole.add_subparsers(dest="what", required=True, metavar="VIỆC")
    words = "Kiểm tra tệp biên nhận; không cần thư mục của nút nào."
    part = parts.add_parser("verify", help=words, description=words)
    part.set_defaults(run=receipt)
    part.add_argument("--file", type=Path, required=True, help="tệp đã tải về")
    part.add_argument(
        "--key", help="khóa công khai của bên ký (64 chữ số thập lục phân), nếu đã biết"
    )


def _add_officer(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "Quản lý tài khoản cán bộ của nút này."
    whole = commands.add_parser("officer", help=words, description=words)
    parts = whole.add_subparsers(dest="what", required=True, metavar="VIỆC")
    for name, help_words in (
        ("add", "Thêm cán bộ; in mật khẩu đầu tiên ở dòng cuối."),
        ("reset", "Cấp mật khẩu mới; in ở dòng cuối."),
        ("suspend", "Tạm khóa tài khoản."),
    ):
        part = parts.add_parser(name, help=help_words, description=help_words)
        part.set_defaults(run=officer)
        part.add_argument("--dir", type=Path, default=Path("instance"), help="thư mục của nút")
        part.add_argument("--username", required=True, help="tên đăng nhập, không dấu")
        if name == "add":
            part.add_argument("--name", required=True, help="họ và tên")
            part.add_argument("--title", default="", help="chức danh")
            part.add_argument(
                "--role", action="append", required=True,
                choices=["desk", "case_officer", "leader", "admin"], help="vai trò; ghi nhiều lần được",
            )  # fmt: skip
            part.add_argument("--password", help="mật khẩu đầu tiên (bỏ trống: máy tự đặt)")
        if name == "suspend":
            part.add_argument("--reason", required=True, help="lý do")


if __name__ == "__main__":
    sys.exit(main())
