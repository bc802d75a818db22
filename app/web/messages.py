"""What the office above puts on the screens here, and that it was read."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain.permissions import Permission
from app.services import fleet as services
from app.web.guards import current_officer, officers_who
from app.web.pages import done

bp = Blueprint("messages", __name__, url_prefix="/loi-nhan")


@bp.post("/<message_id>/da-doc")
@officers_who(Permission.SEE_DESK)
def read(message_id: str) -> Response:
    """Reading it twice, or one that is gone, changes nothing."""
    services.mark_read(message_id, by=current_officer(), at=clock.now())
    return done(url_for("desk.index"), message="Đã báo lại là ông/bà đã đọc.")
