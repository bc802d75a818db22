"""The letters, the pauses and the requests to withdraw of a dossier."""

from app.domain.pauses import Cause
from app.domain.slips import SlipKind, SlipState
from app.models.dossiers import Dossier
from app.models.slips import Pause, Slip, WithdrawalRequest

BINDING = (SlipState.SIGNED.value, SlipState.HANDED.value)


def of_dossier(dossier_id: str) -> list[Slip]:
    """Every letter that was not dropped, the oldest first."""
    shown = (Slip.dossier_id == dossier_id) & (Slip.state != SlipState.DROPPED.value)
    return list(Slip.select().where(shown).order_by(Slip.drafted_at, Slip.n))


def draft(dossier_id: str) -> Slip | None:
    """The letter that waits for the leader."""
    return _one(dossier_id, Slip.state == SlipState.DRAFT.value)


def to_hand_out(dossier_id: str) -> Slip | None:
    """The oldest letter that is signed and not in the citizen's hand."""
    return _one(
        dossier_id, Slip.state == SlipState.SIGNED.value, Slip.kind != SlipKind.CONSULT.value
    )


def supplements_asked(dossier: Dossier) -> int:
    """How often the citizen was asked to supplement since the dossier was accepted."""
    asked = Slip.select().where(
        Slip.dossier_id == dossier.id, Slip.kind == SlipKind.SUPPLEMENT.value, Slip.state.in_(BINDING)
    )  # fmt: skip
    since = dossier.received_at
    return sum(1 for slip in asked if since is not None and slip.drafted_at >= since)


def pauses(dossier_id: str) -> list[Pause]:
    return list(
        Pause.select().where(Pause.dossier_id == dossier_id).order_by(Pause.began_at, Pause.n)
    )


def open_pause(dossier_id: str, cause: Cause | None = None) -> Pause | None:
    """The wait that has not ended."""
    found = Pause.select().where(Pause.dossier_id == dossier_id, Pause.ended_at.is_null())
    if cause is not None:
        found = found.where(Pause.cause == cause.value)
    return found.order_by(Pause.n.desc()).first()


def one(slip_id: str | None) -> Slip | None:
    return Slip.get_or_none(Slip.id == slip_id) if slip_id else None


def withdrawal_requests(dossier_id: str) -> list[WithdrawalRequest]:
    asked = WithdrawalRequest.select().where(WithdrawalRequest.dossier_id == dossier_id)
    return list(asked.order_by(WithdrawalRequest.asked_at, WithdrawalRequest.n))


def _one(dossier_id: str, *conditions: object) -> Slip | None:
    found = Slip.select().where(Slip.dossier_id == dossier_id, *conditions)
    return found.order_by(Slip.drafted_at, Slip.n).first()
