"""One table: what runs by itself, how often, and the one function each row calls.

Jobs live in memory; what must survive a restart (next try, cursors) is in the engine's tables. Two processes on
one instance would do everything twice, so a run works only while it holds the lock file.
"""

import json
import logging
import random
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Lock

from apscheduler.schedulers.background import BackgroundScheduler
from filelock import FileLock, Timeout

from app import backing_up, clock, database, reporting
from app.instance import Instance
from app.log import LOG_FILE
from app.queries import nodes
from app.queries import sync as questions
from app.services import access_sheets as _access_sheets  # noqa: F401 - its kind of work
from app.services import catalogue_files as _catalogue_files  # noqa: F401 - its kinds of work
from app.services import catalogue_publishing as _publishing  # noqa: F401 - its kind of work
from app.services import diagnostics, drafts, scan_pages
from app.services import dispatch_sheets as _dispatch_sheets  # noqa: F401 - its list
from app.services import exports as _exports  # noqa: F401 - its kind of work
from app.services import forwarding_sheets as _forwarding_sheets  # noqa: F401 - its list
from app.services import imports as _imports  # noqa: F401 - its kinds of work
from app.services import jobs as work
from app.services import recounts as _recounts  # noqa: F401 - its kind of work
from app.services import retention as _retention  # noqa: F401 - its kind of work
from app.services import unit_merges as _unit_merges  # noqa: F401 - its kind of work
from app.services.dispatches import carry
from app.services.people import gather
from app.services.refused_changes import close_mended
from app.services.twins import find as find_twins
from sync import bootstrap, child, schedule, standing
from sync.carriers.http import HttpCarrier
from sync.checks import comparing
from sync.files import lane
from sync.members import rotation

log = logging.getLogger(__name__)

LOCK_FILE = "sync.lock"
WORK_LOCK_FILE = "work.lock"
WORK_EVERY_SECONDS = 5
TIDY_EVERY_SECONDS = 3600
JITTER_SECONDS = 10
COMPARE_EVERY_SECONDS = 600
GATHER_EVERY_SECONDS = 60
CARRY_EVERY_SECONDS = 20
CLOSE_EVERY_SECONDS = 15
BUNDLES_EVERY_SECONDS = 15
EMPTY_BIN_EVERY_SECONDS = 6 * 3600
BACK_UP_EVERY_SECONDS = 600
FILES_SECONDS = 300
"""How long attachments may travel before the next exchange proves again that the line is there."""
MOST_IDLE_ROUNDS = 3
PAUSE_SECONDS = 0.1
"""Room for the counter between two batches of background work."""


