"""Cư trú: registered at the commune police since the Residence Law of 1/7/2021."""

from datetime import date
from functools import partial
from typing import Any

from app.catalogue.procedures.shorthand import (
    FEE_AMOUNT,
    TIME,
    at_agency,
    copy,
    fee,
    original,
    procedure,
    working_days,
)
from app.domain.procedures import Fee, Holder, Procedure

COMMUNE_POLICE = "Công an xã"
RESIDENCE_LAW = date(2021, 7, 1)

_row = partial(
    procedure,
    field="Cư trú",
    decides=Holder.AGENCY,
    since=RESIDENCE_LAW,
    channels="TO",
    level="4",
)
_CT01 = original("ct01", "Tờ khai thay đổi thông tin cư trú (mẫu CT01)")
_HOUSING = copy("housing", "Giấy tờ, tài liệu chứng minh chỗ ở hợp pháp")


def _by_channel(amount: int, online: int) -> tuple[Fee, Fee]:
    name = "Lệ phí đăng ký cư trú"
    return fee(amount, name), fee(online, f"{name} (nộp trực tuyến)", channel="online")


def _registration(code: str, name: str, value: int, **more: Any) -> Procedure:
    time = working_days(value)
    return _row(code, name, time, legs=(at_agency(COMMUNE_POLICE, time),), **more)


PROCEDURES: tuple[Procedure, ...] = (
    _registration(
        "1.004222", "Đăng ký thường trú", 7, papers=[_CT01, _HOUSING],
        aliases="tt, nhập khẩu, hộ khẩu", fees=_by_channel(20_000, 10_000), level="3",
        doubts=("mức độ 3 hay 4",),
    ),
    _registration(
        "1.004194", "Đăng ký tạm trú", 3, papers=[_CT01, _HOUSING],
        aliases="tạm trú", fees=_by_channel(15_000, 7_000), doubts=(FEE_AMOUNT,),
    ),
    _registration(
        "1.003197", "Xóa đăng ký thường trú", 5,
        papers=[_CT01, copy("ground", "Giấy tờ chứng minh thuộc trường hợp xóa thường trú")],
        aliases="xtt, xóa khẩu", channels="O",
    ),
    _registration("1.010028", "Xóa đăng ký tạm trú", 2, papers=[_CT01], aliases="xóa tạm trú"),
    _registration(
        "1.003677", "Khai báo tạm vắng", 2,
        papers=[original("declaration", "Đề nghị khai báo tạm vắng", "hoặc khai trực tiếp")],
        aliases="tv, tạm vắng", note="1 đến 2 ngày làm việc: ghi mức dài nhất",
    ),
    _registration(
        "1.010041", "Xác nhận thông tin về cư trú", 3, papers=[_CT01],
        aliases="ct07, xác nhận cư trú", note="1 đến 3 ngày làm việc: ghi mức dài nhất",
    ),
    _registration(
        "1.010038", "Tách hộ", 5, papers=[_CT01], aliases="th, tách khẩu",
        fees=(fee(10_000, "Lệ phí đăng ký cư trú"),), doubts=(FEE_AMOUNT,),
    ),
    _registration(
        "1.010039", "Điều chỉnh thông tin về cư trú trong Cơ sở dữ liệu về cư trú", 3,
        papers=[_CT01, copy("ground", "Giấy tờ làm căn cứ điều chỉnh")],
        short="Điều chỉnh thông tin cư trú", aliases="dcct, điều chỉnh cư trú",
        fees=(fee(10_000, "Lệ phí đăng ký cư trú", note="hoặc miễn"),), doubts=(FEE_AMOUNT,),
    ),
    _registration(
        "1.010040",
        "Khai báo thông tin về cư trú đối với người chưa đủ điều kiện đăng ký thường trú, tạm trú", 30,
        papers=[original("declaration", "Tờ khai thông tin về cư trú")],
        short="Khai báo thông tin về cư trú", aliases="kbct, khai báo cư trú", doubts=(TIME,),
        note="5 đến 30 ngày làm việc: ghi mức dài nhất",
    ),
)  # fmt: skip
