"""A newer catalogue that came with the program is offered to the draft: nothing changes until it is published."""

from collections.abc import Iterable
from datetime import datetime

from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.procedure_boxes import content_of
from app.queries import catalogues as questions
from app.services import catalogues
from app.services.nodes import shipped_procedures
from sync import journal


def take(codes: Iterable[str], *, by: Officer, at: datetime) -> int:
    """Put what the program's catalogue says of these procedures into the draft; how many differ from what holds."""
    wanted = set(codes)
    shipped = {each.code: each for each in shipped_procedures(local(at).date())}
    with journal.transaction():
        catalogues.begin(by=by, at=at)
        draft, here = catalogues.open_draft(), questions.all_newest()
        offered = [each for each in questions.offers(shipped.values()) if each.code in wanted]
        for offer in offered:
            content = content_of(shipped[offer.code].to_values())
            catalogues.write(
                draft, here.get(offer.code), content, by=by, at=at, origin=catalogues.PROGRAM
            )
    return len(offered)
