"""A citizen asks for a dossier. Wrong codes are counted, so that four digits are not guessed.

A code that stands for nothing is counted and answered like one whose digits are wrong.
"""

from datetime import datetime

from app.domain import lookup as rules
from app.domain.officers import digest
from app.domain.refusals import LookupClosed, NotFoundByCitizen, TooManyTries
from app.queries import counters, nodes
from app.queries import lookup as questions
from app.services import passwords
from app.services.passwords import Door
from sync import journal


def find(code: str, pin: str, *, address: str, at: datetime) -> str:
    """The dossier that this code and these digits open; or the refusal the citizen reads."""
    key, address_key = digest(f"lookup {code}"), digest(f"lookup address {address}")
    try:
        passwords.count(
            [
                Door(key, rules.FREE_TRIES_OF_CODE, rules.wait_seconds),
                Door(address_key, rules.FREE_TRIES_OF_ADDRESS, rules.wait_seconds),
            ],
            at,
        )
    except TooManyTries as no:
        raise LookupClosed(wait=no.facts["wait"], or_call=_or_call()) from None
    found = questions.id_of(code, pin)
    if found is None:
        raise NotFoundByCitizen(or_call=_or_call())
    with journal.transaction():
        passwords.forgive(key, address_key)
    return found


def _or_call() -> str:
    phone = counters.of(nodes.this().unit).phone
    return f", hoặc gọi {phone}" if phone else ", hoặc hỏi tại quầy"
