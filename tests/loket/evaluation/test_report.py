"""The report: figures, comparison with the last run, and a page that stands by itself."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from loket.evaluation import history
from loket.evaluation.comparing import compare, is_worse, scores
from loket.evaluation.page import render
from loket.evaluation.records import Record
from loket.evaluation.region_sizes import size_of
from loket.evaluation.scoring import Heard, Judged, judge, report


def judged(number: int, heard: Heard, **given: Any) -> list[Judged]:
    record = {"id": f"q{number}", "text": "biaya paspor", "aspect": "cost", "service": "paspor", "style": "short"}
    return judge(Record(**(record | given)), [heard] * (1 + len(given.get("turns", []))))


RIGHT = Heard("cost", "paspor", None, 0.9, seconds=0.02)
SURE_AND_WRONG = Heard("hours", "paspor", None, 0.9, seconds=0.04)
UNSURE_AND_WRONG = Heard("hours", "paspor", None, 0.4)
ASKED_BACK = Heard("hours", "paspor", None, 0.9, asked_back=True)


def result_of(*heard: Heard, **more: Any) -> dict[str, Any]:
    found = [one for number, said in enumerate(heard) for one in judged(number, said)]
    run = {"set": "soal", "at": "2026-11-24T04:12:00+00:00", "digest": "d", "model": "m"}
    return {**run, **report(found), **more}


def test_wrong_but_confident_leaves_out_who_asked_back_and_who_was_unsure() -> None:
    sure = result_of(RIGHT, SURE_AND_WRONG, UNSURE_AND_WRONG, ASKED_BACK)["confident"]

    assert (sure["wrong"], sure["share"], sure["wrong_answered"]) == (1, 0.25, 2)


def test_calibration_sets_confidence_beside_how_often_it_was_right() -> None:
    said = result_of(RIGHT, SURE_AND_WRONG)["calibration"]

    assert said["bins"] == [{"from": 0.9, "n": 2, "confidence": 0.9, "right": 0.5}]
    assert said["ece"] == 0.4


def test_the_confusion_matrix_counts_what_is_equally_right_as_right() -> None:
    found = [*judged(1, SURE_AND_WRONG), *judged(2, SURE_AND_WRONG, also=["hours"])]

    assert report(found)["confusion_matrix"] == {"cost": {"cost": 1, "hours": 1}}


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("kab_bogor", "di atas 1 juta jiwa"),
        ("kota_sabang", "di bawah 150 ribu jiwa"),
        ("prov_bali", "provinsi"),
        (None, "tanpa wilayah"),
        ("kab_atlantis", "tidak diketahui"),
    ],
)
def test_regions_are_classed_by_population(region: str | None, name: str) -> None:
    assert size_of(region) == name


def test_the_contract_of_the_json_holds() -> None:
    result = result_of(RIGHT)

    assert {"n", "aspect", "service", "region", "joint", "turns", "by_style", "wrong"} <= set(result)
    assert set(result["turns"]) == {"n", "joint"}


def test_a_run_is_kept_and_compared_with_the_last_on_the_same_set(tmp_path: Path) -> None:
    assert history.last(tmp_path, "soal") is None
    history.keep(tmp_path, "soal", result_of(RIGHT, SURE_AND_WRONG))
    history.keep(tmp_path, "lain-soal", result_of(RIGHT, set="lain-soal"))

    before = history.last(tmp_path, "soal")

    assert before is not None
    assert history.changes(before, result_of(SURE_AND_WRONG, RIGHT)) == {"mended": ["q1.0"], "broken": ["q0.0"]}


def test_a_run_cut_short_by_a_kill_is_passed_over(tmp_path: Path) -> None:
    kept = history.keep(tmp_path, "soal", result_of(RIGHT))
    kept.with_name("29991231-000000-000000-soal.json").write_text('{"set": "so')

    assert history.last(tmp_path, "soal") == result_of(RIGHT)


class Page(HTMLParser):
    """Collects tags left open and everything loaded from elsewhere."""

    VOID = frozenset({"meta", "br", "rect", "line", "circle", "polyline"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.outside += [str(value) for name, value in attributes if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_the_page_is_whole_and_stands_by_itself() -> None:
    text = render(result_of(RIGHT, SURE_AND_WRONG), result_of(SURE_AND_WRONG, RIGHT))
    page = Page(text)

    assert (page.open, page.outside) == ([], [])
    assert "http" not in text
    assert re.search(r"Kini benar: 1\.\s+Kini salah: 1\.", text)
    assert text.count("<svg") == 2


def test_what_a_citizen_wrote_is_text_never_markup() -> None:
    found = judged(1, SURE_AND_WRONG, text="<script>alert(1)</script>", style="<b>", service="</svg>")
    run = {"set": "<i>", "at": "2026-11-24T04:12:00+00:00", "digest": "d", "model": ""}

    text = render({**run, **report(found)}, None)

    assert "<script" not in text
    assert "<b>" not in text.split("</style>")[1].replace("<b>5", "").replace("<b>0", "").replace("<b>1", "")
    assert "&lt;script&gt;" in text


def test_an_empty_set_makes_a_page_too() -> None:
    assert "0 pertanyaan" in render(result_of(), None)


def test_a_model_is_worse_only_beyond_the_tolerance() -> None:
    before = scores([one for number in range(100) for one in judged(number, RIGHT)])
    after = scores([one for number in range(100) for one in judged(number, RIGHT if number else SURE_AND_WRONG)])

    assert is_worse(compare(before, after, tolerance=0.005))
    assert not is_worse(compare(before, after, tolerance=0.01))
    assert not is_worse(compare(after, before, tolerance=0.0))


def test_a_much_slower_model_is_worse() -> None:
    before = scores(judged(1, RIGHT))

    assert is_worse(compare(before, {**before, "p95_ms": before["p95_ms"] * 3}))
    assert not is_worse(compare(before, {**before, "p95_ms": before["p95_ms"] * 1.5}))
