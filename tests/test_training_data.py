"""The training sentences keep the rules of loket/evaluation/training_data.py, and the rules find what breaks them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loket.evaluation import training_data
from loket.evaluation.training_data import (
    BadTrainingFile,
    Problem,
    Sentence,
    measured_on,
    problems_in,
    read_sentences,
    repeated,
    too_thin,
    under_two_aspects,
)


def test_the_training_sentences_keep_every_rule() -> None:
    assert list(problems_in(read_sentences())) == []


@pytest.mark.skipif(not training_data.SAMPLE.exists(), reason="the evaluation sample is not part of the repository")
def test_the_evaluation_sample_is_read() -> None:
    assert training_data.evaluation_texts(training_data.SAMPLE), "the sample's format has changed"


def rules_of(problems: object) -> list[str]:
    return [problem.rule for problem in problems if isinstance(problem, Problem)]  # type: ignore[attr-defined]


def test_case_and_punctuation_do_not_hide_a_repetition() -> None:
    sentences = [
        Sentence("cost", "Berapa biayanya?"),
        Sentence("cost", "berapa biayanya"),
        Sentence("cost", "gratis ga"),
    ]

    assert rules_of(repeated(sentences)) == ["kalimat ganda"]


def test_chat_spelling_does_not_hide_a_second_aspect() -> None:
    sentences = [Sentence("procedure", "gmn caranya urus akta"), Sentence("overview", "gimanaaa caranya urus akta")]

    [problem] = under_two_aspects(sentences)

    assert "procedure" in problem.where
    assert "overview" in problem.where


def test_signs_alone_are_told_apart() -> None:
    assert list(under_two_aspects([Sentence("help", "???"), Sentence("thanks", "🙏")])) == []


def test_a_thin_aspect_is_named_with_its_count() -> None:
    [problem] = too_thin([Sentence("cost", f"berapa {number}") for number in range(79)], in_all=0)

    assert "cost: 79" in problem.where


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Apa saja syarat pindah ke Bantul dari Sleman??", "kalimat dari soal.jsonl"),
        ("apa saja syarat pindah ke bantul dr sleman", "hampir sama dengan soal.jsonl"),
    ],
)
def test_what_is_measured_on_is_found_in_single_questions_and_turns(tmp_path: Path, sentence: str, rule: str) -> None:
    file = tmp_path / "soal.jsonl"
    turns = [{"text": "apa saja syarat pindah ke bantul dari sleman"}]
    file.write_text(json.dumps({"id": "1", "text": "halo", "turns": turns}) + "\n", encoding="utf-8")

    assert rules_of(measured_on([Sentence("requirements", sentence)], file)) == [rule]


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "cost.yml").write_text("nlu:\n- intent: cost\n  examples: [", encoding="utf-8")

    with pytest.raises(BadTrainingFile, match=r"cost\.yml"):
        read_sentences(tmp_path)
