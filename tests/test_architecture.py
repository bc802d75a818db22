"""Who may import whom, and which door is used for what. Every message says what belongs where.

Each rule is also shown to catch a bad sample, so that none of them is silent for the wrong reason.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest

from tests.architecture import doors, imports, markup
from tests.architecture.source import Fault, Source

ROOT = Path(__file__).resolve().parent.parent


def read(*patterns: str) -> list[Source]:
    files = sorted({file for pattern in patterns for file in ROOT.glob(pattern)})
    outside_vendor = [file for file in files if "vendor" not in file.parts]
    return [Source(f.relative_to(ROOT).as_posix(), f.read_text("utf-8")) for f in outside_vendor]


PROGRAM = read("app/**/*.py", "sync/**/*.py")
MARKUP = read("templates/**/*.html", "app/static/**/*.css")
MODELS = doors.Models(read("app/models/*.py"))

RULES = {
    "imports": imports.faults,
    "the clock": doors.clock,
    "the carriers": doors.carriers,
    "the pages": doors.pages,
    "the refusals": doors.refusals,
    "the journal": partial(doors.journal, models=MODELS),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_program_keeps_to_the_rules_of(rule):
    found = [fault for source in PROGRAM for fault in RULES[rule](source)]

    assert not found, say(found)


def test_pages_carry_nothing_from_outside_and_nothing_inline():
    found = [fault for source in MARKUP for fault in markup.faults(source)]

    assert not found, say(found)


@pytest.mark.parametrize("package", [row.package for row in imports.ROWS])
def test_the_rules_look_at_files_of(package):
    folder = package.replace(".", "/") + "/"

    assert [source for source in PROGRAM if source.path.startswith(folder)]


def test_the_rules_know_shared_tables_from_local_ones():
    assert {"Dossier", "Paper", "Step", "Procedure", "Unit"} <= MODELS.shared
    assert "OfficerAccount" in MODELS.local
    assert not MODELS.shared & MODELS.local


# ── Each rule catches what it is for ────────────────────────────────────────────────────────────────

BAD = [
    ("imports", "app/domain/fees.py", "import flask"),
    ("imports", "app/domain/fees.py", "import peewee"),
    ("imports", "app/domain/fees.py", "from app import clock"),
    ("imports", "app/domain/fees.py", "from ..services import dossiers"),
    ("imports", "app/domain/fees.py", "from sync import journal"),
    ("imports", "app/domain/fees.py", "from pathlib import Path"),
    ("imports", "app/domain/fees.py", "import urllib.request"),
    ("imports", "app/domain/fees.py", "def f():\n    import os"),
    ("imports", "app/domain/fees.py", "table = open('fees.csv')"),
    ("imports", "app/domain/fees.py", "import app"),
    ("imports", "app/models/dossiers.py", "from flask import g"),
    ("imports", "app/models/dossiers.py", "from app.services import dossiers"),
    ("imports", "app/models/dossiers.py", "from sync import journal"),
    ("imports", "app/queries/dossiers.py", "from app.services.dossiers import receive"),
    ("imports", "app/queries/dossiers.py", "from sync.journal import record"),
    ("imports", "app/queries/desk.py", "from sync import store\nstore.run('DELETE FROM dossier')"),
    ("imports", "app/queries/desk.py", "from sync.store import run_many"),
    ("imports", "app/services/dossiers.py", "from flask import request"),
    ("imports", "app/services/dossiers.py", "from app.web import pages"),
    ("imports", "app/services/dossiers.py", "from app import clock"),
    ("imports", "app/services/dossiers.py", "from sync import parent"),
    ("imports", "app/services/dossiers.py", "from sync import enrolment"),
    ("imports", "app/web/dossiers.py", "from app.models import dossiers"),
    ("imports", "app/web/dossiers.py", "from app.models.dossiers import Dossier"),
    ("imports", "app/web/dossiers.py", "from peewee import fn"),
    ("imports", "app/web/dossiers.py", "from sync import journal"),
    ("imports", "sync/feed.py", "from app.models import dossiers"),
    ("imports", "sync/feed.py", "import app"),
    ("imports", "sync/feed.py", "from flask import request"),
    ("imports", "sync/feed.py", "import apscheduler"),
    ("the clock", "app/services/dossiers.py", "import datetime\nat = datetime.datetime.now()"),
    ("the clock", "app/services/dossiers.py", "import datetime as d\nat = d.datetime.utcnow()"),
    ("the clock", "app/models/dossiers.py", "from datetime import date\nField(default=date.today)"),
    ("the clock", "sync/child.py", "import time\nstarted = time.time()"),
    ("the clock", "sync/child.py", "from time import time\nstarted = time()"),
    ("the clock", "app/queries/desk.py", "from peewee import fn\nnow = fn.NOW()"),
    ("the carriers", "app/services/nodes.py", "import urllib3"),
    ("the carriers", "app/jobs.py", "from urllib import request"),
    ("the carriers", "app/cli.py", "import socket"),
    ("the carriers", "sync/child.py", "from http.client import HTTPConnection"),
    ("the carriers", "sync/child.py", "import http.client"),
    ("the pages", "app/web/dossiers.py", "from flask import render_template"),
    ("the pages", "app/web/desk.py", "import flask\nflask.render_template('desk/index.html')"),
    ("the pages", "app/web/desk.py", "from flask import request\nif request.htmx: pass"),
    ("the pages", "app/web/desk.py", "from htmx_flask import request"),
    ("the pages", "app/web/desk.py", "from jinja2_fragments.flask import render_block"),
    ("the pages", "app/__init__.py", "from htmx_flask import make_response"),
    (
        "the refusals",
        "app/domain/fees.py",
        "from app.domain.refusals import Refusal\nclass TooMuch(Refusal): pass",
    ),
    (
        "the refusals",
        "app/services/dossiers.py",
        "from app.domain import refusals\nclass Late(refusals.StepNotOpen): pass",
    ),
    ("the journal", "app/services/dossiers.py", "dossier.status = 'x'\ndossier.save()"),
    ("the journal", "app/services/dossiers.py", "step.delete_instance()"),
    ("the journal", "app/services/dossiers.py", "find(dossier_id).save()"),
    (
        "the journal",
        "app/seed.py",
        "from app.models.dossiers import Dossier\nDossier.create(code=1)",
    ),
    (
        "the journal",
        "app/seed.py",
        "from app.models import dossiers\ndossiers.Paper.update(have=1)",
    ),
    (
        "the journal",
        "app/services/units.py",
        "from app.models.units import Unit as U\nU.insert_many([]).execute()",
    ),
    ("the journal", "app/cli.py", "database.execute_sql('UPDATE dossier SET status = 1')"),
    ("the journal", "sync/verify.py", "store.run(share.sql['update'], values)"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BAD)
def test_a_rule_catches(rule, path, text):
    found = list(RULES[rule](Source(path, text)))

    assert found, f"{rule} let this pass in {path}:\n{text}"
    assert path in str(found[0])


GOOD = [
    ("app/domain/fees.py", "import re\nfrom datetime import date\nfrom app.domain import labels"),
    (
        "app/models/dossiers.py",
        "from peewee import CharField\nfrom app.models.base import SharedModel",
    ),
    ("app/queries/dossiers.py", "from app.models.dossiers import Dossier\nDossier.select()"),
    (
        "app/services/dossiers.py",
        "from sync import journal\njournal.record('dossier', 1, status='x')",
    ),
    ("app/services/officers.py", "from app.models.officers import OfficerAccount\naccount.save()"),
    (
        "app/services/officers.py",
        "from app.models.officers import OfficerSession\nOfficerSession.create(token=1)",
    ),
    (
        "app/services/dossiers.py",
        "facts = {}\nfacts.update(code=1)\nlines = []\nlines.insert(0, 1)",
    ),
    (
        "app/web/receipts.py",
        "import io\nimport segno\nsegno.make('x').save(io.BytesIO(), kind='svg')",
    ),
    ("app/web/dossiers.py", "from app import clock\nfrom flask import request\nclock.now()"),
    ("app/web/errors.py", "from http import HTTPStatus"),
    ("app/web/pages.py", "from htmx_flask import request\nif request.htmx: pass"),
    ("app/__init__.py", "from htmx_flask import Htmx"),
    ("app/clock.py", "from datetime import UTC, datetime\ndatetime.now(UTC)"),
    ("app/migrations/0001_initial.py", "from app.models.dossiers import Dossier"),
    ("app/cli.py", "from app.web import pages\nfrom sync import child"),
    ("sync/child.py", "import time\nfrom . import wire\nstarted = time.monotonic()"),
    ("sync/routes.py", "from flask import Blueprint"),
    ("sync/carriers/http.py", "import socket\nimport urllib3"),
    ("sync/journal.py", "store.run(share.sql['insert'], values)"),
    ("sync/applying/drawing.py", "store.run(share.sql['insert'], values)"),
]


@pytest.mark.parametrize(("path", "text"), GOOD)
def test_no_rule_objects_to(path, text):
    source = Source(path, text)

    assert not [fault for rule in RULES.values() for fault in rule(source)]


BAD_MARKUP = [
    '<script src="https://cdn.example/htmx.js"></script>',
    "<img src='http://example/x.png'>",
    '<img src="//example/x.png">',
    '<link rel="stylesheet" href="https://fonts.example/css">',
    '<p style="color: red">',
    "<style>p { color: red }</style>",
    "<script>alert(1)</script>",
    '<script type="module">x()</script>',
    '<button onclick="go()">',
    '<form\n onsubmit="go()">',
    '<a href="javascript:go()">',
    '<div hx-on:click="go()">',
    "<div hx-vals='js:{a: b()}'>",
    "<p>{{ name }}</p>\n<b style='x'>",
]


@pytest.mark.parametrize("text", BAD_MARKUP)
def test_a_template_with_this_is_caught(text):
    assert list(markup.faults(Source("templates/desk/index.html", text)))


@pytest.mark.parametrize(
    "text", ["@import url('x.css');", "p { background: url(https://x/y.png) }"]
)
def test_a_style_sheet_with_this_is_caught(text):
    assert list(markup.faults(Source("app/static/desk.css", text)))


GOOD_MARKUP = [
    "<script src=\"{{ url_for('static', filename='app.js') }}\" defer></script>",
    '<script type="application/json" id="config">{{ config }}</script>',
    '<a href="https://example/van-ban">Nghị định 61</a>',
    '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
    "{% set once = 'x' %}{% set style = 'x' %}",
    '<button hx-post="/ho-so" hx-target="#progress">Thụ lý</button>',
    "{# <script>in a remark</script> #}",
    '<img src="data:image/svg+xml;base64,{{ qr }}" alt="">',
]


@pytest.mark.parametrize("text", GOOD_MARKUP)
def test_a_template_may_have(text):
    assert not list(markup.faults(Source("templates/desk/index.html", text)))


def test_a_message_names_the_file_the_thing_and_where_it_belongs():
    source = Source("app/web/dossiers.py", "import json\nfrom app.models.dossiers import Dossier")

    assert say(imports.faults(source)) == (
        "app/web/dossiers.py:2 imports app.models.dossiers.Dossier, app.web may not.\n"
        "    A view says who, what, do, answer. Reading is a function of app/queries, changing one of "
        "app/services."
    )


def say(found: Iterable[Fault]) -> str:
    return "\n".join(map(str, found))
