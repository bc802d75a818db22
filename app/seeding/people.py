"""Invented citizens of a Hà Tĩnh commune. Names follow how common they are; every number passes its checks and
belongs to nobody on purpose."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.domain.dossiers import in_sentence

FAMILIES = (
    ("Nguyễn", 38), ("Trần", 11), ("Lê", 10), ("Phạm", 7), ("Hoàng", 5), ("Phan", 5), ("Võ", 4), ("Đặng", 3),
    ("Bùi", 3), ("Đỗ", 2), ("Hồ", 3), ("Ngô", 2), ("Dương", 3), ("Trương", 3), ("Đoàn", 1), ("Nghiêm", 1),
)  # fmt: skip
MIDDLE = {
    "male": ("Văn", "Văn", "Đức", "Quốc", "Xuân", "Hữu", "Công", "Đình", "Minh", "Viết"),
    "female": ("Thị", "Thị", "Thị", "Thanh", "Thu", "Ngọc", "Khánh", "Phương"),
}
GIVEN = {
    "male": (
        "Hùng", "Dũng", "Cường", "Tuấn", "Sơn", "Thắng", "Long", "Hải", "Nam", "Bình", "Đạt", "Lâm", "Hòa", "Phúc",
        "Quý", "Toàn", "Vinh", "Tân", "Khánh", "Trường", "Kiên", "Tài", "Thìn", "Sỹ",
    ),
    "female": (
        "Hoa", "Lan", "Hương", "Hà", "Thủy", "Nga", "Hằng", "Liên", "Tâm", "Hiền", "Nhung", "Thảo", "Trang", "Vân",
        "Yến", "Oanh", "Loan", "Mỹ", "Xuân", "Ngọc", "Lý", "Sen", "Hòe", "Thương",
    ),
}  # fmt: skip
HAMLETS = (
    "Bắc Hải",
    "Nam Hải",
    "Đại Hải",
    "Liên Hải",
    "Tân Phúc",
    "Thanh Lan",
    "Vĩnh Thịnh",
    "Long Tiến",
)
MOBILE = ("096", "097", "098", "086", "032", "033", "034", "035", "091", "094", "088", "090", "093")
HA_TINH = "042"


@dataclass(frozen=True)
class Person:
    name: str
    gender: str
    born: date
    id_no: str
    id_issued_on: date
    phone: str
    address: str


def person(chance: Random, on: date, commune: str) -> Person:
    """An adult who might stand at the counter on this day."""
    gender = chance.choice(("male", "female"))
    born = on - timedelta(days=chance.randint(18 * 366, 80 * 365))
    issued = max(date(2016, 1, 1), on - timedelta(days=chance.randint(30, 1400)))
    return Person(
        name=name(chance, gender),
        gender=gender,
        born=born,
        id_no=identity_number(chance, gender, born),
        id_issued_on=min(issued, on - timedelta(days=1)),
        phone=chance.choice(MOBILE) + f"{chance.randrange(10**7):07}",
        address=f"Thôn {chance.choice(HAMLETS)}, {in_sentence(commune)}",
    )


def name(chance: Random, gender: str) -> str:
    families, weights = zip(*FAMILIES, strict=True)
    family = chance.choices(families, weights)[0]
    return f"{family} {chance.choice(MIDDLE[gender])} {chance.choice(GIVEN[gender])}"


def identity_number(chance: Random, gender: str, born: date) -> str:
    """Twelve digits: province, century and sex, year of birth, six more (TT 07/2016/TT-BCA)."""
    century = {19: 0, 20: 2}[born.year // 100] + (gender == "female")
    return f"{HA_TINH}{century}{born.year % 100:02}{chance.randrange(10**6):06}"
