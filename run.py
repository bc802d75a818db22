"""What `run` and `run.cmd` do once they have found a Python: set up `.venv`, then start a command.

    run                 the demo
    run test …          all tests; `…` goes to pytest
    run lint            format, lint, types
    run pdf             add what makes PDF files of printed forms
    run wheelhouse      keep every package in wheelhouse/, so that set-up needs no network
    run lock            write the three lock files anew (`--upgrade` for newer versions)
    run COMMAND …       any command of the program; `run --help` lists them

Set-up installs exactly what the lock names, by hash. It is repeated when the lock changes, and starts over
when it was interrupted: `.venv/ready` is written last, and says what is inside.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
READY = VENV / "ready"
INSTALLING = VENV / "installing"
WHEELHOUSE = HERE / "wheelhouse"

RUNTIME = HERE / "requirements.lock"
PDF = HERE / "requirements-pdf.lock"
"""Everything of RUNTIME, and what makes PDF files: for who asked for it by `run pdf`."""
DEV = HERE / "requirements-dev.lock"
"""Everything of PDF, and what tests and checks need on top."""
PARTS = {RUNTIME: [RUNTIME], PDF: [RUNTIME, PDF], DEV: [RUNTIME, PDF, DEV]}

NO_VENV = """
Máy này không tạo được môi trường Python riêng.
Debian, Ubuntu:  sudo apt install python3-venv   rồi chạy lại.

This machine cannot create a Python environment: install python3-venv, then run this again.
"""
NO_PACKAGES = """
Chưa cài được các gói cần thiết (lý do ở trên). Cần có mạng, hoặc thư mục wheelhouse/ đặt cạnh tệp run:
trên máy có mạng cùng hệ điều hành và cùng bản Python, chạy “./run wheelhouse” rồi chép thư mục sang.

The packages could not be installed (see above). Set-up needs a network, or a wheelhouse/ folder made by
`./run wheelhouse` on a connected machine of the same system and Python version.
"""

NO_PANGO = """
Đã cài các gói, nhưng máy thiếu thư viện Pango của hệ điều hành.
Debian, Ubuntu:  sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0   rồi chạy lại ./run pdf
Windows: cài MSYS2, rồi chạy: pacman -S mingw-w64-x86_64-pango

