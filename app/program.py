"""Puts the pages, the guards and the exchange together over one instance: reads like a table of contents."""

from functools import partial
from pathlib import Path

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect
from peewee import DatabaseError
from werkzeug.middleware.proxy_fix import ProxyFix

from app import clock, database, joining, rotating
from app.carrying import Sticks
from app.instance import Instance, web_key
from app.queries import memory, nodes, units
from app.queries import sync as sync_questions
from app.web import (
    access_log,
    appointments,
    backups,
    batch_prints,
    batches,
    calendars,
    catalogue_drafts,
    catalogue_files,
    catalogues,
    common_conflicts,
    conflicts,
    corrections,
    desk,
    diagnostics,
    dispatches,
    documents,
    dossiers,
    drafts,
    errors,
    filters,
    fleet,
    forwarding,
    frame,
    guards,
    handover_lists,
    headers,
    history,
    hours,
    imports,
    intake,
    intake_at_once,
    intake_guide,
    keys,
    lists,
    locks,
    looks,
    lookup,
    messages,
    money,
    notes,
    notices,
    officers,
    pages,
    paper_places,
    papers,
    payments,
    people,
    people_pairs,
    posters,
    printers,
    prints,
    procedure_editor,
    procedures,
    ratings,
    receipts,
    reconciliation,
    recounts,
    refused_changes,
    registers,
    reserve,
    retention,
    sessions,
    setup,
    shifts,
    signing,
    stand_ins,
    steps,
    sticks,
    sync,
    twins,
    unit_merges,
    verification,
    visits,
)
from app.web import jobs as job_pages
from app.web import units as unit_pages
from sync import blobs, journal, routes

ROOT = Path(__file__).resolve().parent.parent
LARGEST_FORM_BYTES = 1024 * 1024

PAGES = (
    unit_merges,
    recounts, calendars, hours, unit_pages,
    conflicts, common_conflicts, corrections, refused_changes, twins,
    messages, reconciliation, diagnostics, backups,
    setup, sessions, lookup, locks, shifts, desk, intake, intake_at_once, intake_guide, drafts, dossiers, documents,
    papers, paper_places, steps, prints, procedures, officers, sync, sticks, fleet, people, people_pairs, stand_ins,
    keys, receipts, registers, reserve, printers, handover_lists, verification, job_pages, lists, batches, batch_prints,
    imports, signing, appointments, money, payments, visits, forwarding, notices, dispatches, notes, history,
    access_log, retention, catalogues, catalogue_drafts, catalogue_files, procedure_editor, posters, ratings,
)  # fmt: skip


def assemble(instance: Instance) -> Flask:
    """The program over one opened instance; background jobs are started by whoever serves it."""
    app = Flask(
        "app", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "app/static")
    )
    settings = instance.settings
    app.config.update(
        SECRET_KEY=web_key(settings),
        MAX_CONTENT_LENGTH=LARGEST_FORM_BYTES,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.extensions["motcua"] = {
        "instance": instance,
        "sync_now": lambda: None,
        "work_now": lambda: None,
        "first_start": partial(joining.first_start, instance),
        "key": lambda: instance.key.public,
        "rotate_key": partial(rotating.rotate, instance),
        "is_rotating": partial(rotating.is_waiting, instance),
        "sticks": Sticks(instance),
    }
    app.before_request(database.ready)
    app.before_request(remember_for_a_page)
    app.teardown_request(lambda problem: memory.end())
    app.before_request(documents.allow_large_files)
    app.before_request(papers.allow_large_files)
    app.before_request(imports.allow_large_sheets)
    app.before_request(catalogue_files.allow_large_files)
    app.before_request(steps.allow_large_files)
    app.before_request(notices.allow_large_files)
    app.before_request(dispatches.allow_large_files)
    app.before_request(sticks.allow_large_packages)

    pages.register(app)
    filters.register(app)
    headers.register(app)
    errors.register(
        app, database_error=DatabaseError, hidden=journal.Hidden, files_away=blobs.StoreAway
    )
    guards.register(app, settings)
    looks.register(app)
    frame.register(app, office=office, line=sync_questions.line)
    protect = CSRFProtect(app)
    for page in PAGES:
        app.register_blueprint(page.bp)
    exchange = routes.blueprint(
        routes.Parent(
            key=lambda: instance.key,
            folder=settings.directory,
            clock=clock.now_precisely,
            below=units.units_below,
            names=lambda: {
                code: (name, nodes.tier_of(code))
                for code, name in nodes.names_below(nodes.this().unit).items()
            },
            me=_me,
        )
    )
    protect.exempt(exchange)
    app.register_blueprint(exchange)
    if settings.behind_https:
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]
    return app


def remember_for_a_page() -> None:
    """Looking changes nothing, so what was asked holds until the page is whole."""
    if request.method == "GET":
        memory.begin()
    else:
        memory.end()


def office() -> frame.Office:
    """What the frame says of this node."""
    if not nodes.is_set_up():
        return frame.Office()
    here = nodes.this()
    return frame.Office(name=here.name, server=f"Máy chủ {here.label}", is_parent=here.is_parent)


def _me() -> dict[str, object]:
    here = nodes.this()
    return {"unit": here.unit, "name": here.name, "tier": here.tier}
