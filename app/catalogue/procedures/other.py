"""What stands alone in its field.

Not in the catalogue, because no national code was found: first military registration, the notice of a
religious festival, youth volunteers (QĐ 40/2011). Not in it either: the codes known from memory only,
without time or papers (child care, clubs, merit papers and others); most were renumbered or abolished.
"""

from app.catalogue.procedures.shorthand import IDENTITY, original, procedure, working_days
from app.domain.procedures import Procedure

PROCEDURES: tuple[Procedure, ...] = (
    procedure(
        "3.000527", "Đăng ký cai nghiện ma túy tự nguyện", working_days(3),
        [original("application", "Đơn đăng ký cai nghiện tự nguyện"), IDENTITY],
        field="Phòng, chống tệ nạn xã hội", aliases="cai, cai nghiện",
    ),
)  # fmt: skip