class Jobs:
    """The background work of one server process."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._busy = Lock()
        self._working = Lock()
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        settings = self._instance.settings
        table: tuple[tuple[Callable[[], None], int, int], ...] = (
            (self.exchange_when_due, settings.sync_every_seconds, JITTER_SECONDS),
            (self.look_for_the_line, settings.probe_every_seconds, 2),
            (self.compare_when_due, COMPARE_EVERY_SECONDS, COMPARE_EVERY_SECONDS // 2),
            (self.gather_people, GATHER_EVERY_SECONDS, JITTER_SECONDS),
            (self.look_for_twins, GATHER_EVERY_SECONDS, JITTER_SECONDS),
            (self.make_bundles, BUNDLES_EVERY_SECONDS, 2),
            (self.carry_letters, CARRY_EVERY_SECONDS, 2),
            (self.close_mended, CLOSE_EVERY_SECONDS, 2),
            (self.work_off, WORK_EVERY_SECONDS, 0),
            (self.tidy_work, TIDY_EVERY_SECONDS, JITTER_SECONDS),
            (self.empty_the_bin, EMPTY_BIN_EVERY_SECONDS, EMPTY_BIN_EVERY_SECONDS // 2),
        )
        # Not with the start: on a slow machine the first citizen of the morning comes before yesterday's copy.
        self._scheduler.add_job(
            self.back_up_when_due, "interval", seconds=BACK_UP_EVERY_SECONDS, id="back_up_when_due",
        )  # fmt: skip
        for act, every, jitter in table:
            self._scheduler.add_job(
                act, "interval", seconds=every, jitter=min(jitter, every // 2), id=act.__name__,
                next_run_time=clock.now_precisely() + timedelta(seconds=1),
            )  # fmt: skip
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    def sync_now(self) -> None:
        """Begin an exchange at once, beside whatever the officer does next."""
        self._scheduler.add_job(
            self._exchange,
            id="sync-now",
            replace_existing=True,
            next_run_time=clock.now_precisely(),
        )

    def work_now(self) -> None:
        """Begin what officers asked for at once, not at the next look."""
        self._scheduler.add_job(
            self.work_off,
            id="work-now",
            replace_existing=True,
            next_run_time=clock.now_precisely(),
        )

    def work_off(self) -> None:
        """Do the long work that waits, one after the other; what a cut left half done goes first."""
        if not self._working.acquire(blocking=False):
            return
        try:
            work_off(self._instance)
        except Timeout:
            pass
        except Exception:
            log.exception("long work failed")
        finally:
            self._working.release()

    def tidy_work(self) -> None:
        database.ready()
        work.tidy(self._instance.settings.results, at=clock.now())

    def exchange_when_due(self) -> None:
        if questions.is_due(clock.now()):
            self._exchange()

    def look_for_the_line(self) -> None:
        """While the parent is away, ask cheaply whether it is back, and then do not wait for the next try."""
        address = questions.address_while_away()
        if address and HttpCarrier(address).is_there():
            self._exchange()

    def compare_when_due(self) -> None:
        """Once a night prove with the parent that both sides hold the same, and go on with a proof that was cut."""
        if comparing.is_due(clock.now()):
            comparing.begin(clock.now())
        if comparing.is_open():
            self._exchange()

    def back_up_when_due(self) -> None:
        """Once a day a copy of the database, and its trial."""
        database.ready()
        settings = self._instance.settings
        if nodes.is_set_up() and backing_up.is_due(settings, clock.now()):
            backing_up.nightly(settings, clock.now)

    def empty_the_bin(self) -> None:
        """Drafts dropped 30 days ago hold personal data that nobody needs any more."""
        drafts.empty_bin(at=clock.now())
        scan_pages.forget_old(at=clock.now())

    def make_bundles(self) -> None:
        """Make the bundles about this machine that somebody has asked for."""
        database.ready()
        if not nodes.is_set_up():
            return
        settings, at = self._instance.settings, clock.now()
        facts = reporting.facts(settings, at).spoken()
        diagnostics.make_all(facts, settings.logs / LOG_FILE, at=at)

    def gather_people(self) -> None:
        """Draw people from dossiers that came otherwise than over the counter, a little at a time."""
        database.ready()
        if not nodes.is_set_up():
            return
        unit, ends = nodes.this().unit, time.monotonic() + GATHER_EVERY_SECONDS / 3
        began = time.monotonic()
        while gather(unit, at=clock.now()) and time.monotonic() < ends:
            # Whoever stood in line behind this batch, and whoever stood behind them, comes first.
            time.sleep(max(PAUSE_SECONDS, 2 * (time.monotonic() - began)))
            began = time.monotonic()

    def look_for_twins(self) -> None:
        """At an office with others below: which of their dossiers may be one matter, as they arrive."""
        database.ready()
        ends = began = time.monotonic()
        ends += GATHER_EVERY_SECONDS / 3
        while nodes.is_set_up() and find_twins(at=clock.now()) and time.monotonic() < ends:
            time.sleep(max(PAUSE_SECONDS, 2 * (time.monotonic() - began)))
            began = time.monotonic()

    def carry_letters(self) -> None:
        """Documents between two offices below pass through here: neither may write where the other reads."""
        database.ready()
        if nodes.is_set_up():
            carry(at=clock.now())

    def close_mended(self) -> None:
        database.ready()
        if nodes.is_set_up():
            close_mended(at=clock.now())

    def _exchange(self) -> None:
        if not self._busy.acquire(blocking=False):
            return
        try:
            exchange(self._instance, wait_seconds=0, files_seconds=FILES_SECONDS)
        except (child.Away, child.Refused, Timeout):
            pass
        except Exception:
            log.exception("exchange failed")
        finally:
            self._busy.release()


def work_off(instance: Instance) -> None:
    """Do all the long work that waits. Raises `filelock.Timeout` where another process of this instance is at it."""
    database.ready()
    settings = instance.settings
    with FileLock(settings.directory / WORK_LOCK_FILE, timeout=0):
        work.pick_up_what_was_cut(at=clock.now())
        while work.run_next(settings.results, clock.now):
            pass


def exchange(
    instance: Instance, *, wait_seconds: float, files_seconds: float = 0
) -> standing.Tally | None:
    """Exchange with the parent until both sides hold everything; None when this node has no parent. Afterwards
    attachments travel for up to `files_seconds`, always behind what is written meanwhile.

    Raises `Away` or `Refused` after noting it and when to try again; `filelock.Timeout` when another process of
    this instance is at it and does not end within `wait_seconds`.
    """
    database.ready()
    parent = questions.parent_address()
    if parent is None:
        return None
    settings = instance.settings
    ends = time.monotonic() + files_seconds
    with FileLock(settings.directory / LOCK_FILE, timeout=wait_seconds):
        carrier = HttpCarrier(parent, deadline_seconds=settings.request_deadline_seconds)
        first = _operations(instance, carrier)
        _compare(instance, carrier)
        idle = 0
        while (
            idle < MOST_IDLE_ROUNDS and time.monotonic() < ends and _files(instance, carrier, ends)
        ):
            tally = _operations(instance, carrier)
            idle = 0 if tally.operations_up or tally.operations_down else idle + 1
        return first


def begin(
    instance: Instance, *, wait_seconds: float, tell: bootstrap.Tell
) -> standing.Tally | None:
    """Fetch the snapshot with which a replacement PC begins, telling how far it has come; the exchange then goes on
    behind it. Raises as `exchange` does."""
    database.ready()
    parent = questions.parent_address()
    if parent is None:
        return None
    bootstrap.want()
    settings = instance.settings
    with FileLock(settings.directory / LOCK_FILE, timeout=wait_seconds):
        carrier = HttpCarrier(parent, deadline_seconds=settings.request_deadline_seconds)
        return _snapshot(instance, carrier, tell)


def _snapshot(
    instance: Instance, carrier: HttpCarrier, tell: bootstrap.Tell
) -> standing.Tally | None:
    return bootstrap.fetch(
        carrier, instance.key, folder=instance.settings.directory, clock=clock.now_precisely,
        timer=time.monotonic, tell=tell,
    )  # fmt: skip


def _operations(instance: Instance, carrier: HttpCarrier) -> standing.Tally:
    standing.note_try(clock.now())
    try:
        _announce_key(instance, carrier)
        _snapshot(instance, carrier, log.info)
        tally = child.exchange(
            carrier, instance.key, clock=clock.now_precisely, timer=time.monotonic
        )
    except (child.Away, child.Refused) as problem:
        if isinstance(problem, child.Refused) and problem.code == "unknown-node":
            rotation.take_back(instance.settings.keys)
        failures = standing.note_failure(
            str(problem), clock.now(), away=isinstance(problem, child.Away)
        )
        chance = random.random()  # noqa: S311 - spreads tries, guards nothing
        standing.note_next_try(schedule.next_try(clock.now(), failures, chance=chance))
        log.warning("exchange %s: %s", type(problem).__name__, problem)
        raise
    standing.note_success(clock.now())
    log.info("exchange done: %s", json.dumps(vars(tally)))
    return tally


def _compare(instance: Instance, carrier: HttpCarrier) -> None:
    """Exchange on while that brings a comparison further that was asked for."""
    before, now = None, comparing.progress()
    while now is not None and now != before:
        _operations(instance, carrier)
        before, now = now, comparing.progress()


def _announce_key(instance: Instance, carrier: HttpCarrier) -> None:
    """Where a new key has been made, the parent is told before anything else."""
    if not rotation.is_waiting(instance.settings.keys):
        return
    try:
        rotation.announce(carrier, instance.settings.keys)
    except child.Refused as no:
        log.warning("new key refused: %s", no.code)


def _files(instance: Instance, carrier: HttpCarrier, ends: float) -> bool:
    """Let attachments travel; true when they stopped because an operation goes first.

    What goes wrong here does not undo the exchange: it is noted in its run, and the next one finds out whether the
    line is there.
    """
    settings = instance.settings
    try:
        tally = lane.run(
            carrier, instance.key, settings.directory, metered=settings.metered,
            budget_bytes_per_day=settings.attachment_megabytes_per_day * 1_000_000,
            clock=lambda: clock.local(clock.now_precisely()), timer=time.monotonic,
            until=lambda: time.monotonic() > ends,
        )  # fmt: skip
    except (child.Away, child.Refused) as problem:
        log.warning("attachments %s: %s", type(problem).__name__, problem)
        return False
    if tally.requests:
        log.info("attachments done: %s", json.dumps(vars(tally)))
    return tally.operations_wait
