"""Pictures of an evaluation as inline SVG: who was taken for whom, and what confidence is worth. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup, escape

_CELL: Final = 20  # user units, as all lengths here
_LABELS: Final = 118
_PLOT: Final = 300
_MARGIN: Final = 44


def _text(x: float, y: float, words: str, *, anchor: str = "start", turn: bool = False, name: str = "") -> Markup:
    turned = Markup(' transform="rotate(-60 {0} {1})"').format(x, y) if turn else ""
    return Markup('<text x="{}" y="{}" text-anchor="{}" class="{}"{}>{}</text>').format(
        round(x, 1), round(y, 1), anchor, name, turned, words
    )


def confusion_svg(matrix: Mapping[str, Mapping[str, int]]) -> Markup:
    """Rows are the aspects that are right, columns those that were heard; the darker, the more of the row."""
    columns = sorted({*matrix, *(heard for row in matrix.values() for heard in row)})
    width, height = _LABELS + _CELL * len(columns) + 60, _LABELS + _CELL * len(matrix) + 8
    parts = [_text(_LABELS + _CELL * (index + 0.6), _LABELS - 6, name, turn=True) for index, name in enumerate(columns)]
    for number, (wanted, row) in enumerate(matrix.items()):
        top = _LABELS + _CELL * number
        parts.append(_text(_LABELS - 6, top + 14, wanted, anchor="end"))
        parts += [
            _cell(_LABELS + _CELL * index, top, wanted, heard, row.get(heard, 0), sum(row.values()))
            for index, heard in enumerate(columns)
        ]
    return _svg(width, height, "Matriks kekeliruan: baris seharusnya, kolom yang terbaca", parts)


def _cell(x: int, y: int, wanted: str, heard: str, count: int, of: int) -> Markup:
    kind = "empty" if not count else "right" if wanted == heard else "wrong"
    share = count / of if of else 0
    box = Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}" fill-opacity="{}">{}</rect>').format(
        x, y, _CELL - 1, _CELL - 1, kind, round(0.15 + 0.85 * share, 2) if count else 1,
        Markup("<title>{}</title>").format(f"{wanted} terbaca {heard}: {count} dari {of}"),
    )  # fmt: skip
    return (
        box + _text(x + _CELL / 2 - 0.5, y + 14, str(count), anchor="middle", name="light" if share > 0.5 else "count")
        if count
        else box
    )


def reliability_svg(calibration: Mapping[str, Any]) -> Markup:
    """Confidence to the right, how often it was right upwards; on the diagonal both agree. Circles grow with n."""
    bins = calibration["bins"]
    most = max((row["n"] for row in bins), default=1)
    size = _PLOT + 2 * _MARGIN

    def place(confidence: float, right: float) -> tuple[float, float]:
        return _MARGIN + confidence * _PLOT, _MARGIN + (1 - right) * _PLOT

    parts = [
        Markup('<rect x="{0}" y="{0}" width="{1}" height="{1}" class="frame"/>').format(_MARGIN, _PLOT),
        Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="ideal"/>').format(*place(0, 0), *place(1, 1)),
    ]
    for tenth in range(0, 11, 2):
        x, y = place(tenth / 10, tenth / 10)
        parts += [
            _text(x, _MARGIN + _PLOT + 18, f"{tenth * 10}%", anchor="middle"),
            _text(_MARGIN - 6, y + 4, f"{tenth * 10}%", anchor="end"),
        ]
    points = [place(row["confidence"], row["right"]) for row in bins]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts.append(Markup('<polyline points="{}" class="curve"/>').format(line))
    for row, (x, y) in zip(bins, points, strict=True):
        said = f"keyakinan {row['confidence']:.0%}: benar {row['right']:.0%} dari {row['n']}"
        parts.append(
            Markup('<circle cx="{}" cy="{}" r="{}" class="dot"><title>{}</title></circle>').format(
                round(x, 1), round(y, 1), round(3 + 9 * (row["n"] / most) ** 0.5, 1), said
            )
        )
    parts += [
        _text(_MARGIN + _PLOT / 2, size - 6, "keyakinan mesin", anchor="middle"),
        _text(_MARGIN, _MARGIN - 12, "benar"),
    ]
    return _svg(size, size, "Diagram keandalan", parts)


def _svg(width: float, height: float, title: str, parts: list[Markup]) -> Markup:
    head = Markup('<svg viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">').format(
        round(width), round(height), escape(title)
    )
    return head + Markup("").join(parts) + Markup("</svg>")
