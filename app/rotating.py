"""A new key for this node, from the command line or from the page: one way for both."""

from datetime import datetime

from app.instance import Instance
from app.queries import nodes
from app.queries import sync as questions
from sync.carriers.http import HttpCarrier
from sync.child import Away
from sync.members import rotation


def rotate(instance: Instance, *, by: str, at: datetime) -> bool:
    """Make a new key and have it known above; false when the line is away: the next exchange tells it then.

    Raises `sync.child.Refused` when the parent says no.
    """
    settings, here = instance.settings, nodes.this()
    address = questions.parent_address()
    if address is None:
        rotation.rotate_top(settings.keys, name=here.name, by=by, at=at)
        return True
    rotation.begin(settings.keys)
    try:
        carrier = HttpCarrier(address, deadline_seconds=settings.request_deadline_seconds)
        rotation.announce(carrier, settings.keys)
    except Away:
        return False
    return True


def is_waiting(instance: Instance) -> bool:
    """Whether a new key has been made and the parent has not said yes to it."""
    return rotation.is_waiting(instance.settings.keys)
