"""The letters, the pauses and the requests to withdraw of a dossier."""

from app.domain.pauses import Cause
from app.domain.slips import SlipKind, SlipState
from app.models.calendars import Recount
from app.models.dossiers import Dossier
from app.models.slips import Pause, Slip, WithdrawalRequest
from app.queries.memory import remembered

BINDING = (SlipState.SIGNED.value, SlipState.HANDED.value)


@remembered
def of_dossier(dossier_id: str) -> list[Slip]:
    """Every letter that was not dropped, the oldest first."""
    shown = (Slip.dossier_id == dossier_id) & (Slip.state != SlipState.DROPPED.value)
    return list(Slip.select().where(shown).order_by(Slip.drafted_at, Slip.n))


def draft(dossier_id: str) -> Slip | None:
    """The letter that waits for the leader."""
    return _first(dossier_id, SlipState.DRAFT)


def to_hand_out(dossier_id: str) -> Slip | None:
    """The oldest letter that is signed and not in the citizen's hand."""
    return _first(dossier_id, SlipState.SIGNED, but=SlipKind.CONSULT)


def supplements_asked(dossier: Dossier) -> int:
    """How often the citizen was asked to supplement since the dossier was accepted."""
    letters = of_dossier(dossier.id)
    asked = [s for s in letters if s.kind == SlipKind.SUPPLEMENT.value and s.state in BINDING]
    since = dossier.received_at
    return sum(1 for slip in asked if since is not None and slip.drafted_at >= since)


@remembered
def pauses(dossier_id: str) -> list[Pause]:
    return list(
        Pause.select().where(Pause.dossier_id == dossier_id).order_by(Pause.began_at, Pause.n)
    )


@remembered
def recounts(dossier_id: str) -> list[Recount]:
    """When its date was counted again by a new calendar, the oldest first."""
    found = Recount.select().where(Recount.dossier_id == dossier_id)
    return list(found.order_by(Recount.counted_at, Recount.n))


def open_pause(dossier_id: str, cause: Cause | None = None) -> Pause | None:
    """The wait that has not ended."""
    still = [each for each in pauses(dossier_id) if each.ended_at is None]
    found = [each for each in still if cause is None or each.cause == cause.value]
    return max(found, key=lambda each: each.n, default=None)


def one(slip_id: str | None) -> Slip | None:
    return Slip.get_or_none(Slip.id == slip_id) if slip_id else None


def withdrawal_requests(dossier_id: str) -> list[WithdrawalRequest]:
    asked = WithdrawalRequest.select().where(WithdrawalRequest.dossier_id == dossier_id)
    return list(asked.order_by(WithdrawalRequest.asked_at, WithdrawalRequest.n))


def _first(dossier_id: str, state: SlipState, but: SlipKind | None = None) -> Slip | None:
    found = (slip for slip in of_dossier(dossier_id) if slip.state == state.value)
    return next((slip for slip in found if but is None or slip.kind != but.value), None)