The packages are installed; the system's Pango is missing (see the lines above).
"""


def main(arguments: list[str]) -> int:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("demo", [])
    set_up(DEV if command in ("test", "lint", "lock") else PDF if command == "pdf" else usual())
    if command == "pdf":
        return try_pdf()
    if command == "lint":
        return lint()
    if command == "lock":
        return lock(rest)
    if command == "wheelhouse":
        return fill_wheelhouse()
    return start(["-P", "-m", "app.cli", command, *rest])


# ── Set-up ────────────────────────────────────────────────────────────────────────────────────


def set_up(wanted: Path) -> None:
    """Make sure that `.venv` holds what the lock `wanted` names; do nothing when it does."""
    installed = read_ready()
    if set(signature([wanted])) <= set(installed):
        return
    say("Đang chuẩn bị môi trường (lần đầu, hoặc sau khi nâng cấp)…  /  Setting up…")
    whole = signature(PARTS[wanted])
    adding = installed == whole[: len(installed)]
    if INSTALLING.exists() or not installed:
        create_environment()
    elif not adding:
        READY.unlink()
    INSTALLING.touch()
    install(wanted)
    write_ready(whole)
    INSTALLING.unlink()


def usual() -> Path:
    """What the program needs every day: with the PDF files, once they were asked for."""
    asked = READY.exists() and f"\n{PDF.name} " in READY.read_text("utf-8")
    return PDF if asked else RUNTIME


def create_environment() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    # A later Python of the system would slip in behind a link called `python3`: naming the exact program
    # makes it visible when that version has gone.
    program = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    if subprocess.call([program, "-I", "-m", "venv", str(VENV)], stdout=sys.stderr) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SystemExit(NO_VENV)


def install(wanted: Path) -> None:
    source = ["--no-index", "--find-links", str(WHEELHOUSE)] if WHEELHOUSE.is_dir() else []
    done = pip("install", "--require-hashes", *source, "-r", str(wanted))
    if done != 0:
        raise SystemExit(NO_PACKAGES)


def fill_wheelhouse() -> int:
    """Download for this system and this Python version whatever the locks name."""
    done = pip("download", "--require-hashes", "-d", str(WHEELHOUSE), "-r", str(DEV))
    if done == 0:
        count = len(list(WHEELHOUSE.glob("*.whl")))
        say(f"Thư mục wheelhouse/ có {count} gói.  /  wheelhouse/ holds {count} packages.")
    return done


def pip(*arguments: str) -> int:
    quiet = ("-q", "--no-input", "--disable-pip-version-check", "--progress-bar", "off")
    # A wheel installs the same everywhere; building from source would need a compiler.
    return run(["-I", "-m", "pip", arguments[0], *quiet, "--only-binary", ":all:", *arguments[1:]])


def read_ready() -> list[str]:
    """What is inside `.venv`; nothing when it is missing, half-made, or of another Python."""
    if not READY.exists() or not python().exists():
        return []
    version, *signatures = READY.read_text("utf-8").splitlines()
    return signatures if version == python_version() else []


def write_ready(signatures: Iterable[str]) -> None:
    half = READY.with_suffix(".new")
    half.write_text("\n".join([python_version(), *signatures]) + "\n", "utf-8")
    half.replace(READY)


def signature(locks: Iterable[Path]) -> list[str]:
    return [f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()}" for lock in locks]


def python_version() -> str:
    return f"python {sys.version_info.major}.{sys.version_info.minor}"


# ── Developers' commands ──────────────────────────────────────────────────────────────────────


def lint() -> int:
    """Format, lint and types; all three are run, so that one call shows everything there is to mend."""
    checks = (["ruff", "format", "--check", "-q"], ["ruff", "check", "-q"], ["mypy"])
    return max([run(["-m", *check], cwd=HERE) for check in checks])


def try_pdf() -> int:
    """Say whether this machine can make PDF files: the system's own library is the part that may be missing."""
    if run(["-c", "import weasyprint"]) == 0:
        say(
            "Máy này tạo được tệp PDF. Khởi động lại máy chủ Một Cửa.  /  PDF files can be made; restart the server."
        )
        return 0
    say(NO_PANGO)
    return 1


def lock(options: list[str]) -> int:
    """Resolve once for every system and Python version, with hashes, naming no registry."""
    runtime = ["--extra", "centre", "-o", RUNTIME.name]
    pdf = ["--extra", "centre", "--extra", "pdf", "-c", RUNTIME.name, "-o", PDF.name]
    dev = ["--extra", "centre", "--extra", "pdf", "--group", "dev", "-c", PDF.name, "-o", DEV.name]
    return max(compile_lock([*each, *options]) for each in (runtime, pdf, dev))


def compile_lock(options: list[str]) -> int:
    universal = ["--universal", "--python-version", "3.11", "--generate-hashes"]
    silent = [
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--custom-compile-command",
        "./run lock",
    ]
    return run(
        ["-m", "uv", "pip", "compile", "-q", "pyproject.toml", *universal, *silent, *options],
        cwd=HERE,
    )


# ── Starting things ───────────────────────────────────────────────────────────────────────────


def start(arguments: list[str]) -> int:
    """Become the program, so that Ctrl+C and signals reach it and nothing stands in between."""
    found = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE), *([found] if found else [])])
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execv(python(), [str(python()), *arguments])
    return run(arguments)


def run(arguments: list[str], cwd: Path | None = None) -> int:
    process = subprocess.Popen([str(python()), *arguments], cwd=cwd)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The same Ctrl+C reached the process, which ends in its own time.
            continue


def python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
