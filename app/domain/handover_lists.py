"""Handover lists: which dossiers went from one hand to another on a day, for both to sign."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    """Between whom the dossiers go."""

    TO_OFFICERS = "to_officers"
    TO_DESK = "to_desk"
    UP = "up"
    DOWN = "down"


DIRECTIONS = {
    Direction.TO_OFFICERS: "Một cửa giao cán bộ thụ lý",
    Direction.TO_DESK: "Kết quả về một cửa",
    Direction.UP: "Chuyển lên {parent}",
    Direction.DOWN: "Trả về nơi gửi",
}
ACTIONS = {
    Direction.TO_OFFICERS: ("assign", "take_up"),
    Direction.TO_DESK: ("approve", "reject"),
    Direction.UP: ("forward_up",),
    Direction.DOWN: ("return_down", "result_from_parent"),
}
"""The steps that are told on a list of each direction."""


@dataclass(frozen=True)
class HandedOver:
    """One dossier on a list. `receiver` names the receiver in an address, `receiver_name` on paper."""

    dossier_id: str
    code: str
    procedure: str
    applicant: str
    sets: int
    originals: int
    copies: int
    due_at: datetime | None
    at: datetime
    receiver: str
    receiver_name: str
    giver_name: str
    note: str
