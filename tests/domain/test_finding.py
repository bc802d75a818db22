"""The one box: what was typed, pasted or scanned, and what is looked for."""

import pytest

from app.domain.finding import meant_by

CARD = "042190000123|183456789|Nguyễn Thị Hoà|05031990|Nữ|Thôn Bắc Hải, Thạch Hải|01012019"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (CARD, "042190000123"),
        ("042190000123|183456789|Nguyeexn Thij Hoaf|05031990|Nuwx|Thoon", "042190000123"),
        ("|042190000123|Nguyễn Thị Hoà", "042190000123"),
        ("H27.35.03-190524-0001|1234", "H27.35.03-190524-0001"),
        ("http://may-chu/tra-cuu?ma=H27.35.03-190524-0001&pin=1234", "H27.35.03-190524-0001"),
        ("http://may-chu/tra-cuu?ma=000.12.35.h27-190524-0001", "000.12.35.H27-190524-0001"),
        ("0912 345 678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("042 190 000 123", "042190000123"),
        ("183 456 789", "183456789"),
        ("190524-0001", "190524-0001"),
        ("190524 0001", "190524 0001"),
        ("12", "12"),
        ("  Nguyễn   Thị Hoà ", "Nguyễn Thị Hoà"),
        ("H27.35.03-190524-0001", "H27.35.03-190524-0001"),
        ("a|b", "a b"),
        ("", ""),
    ],
)
def test_what_is_looked_for(typed, meant):
    assert meant_by(typed) == meant
