"""An evaluation as one HTML file without anything from outside: for a browser, a phone, paper."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from loket.evaluation.figures import confusion_svg, reliability_svg
from loket.evaluation.history import changes
from loket.evaluation.region_sizes import ORDER
from loket.evaluation.scoring import PARTS

PART_NAMES: Final = {"aspect": "Hal", "service": "Layanan", "region": "Wilayah", "joint": "Ketiganya"}
# DESIGN.md, "Numbers to reach"; the last one is an upper bound.
TARGETS: Final = {
    "aspect": 0.95, "service": 0.97, "region": 0.98, "joint": 0.92, "turns": 0.92, "wrong_confident": 0.03,
}  # fmt: skip
_MONTHS: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip


def render(result: dict[str, Any], before: dict[str, Any] | None) -> str:
    """The page of this run; ``before`` is the last one on the same questions, if there is one."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": _percent, "points": _points, "moment": _moment}
    return environment.get_template("report.html.j2").render(
        result=result,
        before=before,
        changes=changes(before, result) if before else None,
        cards=_cards(result, before),
        tables=_tables(result),
        parts=PARTS,
        part_names=PART_NAMES,
        confident_wrong=[wrong for wrong in result["wrong"] if _is_confident(wrong, result["confident"]["threshold"])],
        confusion=confusion_svg(result["confusion_matrix"]),
        reliability=reliability_svg(result["calibration"]),
        by_id={f"{wrong['id']}.{wrong['turn']}": wrong for wrong in [*(before or result)["wrong"], *result["wrong"]]},
    )


def _is_confident(wrong: dict[str, Any], threshold: float) -> bool:
    return not wrong["asked_back"] and wrong["confidence"] >= threshold


def _figures(result: dict[str, Any]) -> dict[str, float]:
    shares = {part: result[part] for part in PART_NAMES}
    return shares | {"turns": result["turns"]["joint"], "wrong_confident": result["confident"]["share"]}


def _cards(result: dict[str, Any], before: dict[str, Any] | None) -> list[dict[str, Any]]:
    names = PART_NAMES | {"turns": "Giliran dialog", "wrong_confident": "Salah tetapi yakin"}
    now, then = _figures(result), _figures(before) if before else {}
    empty = {"turns"} if not result["turns"]["n"] else set()
    cards = []
    for key, title in names.items():
        if key in empty:
            continue
        falls = key == "wrong_confident"
        target = TARGETS[key]
        cards.append(
            {
                "title": title,
                "value": now[key],
                "target": f"{'di bawah' if falls else 'sasaran'} {_percent(target, 0)}",
                "is_reached": now[key] < target if falls else now[key] >= target,
                "change": now[key] - then[key] if key in then else None,
                "is_better": key in then and (now[key] < then[key] if falls else now[key] > then[key]),
            }
        )
    return cards


def _tables(result: dict[str, Any]) -> list[dict[str, Any]]:
    sizes = result["by_region_size"]
    ordered = {name: sizes[name] for name in ORDER if name in sizes}
    worst_first = sorted(result["by_service"].items(), key=lambda pair: (pair[1]["joint"], -pair[1]["n"]))
    return [
        {"title": "Menurut hal yang ditanyakan", "head": "hal", "rows": result["by_aspect"]},
        {"title": "Menurut gaya tulis", "head": "gaya", "rows": result["by_style"]},
        {"title": "Menurut besar wilayah", "head": "wilayah", "rows": ordered},
        {"title": "Menurut layanan (terlemah dulu)", "head": "layanan", "rows": dict(worst_first)},
        {"title": "Menurut giliran dialog", "head": "giliran ke-", "rows": result["by_turn"]},
    ]


def _percent(value: float, digits: int = 1) -> str:
    return f"{value * 100:.{digits}f}".replace(".", ",") + "%"


def _points(value: float) -> str:
    return f"{value * 100:+.1f}".replace(".", ",") + " poin"


def _moment(value: str) -> str:
    """E.g. "24 November 2026 pukul 04.12 UTC"."""
    at = datetime.fromisoformat(value)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year} pukul {at:%H.%M} UTC"
