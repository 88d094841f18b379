"""Bar charts as SVG, drawn on the server by pygal: they need no script, print sharply, and take their looks from
``figures.css``, because the content policy allows neither the styles nor the scripts that pygal writes into them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree

import pygal
from markupsafe import Markup
from pygal.style import Style

from web.figures.wording import number

# pygal 3.1 leaves an import hook for its map plugins in the form that Python 3.12 no longer knows (no ``find_spec``).
# Importers that ask every hook fail on it, pytest's among them; Loket draws no maps.
sys.meta_path[:] = [hook for hook in sys.meta_path if hasattr(hook, "find_spec")]

WIDTH: Final = 400  # of the drawing; on a phone it is shown at about 320 pixels, so that its letters stay readable
_BAR: Final = 26
_LONGEST: Final = 20  # letters of a label beside a bar
_LETTERS: Final = 13  # as in figures.css: room beside the axes is measured with it
_UNWANTED: Final = frozenset({"defs", "title"})

Series = Mapping[str, Sequence[int]]  # name to one value for each label


def columns(title: str, labels: Sequence[str], series: Series, every: int = 1) -> Markup:
    """Upright bars, one above the other where there are several series; every so many labels is written."""
    chart = pygal.StackedBar(height=220, x_labels_major_every=every, show_minor_x_labels=every == 1, **_look())
    return _drawn(chart, title, labels, series)


def bars(title: str, labels: Sequence[str], series: Series) -> Markup:
    """Lying bars, the first label on top."""
    chart = pygal.HorizontalStackedBar(height=60 + _BAR * max(1, len(labels)), **_look())
    turned = {name: list(reversed(values)) for name, values in series.items()}
    return _drawn(chart, title, [_short(label) for label in reversed(labels)], turned)


def _look() -> dict[str, Any]:
    return {
        "js": [], "css": [], "width": WIDTH, "explicit_size": False, "show_legend": False, "margin": 8, "spacing": 6,
        "value_formatter": number, "x_label_rotation": 0, "disable_xml_declaration": True, "show_y_guides": True,
        "style": Style(label_font_size=_LETTERS, major_label_font_size=_LETTERS),
        "min_scale": 3, "max_scale": 5, "order_min": 0, "truncate_label": -1,
    }  # fmt: skip


def _drawn(chart: Any, title: str, labels: Sequence[str], series: Series) -> Markup:
    chart.x_labels = list(labels)
    for name, values in series.items():
        chart.add(name, [value or None for value in values])  # nothing is drawn for nothing
    root = chart.render_tree()
    _bare(root)
    root.attrib.pop("id", None)
    root.attrib |= {"role": "img", "aria-label": title}
    # Every text of it went through the tree, which escapes it.
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704


def _bare(element: Any) -> None:
    """Without what the content policy forbids or only pygal's own script would use; values become titles to hover."""
    for child in list(element):
        kind = child.tag if isinstance(child.tag, str) else ""
        classes = child.attrib.get("class", "")
        if not kind or kind in _UNWANTED or "tooltip-overlay" in classes or (kind == "desc" and classes != "value"):
            element.remove(child)
            continue
        child.attrib.pop("style", None)
        if kind == "desc":
            child.tag, child.attrib = "title", {}
        _bare(child)


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1].rstrip() + "…"
