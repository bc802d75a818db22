"""`git clone && ./run` works on a bare machine: what the scripts and the locks promise."""

import base64
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-pdf.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
posix_only = pytest.mark.skipif(
    os.name != "posix", reason="`run` is for POSIX; Windows has run.cmd"
)


def entries(lock: str) -> dict[str, str]:
    """The text of each locked package, hashes included, by name."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
    found = re.split(r"\n(?=\S)", text.strip())
    return {canonicalize_name(entry.partition("==")[0]): entry for entry in found}


def pins(lock: str) -> dict[str, str]:
    return {name: re.search(r"==([^\s;]+)", entry)[1] for name, entry in entries(lock).items()}


RUNTIME = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["centre"],
]
PDF = PROJECT["project"]["optional-dependencies"]["pdf"]
DEV = PROJECT["dependency-groups"]["dev"]


# ── The locks ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_one_version_known_by_hash(lock):
    loose = [
        name
        for name, entry in entries(lock).items()
        if not re.search(r"==\d", entry) or not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)
    ]

    assert len(entries(lock)) > 20
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_registry_and_no_path(lock):
    text = (ROOT / lock).read_text("utf-8")

    assert not re.findall(r"(?i)\w+://\S*|--(?:extra-)?index-url|--find-links|@ \S+|/\w+/\w+", text)


@pytest.mark.parametrize(
    ("requirement", "lock"),
    [(one, LOCKS[0]) for one in RUNTIME]
    + [(one, LOCKS[1]) for one in RUNTIME + PDF]
    + [(one, LOCKS[2]) for one in RUNTIME + PDF + DEV],
)
def test_a_lock_holds_what_the_project_asks_for(requirement, lock):
    wanted = Requirement(requirement)

    assert wanted.specifier.contains(pins(lock)[canonicalize_name(wanted.name)])


def test_tests_run_on_the_very_versions_that_offices_get():
    assert pins(LOCKS[0]).items() <= pins(LOCKS[1]).items() <= pins(LOCKS[2]).items()


@pytest.mark.parametrize("script", ["run", "run.cmd"])
def test_both_scripts_ask_for_the_python_of_the_project(script):
    wanted = PROJECT["project"]["requires-python"]
    asked = re.findall(r"sys\.version_info < \((\d+), (\d+)\)", (ROOT / script).read_text("utf-8"))

    assert [f">={'.'.join(version)}" for version in asked] == [wanted]


# ── When set-up starts over ─────────────────────────────────────────────────────────────────────────


class Recorder:
    """run.py in an empty folder, with the two slow steps replaced by notes of what they would do."""

    def __init__(self, folder: Path) -> None:
        shutil.copy(ROOT / "run.py", folder)
        specification = importlib.util.spec_from_file_location("run_under_test", folder / "run.py")
        self.run = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(self.run)
        self.run.create_environment = self._create
        self.run.install = self._install
        self.done: list[str] = []
        self.lock("first")

    def lock(self, text: str) -> None:
        self.run.RUNTIME.write_text(text)
        self.run.PDF.write_text(text + " and files")
        self.run.DEV.write_text(text + " and tests")

    def set_up(self, lock: str = "RUNTIME") -> list[str]:
        self.done.clear()
        self.run.set_up(getattr(self.run, lock))
        return list(self.done)

    def set_up_interrupted(self, lock: str = "RUNTIME") -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.run, "install", self._interrupt)
            with pytest.raises(KeyboardInterrupt):
                self.run.set_up(getattr(self.run, lock))

    def _create(self) -> None:
        shutil.rmtree(self.run.VENV, ignore_errors=True)
        self.run.python().parent.mkdir(parents=True)
        self.run.python().touch()
        self.done.append("create")

    def _install(self, wanted: Path) -> None:
        self.done.append(f"install {wanted.name}")

    def _interrupt(self, wanted: Path) -> None:
        raise KeyboardInterrupt


@pytest.fixture
def fresh(tmp_path):
    return Recorder(tmp_path)


@pytest.fixture
def ready(fresh):
    fresh.set_up()
    return fresh


def test_the_first_call_makes_the_environment_from_the_lock(fresh):
    assert fresh.set_up() == ["create", "install requirements.lock"]


def test_later_calls_do_nothing(ready):
    assert ready.set_up() == []


def test_a_changed_lock_is_installed(ready):
    ready.lock("second")

    assert ready.set_up() == ["install requirements.lock"]


def test_an_interrupted_first_set_up_starts_over(fresh):
    fresh.set_up_interrupted()

    assert fresh.set_up() == ["create", "install requirements.lock"]


def test_an_interrupted_upgrade_starts_over(ready):
    ready.lock("second")
    ready.set_up_interrupted()

    assert ready.set_up() == ["create", "install requirements.lock"]


def test_an_environment_whose_python_is_gone_is_made_anew(ready):
    ready.run.python().unlink()

    assert ready.set_up() == ["create", "install requirements.lock"]


def test_an_environment_of_another_python_version_is_made_anew(ready):
    ready.run.READY.write_text(ready.run.READY.read_text().replace("python 3.", "python 2."))

    assert ready.set_up() == ["create", "install requirements.lock"]


def test_tests_add_their_packages_to_what_is_there(ready):
    assert ready.set_up("DEV") == ["install requirements-dev.lock"]
    assert ready.set_up("RUNTIME") == []


def test_pdf_files_asked_for_once_come_with_the_next_upgrade_too(ready):
    assert ready.set_up("PDF") == ["install requirements-pdf.lock"]
    assert ready.run.usual() == ready.run.PDF

    ready.lock("second")

    assert ready.run.usual() == ready.run.PDF
    assert ready.set_up("PDF") == ["install requirements-pdf.lock"]


def test_failing_to_add_test_packages_does_not_stop_the_office(ready):
    ready.set_up_interrupted("DEV")

    assert ready.set_up("RUNTIME") == []
    assert ready.set_up("DEV") == ["create", "install requirements-dev.lock"]


# ── The script itself, without a network ────────────────────────────────────────────────────────────

CLI = """
import json, os, sys
import paper
print(json.dumps({"said": sys.argv[1:], "at": os.getcwd(), "paper": paper.KIND}))
sys.exit(3 if "fail" in sys.argv else 0)
"""


def a_house(folder: Path) -> Path:
    """A clone with a one-line program and a one-package lock, its wheel in wheelhouse/."""
    (folder / "app").mkdir(parents=True)
    (folder / "wheelhouse").mkdir()
    for name in ("run", "run.py"):
        shutil.copy(ROOT / name, folder)
    (folder / "app" / "cli.py").write_text(CLI)
    wheel = a_wheel(folder / "wheelhouse")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    for lock in LOCKS:
        (folder / lock).write_text(f"paper==1.0 \\\n    --hash=sha256:{digest}\n")
    return folder


def a_wheel(folder: Path) -> Path:
    """The smallest package there is."""
    files = {
        "paper.py": "KIND = 'original'\n",
        "paper-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: paper\nVersion: 1.0\n",
        "paper-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {
        name: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        for name, text in files.items()
    }
    lines = [f"{name},sha256={digests[name]},{len(files[name])}\n" for name in files]
    files["paper-1.0.dist-info/RECORD"] = "".join([*lines, "paper-1.0.dist-info/RECORD,,\n"])
    wheel = folder / "paper-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


def call(house: Path, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`./run …` on a machine whose only registry is a closed port, and which has no other copy of the program."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull}
    path = os.pathsep.join([str(Path(sys.executable).resolve().parent), os.environ["PATH"]])
    return subprocess.run(
        [str(house / "run"), *arguments],
        cwd=cwd or house,
        env={**clean, **nowhere, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    return a_house(tmp_path_factory.mktemp("a clone") / "mộtcửa")


@posix_only
def test_a_clone_with_a_wheelhouse_runs_the_demo_without_network(house):
    done = call(house)

    assert json.loads(done.stdout)["said"] == ["demo"], done.stderr
    assert json.loads(done.stdout)["paper"] == "original"


@posix_only
def test_a_command_reaches_the_program_as_it_was_typed_and_where_it_was_typed(house, tmp_path):
    done = call(house, "init", "--dir", "ổ D", "--unit", "18571", cwd=tmp_path)

    assert json.loads(done.stdout)["said"] == ["init", "--dir", "ổ D", "--unit", "18571"]
    assert json.loads(done.stdout)["at"] == str(tmp_path)


@posix_only
def test_the_exit_code_is_that_of_the_command(house):
    assert call(house, "fail").returncode == 3


@posix_only
def test_once_set_up_a_command_starts_within_a_moment(house):
    call(house)

    assert min(seconds(house) for _ in range(5)) < 0.3


def seconds(house: Path) -> float:
    started = time.monotonic()
    call(house, "--help")
    return time.monotonic() - started


@posix_only
def test_a_package_that_is_not_the_locked_one_is_refused_in_words(tmp_path):
    house = a_house(tmp_path / "clone")
    with zipfile.ZipFile(next((house / "wheelhouse").glob("*.whl")), "a") as wheel:
        wheel.writestr("extra.py", "")

    done = call(house)

    assert done.returncode == 1
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr
    assert "Chưa cài được các gói cần thiết" in done.stderr
    assert "The packages could not be installed" in done.stderr


@posix_only
def test_a_machine_with_an_old_python_is_told_so_in_both_languages(tmp_path):
    old = tmp_path / "bin"
    old.mkdir()
    (old / "python3").write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit\nexit 1\n'
    )
    (old / "python3").chmod(0o755)
    for tool in ("cat", "dirname"):
        (old / tool).symlink_to(shutil.which(tool))
    house = a_house(tmp_path / "clone")

    done = subprocess.run(
        ["/bin/sh", str(house / "run")], env={"PATH": str(old)}, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert "Cần Python 3.11 trở lên; máy này: Python 3.9.2" in done.stderr
    assert "Python 3.11 or later is needed; this machine has: Python 3.9.2" in done.stderr
    assert not (house / ".venv").exists()
