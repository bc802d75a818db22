"""What each role may do. Whether a step is open on a dossier is the workflow's question, not this one's."""

from enum import StrEnum

from app.domain.officers import Officer, Role


class Permission(StrEnum):
    """One thing an office may let a person do."""

    SEE_DESK = "see_desk"
    SEE_DOSSIERS = "see_dossiers"
    SEE_PROCEDURES = "see_procedures"
    SEE_PEOPLE = "see_people"
    KEEP_PEOPLE = "keep_people"
    RECEIVE = "receive"
    ASSIGN = "assign"
    TAKE_UP = "take_up"
    PROCESS = "process"
    FORWARD = "forward"
    APPROVE = "approve"
    ACCEPT_FORWARD = "accept_forward"
    HAND_OVER = "hand_over"
    WITHDRAW = "withdraw"
    SEE_MONEY = "see_money"
    COLLECT = "collect"
    REFUND = "refund"
    PRINT = "print"
    SEND_NOTICES = "send_notices"
    SEE_DISPATCHES = "see_dispatches"
    SEND_DISPATCHES = "send_dispatches"
    ATTACH = "attach"
    CORRECT = "correct"
    SETTLE_CONFLICTS = "settle_conflicts"
    RULE_CONFLICTS = "rule_conflicts"
    SEE_ACCESS_LOG = "see_access_log"
    REMOVE_OLD = "remove_old"
    SEE_SYNC = "see_sync"
    SYNC_NOW = "sync_now"
    SEE_FLEET = "see_fleet"
    MANAGE_OFFICERS = "manage_officers"
    MANAGE_NODE = "manage_node"
    MANAGE_CATALOGUE = "manage_catalogue"
    CHANGE_OWN_PASSWORD = "change_own_password"  # noqa: S105 - a permission, not a password


EVERYONE = frozenset(
    {
        Permission.SEE_DESK,
        Permission.SEE_PROCEDURES,
        Permission.SEE_SYNC,
        Permission.SYNC_NOW,
        Permission.CHANGE_OWN_PASSWORD,
    }
)

ALLOWED = {
    Role.DESK: EVERYONE
    | {
        Permission.SEE_DOSSIERS,
        Permission.SEE_PEOPLE,
        Permission.KEEP_PEOPLE,
        Permission.RECEIVE,
        Permission.ASSIGN,
        Permission.FORWARD,
        Permission.ACCEPT_FORWARD,
        Permission.HAND_OVER,
        Permission.WITHDRAW,
        Permission.SEE_MONEY,
        Permission.COLLECT,
        Permission.SEND_NOTICES,
        Permission.SEE_DISPATCHES,
        Permission.SEND_DISPATCHES,
        Permission.REFUND,
        Permission.PRINT,
        Permission.ATTACH,
        Permission.CORRECT,
        Permission.SEE_FLEET,
    },
    Role.CASE_OFFICER: EVERYONE
    | {
        Permission.SEE_DOSSIERS,
        Permission.SEE_PEOPLE,
        Permission.TAKE_UP,
        Permission.PROCESS,
        Permission.SEE_DISPATCHES,
        Permission.FORWARD,
        Permission.PRINT,
        Permission.ATTACH,
        Permission.CORRECT,
        Permission.SETTLE_CONFLICTS,
    },
    Role.LEADER: EVERYONE
    | {
        Permission.SEE_DOSSIERS,
        Permission.SEE_PEOPLE,
        Permission.ASSIGN,
        Permission.APPROVE,
        Permission.SEND_NOTICES,
        Permission.SEE_DISPATCHES,
        Permission.SEND_DISPATCHES,
        Permission.SEE_MONEY,
        Permission.REFUND,
        Permission.FORWARD,
        Permission.PRINT,
        Permission.ATTACH,
        Permission.SETTLE_CONFLICTS,
        Permission.RULE_CONFLICTS,
        Permission.SEE_FLEET,
        Permission.SEE_ACCESS_LOG,
        Permission.REMOVE_OLD,
    },
    # An administrator keeps the machine and the accounts; citizens' papers are not part of that.
    Role.ADMIN: EVERYONE
    | {
        Permission.SEE_ACCESS_LOG,
        Permission.MANAGE_OFFICERS,
        Permission.MANAGE_NODE,
        Permission.SEND_NOTICES,
        Permission.MANAGE_CATALOGUE,
        Permission.SEE_FLEET,
    },
}


def may(officer: Officer, permission: Permission) -> bool:
    """Whether one of the officer's roles allows it."""
    return any(permission in ALLOWED[role] for role in officer.roles)
