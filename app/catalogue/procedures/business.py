"""Hộ kinh doanh: decided by the district until it ended on 1/7/2025, by the commune since.

The amount depends on the channel (50,000 to 150,000 đồng); which is which is our reading, unverified.
"""

from typing import Any

from app.catalogue.procedures.shorthand import (
    FEE_AMOUNT,
    IDENTITY,
    LAST_DAY_OF_DISTRICTS,
    TIME,
    TWO_TIERS,
    UNKNOWN,
    at_commune,
    at_parent,
    fee,
    original,
    procedure,
    working_days,
)
from app.domain.procedures import Holder, Paper, Procedure

_FEES = (
    fee(150_000, "Lệ phí đăng ký hộ kinh doanh"),
    fee(50_000, "Lệ phí đăng ký hộ kinh doanh (nộp trực tuyến)", channel="online"),
)


def _two_versions(
    code: str, name: str, aliases: str, *papers: Paper
) -> tuple[Procedure, Procedure]:
    def version(number: int, decides: Holder, **more: Any) -> Procedure:
        return procedure(
            code,
            name,
            working_days(3),
            [*papers, IDENTITY],
            field="Hộ kinh doanh",
            aliases=aliases,
            fees=_FEES,
            version=number,
            decides=decides,
            doubts=(TIME, FEE_AMOUNT),
            **more,
        )

    return (
        version(
            1,
            Holder.PARENT,
            level="3?",
            legs=(at_commune(UNKNOWN), at_parent(UNKNOWN)),
            until=LAST_DAY_OF_DISTRICTS,
        ),
        version(2, Holder.COMMUNE, since=TWO_TIERS),
    )


PROCEDURES: tuple[Procedure, ...] = (
    *_two_versions(
        "1.001612", "Đăng ký thành lập hộ kinh doanh", "hkd, hộ kinh doanh, mở hộ kinh doanh",
        original("request", "Giấy đề nghị đăng ký hộ kinh doanh"),
    ),
    *_two_versions(
        "2.000720", "Đăng ký thay đổi nội dung đăng ký hộ kinh doanh", "tdhkd",
        original("notice", "Thông báo thay đổi nội dung đăng ký hộ kinh doanh"),
    ),
    *_two_versions(
        "1.001570", "Tạm ngừng kinh doanh, tiếp tục kinh doanh trước thời hạn của hộ kinh doanh", "tnhkd",
        original("notice", "Thông báo tạm ngừng hoặc tiếp tục kinh doanh"),
    ),
    *_two_versions(
        "1.001266", "Chấm dứt hoạt động hộ kinh doanh", "cdhkd",
        original("notice", "Thông báo chấm dứt hoạt động"),
        original("certificate", "Giấy chứng nhận đăng ký hộ kinh doanh"),
    ),
    *_two_versions(
        "2.000575", "Cấp lại Giấy chứng nhận đăng ký hộ kinh doanh", "clhkd",
        original("request", "Giấy đề nghị cấp lại Giấy chứng nhận"),
    ),
)  # fmt: skip
