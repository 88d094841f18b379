"""A published lexicon is taken within a second; a broken one changes nothing."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from engine_world import phrases, publish, small_lexicon

from engine.linking.lexicon import LexiconError, parse_lexicon, read_lexicon
from engine.linking.linker import Linker
from engine.linking.watcher import LexiconWatcher


def within_a_second(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 1.0
    while time.monotonic() < end:
        if condition():
            return True
    return condition()


@pytest.fixture
def lexicon_path(tmp_path: Path) -> Path:
    path = tmp_path / "lexicon.json"
    publish(path, small_lexicon())
    return path


@pytest.fixture
def watcher(lexicon_path: Path) -> Iterator[LexiconWatcher]:
    watcher = LexiconWatcher(lexicon_path)
    yield watcher
    watcher.stop()


def test_published_service_is_understood_within_a_second(watcher: LexiconWatcher, lexicon_path: Path) -> None:
    lexicon = small_lexicon()
    lexicon["version"] = 8
    phrases = [{"text": "tera ulang timbangan", "weight": 1.0}]
    lexicon["services"].append({"slug": "tera_ulang", "name": "Tera ulang", "phrases": phrases})
    assert watcher.current.link("tera ulang timbangan pasar").service is None

    publish(lexicon_path, lexicon)

    assert within_a_second(lambda: watcher.current.version == 8)
    assert watcher.current.link("tera ulang timbangan pasar").service.value == "tera_ulang"


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", "null", '{"version": 9}', '{"version": 9, "services": [], "regions": []}']
)
def test_broken_lexicon_leaves_the_last_good_one(watcher: LexiconWatcher, lexicon_path: Path, broken: str) -> None:
    publish(lexicon_path, broken)
    watcher.look()

    assert watcher.current.version == 7
    assert watcher.current.link("bikin ktp").service.value == "ktp_el"


def test_good_lexicon_after_a_broken_one_is_taken(watcher: LexiconWatcher, lexicon_path: Path) -> None:
    publish(lexicon_path, "{")
    watcher.look()
    publish(lexicon_path, {**small_lexicon(), "version": 9})

    assert within_a_second(lambda: watcher.current.version == 9)


def service(slug: str, *texts: str) -> dict[str, Any]:
    return {"slug": slug, "name": slug.replace("_", " "), "phrases": phrases(*texts)}


def test_an_index_taken_over_from_the_last_version_is_the_one_made_anew() -> None:
    lexicon = small_lexicon()
    linker = Linker(parse_lexicon(lexicon))
    versions = [
        [*lexicon["services"], service("tera_ulang", "tera ulang timbangan", "bikin ktp sudah")],
        [service("tera_ulang", "tera timbangan"), *lexicon["services"][1:]],
        [service("ktp_el", "bikin ktp", "ktp perdana"), *lexicon["services"][2:]],
        lexicon["services"],
    ]
    for services in versions:
        changed = parse_lexicon({**lexicon, "services": services})
        linker, anew = Linker(changed, before=linker), Linker(changed)

        taken_over, made = linker._services._phrases, anew._services._phrases
        assert taken_over.telling == pytest.approx(made.telling)
        assert taken_over.core == made.core
        assert {slug: set(every) for slug, every in taken_over._of_service.items() if every} == {
            slug: set(every) for slug, every in made._of_service.items()
        }
        for text in ("bikin ktp sudah", "tera timbangan", "ktp hilang", "surat pindah", "bikin ktp", "ubah kk"):
            assert linker.link(text).entities() == anew.link(text).entities()


@pytest.mark.parametrize("weight", [0, -1, 1.5, "NaN", None, "berat"])
def test_weight_outside_0_to_1_is_refused(weight: object) -> None:
    lexicon = small_lexicon()
    lexicon["services"][0]["phrases"][0]["weight"] = float("nan") if weight == "NaN" else weight

    with pytest.raises(LexiconError, match="ktp_el"):
        parse_lexicon(lexicon)


def test_phrases_that_say_nothing_and_pattern_characters_do_no_harm() -> None:
    lexicon = small_lexicon()
    lexicon["services"].append(service("aneh", "", "di", "(.*)", "[a-z]+ \\d{3}", "c++"))
    linker = Linker(parse_lexicon(lexicon))

    assert linker.link("mau tanya di mana kantornya").service is None
    assert linker.link("bikin ktp di sleman").service.value == "ktp_el"


def test_vanished_lexicon_leaves_the_last_good_one(watcher: LexiconWatcher, lexicon_path: Path) -> None:
    lexicon_path.unlink()

    assert not watcher.look()
    assert watcher.current.version == 7


def test_missing_lexicon_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="publish it first"):
        read_lexicon(tmp_path / "lexicon.json")


@pytest.mark.parametrize("key", ["version", "services", "regions"])
def test_missing_part_is_refused(key: str) -> None:
    lexicon: Any = small_lexicon()
    del lexicon[key]

    with pytest.raises(LexiconError):
        parse_lexicon(lexicon)


def test_slug_named_twice_is_refused() -> None:
    lexicon = small_lexicon()
    lexicon["services"].append(lexicon["services"][0])

    with pytest.raises(LexiconError, match="twice"):
        parse_lexicon(lexicon)
