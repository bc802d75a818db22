"""Making an instance a node, from the command line or from the set-up page: one way for both."""

from datetime import datetime
from threading import Lock

from filelock import Timeout

from app import guarding, jobs
from app.domain import refusals
from app.domain.officers import Role
from app.instance import Instance
from app.queries import nodes as questions
from app.queries import officers as accounts
from app.services import nodes, officers
from sync import bootstrap, keys
from sync.carriers.http import HttpCarrier
from sync.child import Away, Refused
from sync.keys import BadCode
from sync.members import enrolment
from sync.members.enrolment import NotEnrolled

FIRST_TITLE = "Quản trị hệ thống"

_one_at_a_time = Lock()


def set_up(
    instance: Instance, *, unit: str, parent: str | None, code: str | None, at: datetime
) -> None:
    """Found the top of a tree, or join the parent and fetch what it has for this office.

    Raises `Away` when the parent cannot be reached, `NotEnrolled` or `BadCode` when it says no; then nothing
    has changed here.
    """
    if not parent or not code:
        nodes.found_top(unit, at=at)
        guarding.start(instance.settings)
        return
    keys.proof_key(code)
    carrier = HttpCarrier(parent, deadline_seconds=instance.settings.request_deadline_seconds)
    answer = carrier.enrol(enrolment.request(unit, code, instance.key))
    answered = enrolment.accept(answer, code=code, url=parent, key=instance.key)
    nodes.found_child(unit, answered, at=at)
    bootstrap.want()
    guarding.start(instance.settings)
    try:
        jobs.exchange(instance, wait_seconds=30)
    except (Away, Refused, Timeout):
        # Joined; the catalogue comes with the first exchange that gets through.
        return


def first_start(
    instance: Instance, *, unit: str, parent: str | None, code: str | None, name: str, username: str,
    password: str, at: datetime,
) -> None:  # fmt: skip
    """What the set-up page does: `set_up`, then the account that opens all others.

    The account is checked first, because an invitation works once. Where power failed in between, only the account
    is missing, and only that is done. Raises a `Refusal` that names the field to mend; then nothing has changed here.
    """
    with _one_at_a_time:
        if accounts.everyone():
            return
        roles = [Role.ADMIN]
        officers.refuse_unfit(username, name=name, roles=roles, password=password)
        if not questions.is_set_up():
            _set_up_or_refuse(instance, unit, parent, code, at)
        officers.add(
            username, name=name, title=FIRST_TITLE, unit=questions.this().unit, roles=roles, by="setup",
            at=at, password=password, must_change=False,
        )  # fmt: skip


def _set_up_or_refuse(
    instance: Instance, unit: str, parent: str | None, code: str | None, at: datetime
) -> None:
    try:
        set_up(instance, unit=unit, parent=parent, code=code, at=at)
    except Away as problem:
        raise refusals.ParentAway(why=problem, field="parent") from problem
    except BadCode as no:
        raise refusals.BadInvitation(field="code") from no
    except NotEnrolled as no:
        raise refusals.NotTakenIn(why=no, field="code") from no
