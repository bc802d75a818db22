"""From which figures on the list of communes remarks on something, as this office has set them."""

from app.domain.fleet import LIMITS, Threshold
from app.models.fleet import FleetThreshold
from app.queries.memory import remembered


@remembered
def limits() -> dict[Threshold, int]:
    """Every threshold, with its first value where nobody has set it."""
    kept = dict(FleetThreshold.select(FleetThreshold.name, FleetThreshold.value).tuples())
    return {each: int(kept.get(each.value, LIMITS[each].first)) for each in Threshold}
