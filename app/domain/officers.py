"""Who works at this office: an officer, the parts they play, and how history names them."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Role(StrEnum):
    """A part an officer plays. The same four at every tier; the screen adds the tier."""

    DESK = "desk"
    CASE_OFFICER = "case_officer"
    LEADER = "leader"
    ADMIN = "admin"


ROLE_LABELS = {
    Role.DESK: "Một cửa",
    Role.CASE_OFFICER: "Thụ lý",
    Role.LEADER: "Lãnh đạo",
    Role.ADMIN: "Quản trị",
}

ROLE_DUTIES = {
    Role.DESK: "tiếp nhận, hướng dẫn, trả kết quả",
    Role.CASE_OFFICER: "giải quyết hồ sơ được giao",
    Role.LEADER: "giao việc, duyệt, ký",
    Role.ADMIN: "tài khoản, cài đặt, đồng bộ",
}


@dataclass(frozen=True)
class Officer:
    """A person with an account at this node. `unit` is the code of the office they act for."""

    username: str
    name: str
    title: str
    unit: str
    roles: frozenset[Role]

    def __str__(self) -> str:
        """The actor as every operation and every line of history names them."""
        return f"{self.username}@{self.unit}"


# ── Passwords ───────────────────────────────────────────────────────────────────────────────────────

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_GUESSED_FIRST = """
0123456789 1234567890 12345678910 0987654321 9876543210 1111111111 0000000000 1122334455 1231231234
123456789a a123456789 abc123456789 1234567891 qwertyuiop qwerty12345 qwerty123456 1q2w3e4r5t 1qaz2wsx3edc
asdfghjkl1 password12 password123 password1234 passwordpassword p@ssw0rd123 iloveyou123 admin12345
admin123456 admin@12345 administrator quantri123 quantrivien quantri@123 matkhau123 matkhau1234
matkhau@123 anhyeuem123 emyeuanh123 yeuemnhieu vietnam123 vietnam2019 thachha123 thachha2019
hatinh12345 hatinh2019 motcua1234 motcua12345 motcua@123 canbo12345 ubndxa1234 ubndxa12345 thachhai123
tuphap1234 abcdefghij abcd123456 abcde12345 a1234567890 zxcvbnm123 conyeubame
gianghoacon changeme123 welcome123 welcome1234
"""
COMMON_PASSWORDS = frozenset(_GUESSED_FIRST.split())


def password_problem(password: str, username: str) -> str | None:
    """Why this password is too easy to guess, in words, or None when it is good."""
    plain = password.casefold()
    if len(password) < SHORTEST_PASSWORD:
        return (
            f"Mật khẩu cần ít nhất {SHORTEST_PASSWORD} ký tự. Vài từ ghép lại là vừa dài vừa dễ nhớ, "
            "ví dụ bốn từ không liên quan đến nhau."
        )
    if len(password) > LONGEST_PASSWORD:
        return f"Mật khẩu dài nhất {LONGEST_PASSWORD} ký tự."
    if plain in COMMON_PASSWORDS or len(set(plain)) < 4:
        return "Mật khẩu này rất nhiều người dùng nên dễ bị đoán. Hãy chọn mật khẩu khác."
    if len(username) > 2 and plain.replace(username, "").strip("0123456789@.!-_") == "":
        return "Mật khẩu không nên là tên đăng nhập thêm vài con số. Hãy chọn mật khẩu khác."
    return None


# ── Wrong passwords ─────────────────────────────────────────────────────────────────────────────────

FREE_TRIES_OF_NAME = 4
FREE_TRIES_OF_ADDRESS = 30
"""A whole office may sit behind one address; a name belongs to one person."""
LONGEST_WAIT_SECONDS = 15 * 60
FORGOTTEN_AFTER = timedelta(hours=1)
"""Without any try. Else the slips of an office behind one address would add up over weeks."""


def wait_seconds(tries: int, free: int) -> int:
    """How long the door stays closed after this many wrong passwords: 5 s, 10 s, 20 s … 15 minutes."""
    if tries <= free:
        return 0
    return min(5 << min(tries - free - 1, 10), LONGEST_WAIT_SECONDS)


# ── Sessions ────────────────────────────────────────────────────────────────────────────────────────

SESSION_LASTS = timedelta(hours=12)
"""One working day, overtime included."""
SESSIONS_KEPT = timedelta(days=30)


def digest(secret: str) -> str:
    """What the database keeps of a secret it must recognise but not know (SHA-256, hex)."""
    return hashlib.sha256(secret.encode()).hexdigest()
