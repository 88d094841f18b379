"""Whether the region a turn names is where the person wants to be served, or only told ("KTP saya masih Bogor")."""

from __future__ import annotations

from loket.dialogue_state.model import Candidate, Features
from loket.dialogue_state.situation import REGION, Situation

TAKE, STAY = "take", "stay"


def region_candidates(given: Situation) -> list[Candidate]:
    """Take the region named, or stay where the conversation is; none where no other region is named."""
    if given.names_region != "new":
        return []
    return [Candidate(TAKE, _features(given)), Candidate(STAY, {})]


def _features(given: Situation) -> Features:
    place = "moves" if given.moves else "first"
    found: Features = {
        place: 1.0,
        f"{place}|length={given.length}": 1.0,
        f"{place}|first={given.likeliest}": 1.0,
        f"{place}|topic={given.context.service}": 1.0,
        f"{place}|service={given.names_service}": 1.0,
    }
    if given.region and given.ruled.region == given.region.value:
        found["ruled"] = 1.0
    for one in given.around(REGION):
        found |= {f"near {one}": 1.0, f"{place}|near {one}": 0.5}
    found |= dict.fromkeys(given.runs, 0.5)
    return found
