"""Đất đai: origin of land, postings, first registration, mediation of disputes.

Where a posting (calendar days) stands between working days, the total is not one number: the legs tell.
Land files are kept for ever or 70 years (unverified), so `kept_years` stays empty.
"""

from datetime import date
from functools import partial

from app.catalogue.procedures.shorthand import (
    FEE_AMOUNT,
    MEMORY,
    NATIONAL,
    PROVINCIAL,
    START,
    TIME,
    UNKNOWN,
    at_commune,
    at_parent,
    copy,
    days,
    fee,
    original,
    procedure,
    working_days,
)
from app.domain.procedures import Holder, Procedure

LAND_LAW_2024 = date(2024, 8, 1)

_row = partial(procedure, field="Đất đai", channels="T", origin=PROVINCIAL)

_APPLICATION = original("application", "Đơn đề nghị (theo mẫu)")
_LAND = copy("land-papers", "Giấy tờ về quyền sử dụng đất, nguồn gốc đất", "nếu có")
_POSTED = (at_commune(working_days(5), "xã xa thêm 2 ngày"), at_commune(days(15), "niêm yết"))
_THEN = "sau khi xã xác nhận, hồ sơ nộp tiếp ở cơ quan đăng ký đất đai; đo đạc tính riêng"

PROCEDURES: tuple[Procedure, ...] = (
    _row(
        "1.010413", "Xác nhận nguồn gốc, thời điểm sử dụng đất (hồ sơ nộp tại xã)", UNKNOWN,
        [_APPLICATION, _LAND], short="Xác nhận nguồn gốc đất (nộp tại xã)",
        aliases="ngd, nguồn gốc đất", legs=_POSTED, note=_THEN,
    ),
    _row(
        "1.010414", "Xác nhận nguồn gốc, thời điểm sử dụng đất (hồ sơ nộp nơi khác)", UNKNOWN,
        [_APPLICATION, _LAND], short="Xác nhận nguồn gốc đất (nộp nơi khác)",
        aliases="ngdk", legs=_POSTED, note=_THEN,
    ),
    _row(
        "1.010415", "Xác nhận tình trạng nhà, đất", days(1), [_APPLICATION, _LAND],
        aliases="ttnd, tình trạng nhà đất",
    ),
    _row(
        "1.010416", "Niêm yết thông báo mất Giấy chứng nhận quyền sử dụng đất", UNKNOWN,
        [original("application", "Đơn trình báo mất Giấy chứng nhận")],
        short="Niêm yết mất Giấy chứng nhận", aliases="nymgcn, mất sổ đỏ, mất bìa đỏ",
        legs=(at_commune(working_days(3)), at_commune(days(30), "niêm yết"),
              at_commune(working_days(2))),
        note="sau đó người dân nộp hồ sơ cấp lại ở cơ quan đăng ký đất đai",
    ),
    _row(
        "1.012814", "Đăng ký đất đai, tài sản gắn liền với đất, cấp Giấy chứng nhận lần đầu",
        working_days(30),
        [original("application", "Đơn đăng ký (mẫu 04)"), _LAND,
         copy("tax", "Chứng từ thực hiện nghĩa vụ tài chính", "nếu có")],
        short="Cấp Giấy chứng nhận lần đầu", aliases="gcn, sổ đỏ, bìa đỏ, 1.012753",
        fees=(fee(None, "Lệ phí cấp Giấy chứng nhận", note="theo nghị quyết HĐND tỉnh"),),
        legs=(at_commune(UNKNOWN, "xác nhận hiện trạng, nguồn gốc"), at_parent(UNKNOWN)),
        channels="TOB", decides=Holder.PARENT, origin=NATIONAL, since=LAND_LAW_2024,
        doubts=(TIME, FEE_AMOUNT, START),
        note="17 đến 30 ngày làm việc: ghi mức dài nhất; năm 2026 mang mã 1.012753",
    ),
    _row(
        "1.003554", "Hòa giải tranh chấp đất đai", days(45),
        [original("application", "Đơn đề nghị hòa giải"), _LAND],
        aliases="hgdd, tranh chấp đất, hòa giải đất", channels="TB", origin=MEMORY,
        until=date(2024, 7, 31), doubts=(TIME, START, "tên và mã"),
    ),
    _row(
        "1.012812", "Hòa giải tranh chấp đất đai", days(40),
        [original("application", "Đơn đề nghị hòa giải"), _LAND],
        aliases="hgdd, tranh chấp đất, hòa giải đất", channels="TB", origin=NATIONAL,
        since=LAND_LAW_2024, doubts=(START,),
        note="nộp trực tiếp 40 ngày, qua bưu chính 30 ngày; trước đó mang mã 1.003554",
    ),
)  # fmt: skip
