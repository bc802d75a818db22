"""The words are part of the program: what they name exists, and what exists in the domain has its word.

In `docs/huong-dan` words in **bold** are words on the screen, and must stand there.
"""

import importlib
import pkgutil
import re
import struct
from dataclasses import fields
from enum import Enum
from html import unescape
from pathlib import Path
from types import ModuleType

import pytest

from app import cli, domain
from app.config import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    {ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "sync/README.md", *ROOT.glob("docs/**/*.md")}
)
GUIDE = sorted(ROOT.glob("docs/huong-dan/*.md"))
PICTURES = sorted(ROOT.glob("docs/pictures/*.png"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def pages(found: list[tuple[Path, str]]) -> dict[str, object]:
    """One test for each thing found on a page, named after both."""
    return {"argvalues": found, "ids": [f"{name(page)}-{what}" for page, what in found]}


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M))


# ── The glossary ────────────────────────────────────────────────────────────────────────────────────

GLOSSARY = (ROOT / "docs/glossary.md").read_text("utf-8")
MODULES: list[ModuleType] = [
    importlib.import_module(f"{domain.__name__}.{each.name}")
    for each in pkgutil.iter_modules(domain.__path__)
]
CLASSES = {
    each.__name__: each
    for module in MODULES
    for each in vars(module).values()
    if isinstance(each, type) and each.__module__ == module.__name__ and each.__name__[0] != "_"
}
ENUMS = {each.__name__: each for each in CLASSES.values() if issubclass(each, Enum)}
SECTIONS = dict(re.findall(r"^### `(\w+)`.*?\n(.*?)(?=^##|\Z)", GLOSSARY, re.S | re.M))
ROWS = re.findall(r"^\| (.+?) \| (.+?) \|", GLOSSARY, re.M)
NAMED = set(re.findall(r"`([A-Z]\w+)`", " ".join(cell for row in ROWS for cell in row)))
WORDS = {
    word
    for _, cell in re.findall(r"^\| (.+?) \| (.+?) \|", GLOSSARY.split("## Values")[0], re.M)
    for word in re.findall(r"`(\w+)`", cell)
}
SOURCES = " ".join(
    file.read_text("utf-8") for folder in ("app", "sync") for file in (ROOT / folder).rglob("*.py")
)


@pytest.mark.parametrize("public", sorted(CLASSES))
def test_the_glossary_knows_the_class(public):
    assert public in NAMED | set(SECTIONS)


@pytest.mark.parametrize("enum", sorted(ENUMS))
def test_the_glossary_lists_exactly_the_values_of(enum):
    listed = re.findall(r"^\|[^|]+\| `(\w+)` \|", SECTIONS[enum], re.M)

    assert sorted(listed) == sorted(member.value for member in ENUMS[enum])


def test_the_glossary_names_no_class_that_is_gone():
    assert {each for each in NAMED | set(SECTIONS) if f"class {each}" not in SOURCES} == set()


@pytest.mark.parametrize("word", sorted(WORDS))
def test_the_code_uses_the_word_of_the_office(word):
    assert re.search(rf"\b{word}\b|\b{word}_|_{word}\b", SOURCES)


# ── Links and pictures ──────────────────────────────────────────────────────────────────────────────

LINKS = [
    (page, target)
    for page in PAGES
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text("utf-8")))
    if "://" not in target
]
SHOWN = {(page.parent / target).resolve() for page, target in LINKS if target.endswith(".png")}


def anchors(page: Path) -> set[str]:
    """The names that headings get on the usual forges."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in headings}


@pytest.mark.parametrize(("page", "target"), **pages(LINKS))
def test_a_link_leads_somewhere(page, target):
    path, _, anchor = target.partition("#")
    there = (page.parent / path).resolve() if path else page

    assert there.exists()
    assert there.is_relative_to(ROOT)
    assert not anchor or anchor in anchors(there)


@pytest.mark.parametrize("picture", PICTURES, ids=name)
def test_a_picture_is_shown_somewhere(picture):
    assert picture in SHOWN


def test_all_pictures_together_stay_light():
    assert sum(picture.stat().st_size for picture in PICTURES) < 1_500_000


def test_the_picture_of_the_readme_is_a_whole_screen_and_light():
    (picture,) = {(ROOT / target) for page, target in LINKS if page.name == "README.md"} & SHOWN

    assert struct.unpack(">II", picture.read_bytes()[16:24]) == (1366, 768)
    assert picture.stat().st_size < 150_000


def test_the_readme_is_one_screen():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 60


# ── Commands and settings ───────────────────────────────────────────────────────────────────────────

CALL = re.compile(
    r"(?:\./run|run\.cmd|python -m app\.cli)(?: +([a-z]+(?:-[a-z]+)*)((?: +[^\s`|#&>]+)*))?"
)
OF_RUN = {"test", "lint", "wheelhouse", "lock", "pdf"}
"""Commands of run.py itself; `test` gives what follows to pytest."""
CALLS = [
    (page, call[0].strip())
    for page in PAGES
    for call in CALL.finditer(page.read_text("utf-8").replace("\\\n", " "))
    if call[1]
]


@pytest.mark.parametrize(("page", "call"), **pages(CALLS))
def test_a_command_exists_with_its_options(page, call, capsys):
    command, rest = CALL.fullmatch(call).groups()
    wanted = set(re.findall(r"--[a-z-]+", rest))

    assert command in OF_RUN or wanted <= options_of(command, rest, capsys)


def options_of(command: str, rest: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """What `--help` tells of a command, or of the part of it that is called (`officer add`)."""
    part = re.findall(r"^ +([a-z]+)(?= |$)", rest)
    chosen = [command, *(part if command in ("officer", "receipt") else [])]
    with pytest.raises(SystemExit) as ended:
        cli.main([*chosen, "--help"])
    assert ended.value.code == 0, f"there is no command {' '.join(chosen)}"
    return set(re.findall(r"--[a-z-]+", capsys.readouterr().out))


def test_operations_tell_every_command(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    known = re.findall(r"^    ([\w-]+) ", capsys.readouterr().out, re.M)
    told = {call.split()[1] for page, call in CALLS if page.name == "operations.md"}

    assert len(known) > 8
    assert set(known) - told == set()


def test_operations_tell_every_setting():
    text = (ROOT / "docs/operations.md").read_text("utf-8")
    told = re.findall(r"^\| `(\w+)` \|", text.split("## Settings")[1].split("\n## ")[0], re.M)

    assert sorted(told) == sorted(
        each.name for each in fields(Settings) if each.name != "directory"
    )


# ── Words on the screen ─────────────────────────────────────────────────────────────────────────────

SCREEN = unescape(
    " ".join(
        file.read_text("utf-8")
        for pattern in ("templates/**/*.html", "app/**/*.py", "app/static/*.js")
        for file in ROOT.glob(pattern)
    )
)
SCREEN = SCREEN.replace("{parent}", "huyện").replace("{above}", "huyện").replace("{below}", "xã")
SAID = [
    (page, words)
    for page in GUIDE
    for words in dict.fromkeys(re.findall(r"\*\*(.+?)\*\*", page.read_text("utf-8")))
]


@pytest.mark.parametrize(("page", "words"), **pages(SAID))
def test_the_guide_calls_things_what_the_screen_calls_them(page, words):
    assert words in SCREEN


def test_there_is_a_guide_for_each_desk():
    assert {page.name for page in GUIDE} >= {"quay.md", "thu-ly.md", "huyen.md", "quan-tri.md"}
