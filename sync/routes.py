"""What a parent serves: one address to exchange, one to enrol, and a ping. Envelopes in, envelopes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, Response, request
from peewee import OperationalError

from sync import parent, store
from sync.keys import NodeKey
from sync.members import enrolment
from sync.wire import CONTENT_TYPE, MAX_ENVELOPE_BYTES

AT_ONCE = 4
"""So many exchanges a server works at; the people at its screens have the other threads."""

WAITS_SECONDS = 20
"""So long another one stands in line; then it is told to come again."""


@dataclass(frozen=True)
class Parent:
    """What the routes need to know of the program around them.

    `key()` is the key it has now; `folder` is the node's own; `below(unit)` = codes of the units below it; `names()` =
    units that may be invited: code → (name, tier); `me()` = {unit, name, tier}.
    """

    key: Callable[[], NodeKey]
    folder: Path
    clock: Callable[[], datetime]
    below: Callable[[str], Sequence[str]]
    names: Callable[[], dict[str, tuple[str, int]]]
    me: Callable[[], dict[str, Any]]


def blueprint(here: Parent) -> Blueprint:
    bp = Blueprint("sync", __name__, url_prefix="/sync")

    @bp.before_request
    def limit_size() -> None:
        request.max_content_length = MAX_ENVELOPE_BYTES

    @bp.get("/ping")
    def ping() -> Response:
        return Response(f"motcua {here.me()['unit']}", content_type="text/plain")

    turns = BoundedSemaphore(AT_ONCE)

    @bp.post("/exchange")
    def exchange() -> Response:
        envelope = request.get_data()
        if not turns.acquire(timeout=WAITS_SECONDS):
            return Response(status=503, headers={"Retry-After": str(WAITS_SECONDS)})
        try:
            answer = _answer_or_again(here, envelope)
        finally:
            turns.release()
        return Response(answer, content_type=CONTENT_TYPE)

    @bp.post("/enrol")
    def enrol() -> Response:
        answer = enrolment.answer(
            request.get_data(), key=here.key(), me=here.me(), names=here.names(), at=here.clock()
        )
        return Response(answer, content_type=CONTENT_TYPE)

    return bp


def _answer_or_again(here: Parent, envelope: bytes) -> bytes:
    try:
        return _answer(here, envelope)
    except OperationalError as problem:
        if not store.is_deadlock(problem):
            raise
        # PostgreSQL stopped one of two that waited for each other; nothing of it was kept.
        return _answer(here, envelope)


def _answer(here: Parent, envelope: bytes) -> bytes:
    return parent.handle(
        envelope, key=here.key(), units_below=here.below, folder=here.folder, at=here.clock()
    )
