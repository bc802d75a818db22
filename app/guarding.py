"""The guard of this instance: held against the database at start, written after each change from then on."""

from functools import partial

from app import clock
from app.config import Settings
from app.queries import nodes
from app.services import numbering
from sync import identity, journal
from sync.members import guard, machine
from sync.members.guard import Numbers, Watch


def start(settings: Settings) -> None:
    """Called when the database is open and shared, and once more when it has become a node.

    The guard is read before the database is asked, so another process of this node cannot make it look newer.
    """
    if not identity.is_founded():
        return
    path, marks = settings.guard, machine.marks()
    before = guard.read(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    journal.after_commit = Watch(path, marks=marks, clock=clock.now, numbers=_numbers)
    continue_after = partial(numbering.continue_after, nodes.this().unit)
    guard.look(before, marks=marks, at=clock.now(), before=continue_after)
    journal.after_commit()


def _numbers() -> Numbers:
    return numbering.last_numbers(nodes.this().unit)
