"""Story files: what is read, and how a tester is told what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loket.stories.errors import StoryInvalid
from loket.stories.reading import find_stories, read_stories

Write = Callable[[str], Path]


def test_rasas_words_and_ours_are_read(write: Write) -> None:
    path = write(
        """
fixtures:
  - orang_sleman:
      - region: kab_sleman
      - service: ktp_el
test_cases:
  - test_case: contoh
    fixtures: [orang_sleman]
    metadata: {penulis: Rini}
    steps:
      - user: halo
      - utter: utter_greet
      - user: {press: Biaya}
      - bot: [Gratis, KTP]
      - slot_was_set:
          - service: ktp_el
"""
    )

    (story,) = read_stories(path)

    assert story.fixture.region == "kab_sleman"
    assert story.fixture.service == "ktp_el"
    assert [step.word for step in story.case.steps] == ["user", "utter", "user", "bot", "slot_was_set"]
    assert story.case.steps[4].slot_was_set == {"service": "ktp_el"}
    assert story.where(0) == "cerita.yml:11"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("[{user: halo}, {bott: hai}]", "cerita.yml:2, 'x', langkah 2: kata 'bott' tidak dikenal di sini; mungkin "
         "maksud Anda bot"),
        ("[{user: {prees: Biaya}}, {bot: hai}]", "mungkin maksud Anda press"),
        ("[{user: 110}, {bot: hai}]", "langkah 1"),
        ("[{user: halo}, {bot: [110]}]", "harus berupa teks: beri tanda kutip"),
        ("[{user: halo}, {bot: hai, utter: utter_greet}]", "satu langkah berisi tepat satu dari"),
        ("[{bot: hai}]", "langkah pertama harus user"),
        ("[{user: halo}]", "langkah terakhir harus memeriksa jawaban bot"),
        ("[{user: {text: a, press: b}}, {bot: hai}]", "beri tepat satu dari"),
        ("[{user: {repeat: ab, times: 4000}}, {bot: hai}]", "paling panjang 4096"),
        ("[{user: {text: a, times: 2}}, {bot: hai}]", "times hanya"),
        ("[{user: halo}, {bot_matches: '('}]", "bukan regular expression yang sah"),
        ("[{user: {location: {latitude: 91, longitude: 0}}}, {bot: hai}]", "latitude"),
        ("[]", "steps tidak boleh kosong"),
    ],
)  # fmt: skip
def test_a_wrong_story_is_told_with_place_and_remedy(write: Write, steps: str, said: str) -> None:
    path = write(f"test_cases:\n  - {{test_case: x, steps: {steps}}}\n")

    with pytest.raises(StoryInvalid) as refused:
        read_stories(path)

    assert said in str(refused.value)
    assert str(refused.value).startswith("cerita.yml:")


def test_a_word_written_twice_is_refused_with_its_line(write: Write) -> None:
    path = write("test_cases:\n  - test_case: x\n    steps:\n      - user: a\n        user: b\n      - bot: c\n")

    with pytest.raises(StoryInvalid, match=r"cerita\.yml:5: .*'user' ditulis dua kali"):
        read_stories(path)


@pytest.mark.parametrize(
    "text", ["", "[]", "test_cases: []", "test_cases: 3", "a: [", "- \tx", "!!python/object:os {}"]
)
def test_what_is_no_story_file_is_refused(write: Write, text: str) -> None:
    with pytest.raises(StoryInvalid):
        read_stories(write(text))


def test_the_same_name_twice_is_refused(write: Write) -> None:
    case = "  - {test_case: sama, steps: [{user: a}, {bot: b}]}\n"

    with pytest.raises(StoryInvalid, match="dipakai dua kali"):
        read_stories(write(f"test_cases:\n{case}{case}"))


def test_an_unknown_fixture_is_refused(write: Write) -> None:
    with pytest.raises(StoryInvalid, match="fixture 'siapa' belum ditulis"):
        read_stories(write("test_cases:\n  - {test_case: x, fixtures: [siapa], steps: [{user: a}, {bot: b}]}\n"))


def test_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for name in ("satu.yml", "dua.yaml"):
        (tmp_path / name).write_text("test_cases: []", encoding="utf-8")

    with pytest.raises(StoryInvalid) as refused:
        find_stories(tmp_path)

    assert [problem.split(":")[0] for problem in refused.value.problems] == ["dua.yaml", "satu.yml"]


def test_a_folder_without_stories_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoryInvalid, match="tidak ada cerita"):
        find_stories(tmp_path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoryInvalid, match="tidak dapat dibaca"):
        find_stories(tmp_path / "tiada.yml")
