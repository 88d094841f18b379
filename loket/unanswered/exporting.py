"""Unanswered messages as files for labelling: Rasa's NLU YAML, and a table."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import yaml

from loket.unanswered.grouping import Group
from loket.unanswered.models import LabelledExample, UnansweredMessage

_HEADER: Final = """\
# Contoh latihan calon, dari pesan warga yang belum terjawab (sudah disamarkan). Periksa satu per satu sebelum
# dipindahkan ke data/nlu: buang yang memuat nama orang, betulkan intent-nya, tulis ulang bila perlu.
# label: "petugas" = dilabeli petugas di halaman Pertanyaan warga;
# "warga" = intent dari tombol yang dipilih warga; "tebakan" = intent dari tebakan mesin: perlu diperiksa.
"""
COLUMNS: Final = (
    "id", "group_id", "day", "bot", "reason", "text", "followed_by", "aspect", "confidence", "service", "region",
    "home", "chosen_aspect", "chosen_service", "chosen_region",
)  # fmt: skip
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class _Block(str):
    """A text written as a YAML block, as in data/nlu."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Rasa's layout: lists indented, texts as blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


_Dumper.add_representer(_Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|"))


def nlu_yaml(groups: Iterable[Group], labelled: Iterable[LabelledExample] = ()) -> str:
    """What officials labelled, then one example a group, under the intent that citizens tapped or else the likeliest;
    Rasa reads it as it is."""
    by_intent: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for given in labelled:
        by_intent[given.aspect].append({"text": _text(given.text), "metadata": {"label": "petugas"}})
    for one in groups:
        by_intent[one.chosen_aspect or one.aspect].append(_example(one))
    nlu = [{"intent": intent, "examples": members} for intent, members in sorted(by_intent.items())]
    content = {"version": "3.1", "nlu": nlu}
    return _HEADER + yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def _example(one: Group) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "label": "warga" if one.chosen_aspect else "tebakan",
        "banyaknya": one.count,
        "alasan": str(one.reason),
        "keyakinan": one.confidence,
        "layanan": one.chosen_service or one.service,
        "wilayah": one.chosen_region or one.region,
    }
    if one.followed_by:
        metadata["pembetulan"] = one.followed_by
    return {"text": _text(one.text), "metadata": metadata}


def _text(text: str) -> _Block:
    # "[x](y)" would be an entity to Rasa.
    return _Block(text.replace("[", "(").replace("]", ")") + "\n")


def table_csv(rows: Sequence[UnansweredMessage]) -> str:
    """One row a message, for a spreadsheet; a text that a spreadsheet would run as a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(getattr(row, column)) for column in COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS_FORMULA) else value
