"""Making an instance a node, from the command line or from the set-up page: one way for both."""

from datetime import datetime

from app import jobs
from app.instance import Instance
from app.services import nodes
from sync import enrolment, keys
from sync.carriers.http import HttpCarrier
from sync.child import Away


def set_up(
    instance: Instance, *, unit: str, parent: str | None, code: str | None, at: datetime
) -> None:
    """Found the top of a tree, or join the parent and fetch what it has for this office.

    Raises `Away` when the parent cannot be reached, `NotEnrolled` or `BadCode` when it says no; then nothing
    has changed here.
    """
    if not parent or not code:
        nodes.found_top(unit, at=at)
        return
    keys.proof_key(code)
    carrier = HttpCarrier(parent, deadline_seconds=instance.settings.request_deadline_seconds)
    answer = carrier.enrol(enrolment.request(unit, code, instance.key))
    answered = enrolment.accept(answer, code=code, url=parent, key=instance.key)
    nodes.found_child(unit, answered, at=at)
    try:
        jobs.exchange(instance, wait_seconds=30)
    except Away:
        # Joined; the catalogue comes with the first exchange that gets through.
        return
