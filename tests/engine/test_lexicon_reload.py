"""A published lexicon is taken within a second; a broken one changes nothing."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from engine_world import phrases, publish, small_lexicon

from engine.linking import watcher as watcher_module
from engine.linking.lexicon import Lexicon, LexiconError, lexicon_in, parse_change, parse_lexicon, read_lexicon
from engine.linking.linker import Linker
from engine.linking.steps import read_steps
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


def entities(linker: Linker) -> list[Any]:
    texts = ("bikin ktp sudah", "tera timbangan", "ktp hilang", "surat pindah", "ubah kk", "tmbangan tera", "tera batu")
    return [linker.link(text).entities() for text in texts]


def test_changes_taken_one_by_one_give_the_linker_made_anew() -> None:
    lexicon = small_lexicon()
    linker = Linker(parse_lexicon(lexicon))
    rows = {row["slug"]: row for row in lexicon["services"]}
    changes: list[tuple[list[dict[str, Any]], list[str]]] = [
        ([service("tera_ulang", "tera ulang timbangan", "bikin ktp sudah")], []),
        ([service("tera_ulang", "tera timbangan"), service("ktp_el", "ktp perdana")], ["kk_ubah"]),
        ([rows["kk_ubah"]], ["tera_ulang", "never_there"]),
        ([rows["ktp_el"]], []),
    ]
    for version, (changed, gone) in enumerate(changes, start=8):
        rows = {slug: row for slug, row in rows.items() if slug not in gone} | {row["slug"]: row for row in changed}
        before = entities(linker)

        newer = linker.changed(parse_change([{"version": version, "services": changed, "gone": gone}]))

        anew = Linker(parse_lexicon({**lexicon, "version": version, "services": list(rows.values())}))
        assert (newer.version, newer.services) == (anew.version, anew.services)
        assert entities(newer) == entities(anew)
        assert newer._services._phrases.telling == pytest.approx(anew._services._phrases.telling)
        assert {content: dict(each) for content, each in newer._services._phrases._lengths.items()} == {
            content: dict(each) for content, each in anew._services._phrases._lengths.items()
        }
        assert newer._service_words.words == anew._service_words.words
        for groups in ("_by_shape", "_by_consonants"):
            taken, made = getattr(newer._service_words, groups), getattr(anew._service_words, groups)
            assert {group: set(taken[group]) for group in taken} == {group: set(made[group]) for group in made}
        assert entities(linker) == before, "a message that is being read goes on with the version it began with"
        linker = newer


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def whole_reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read as a whole from now on."""
    names: list[str] = []

    def read(content: bytes, name: str) -> Lexicon:
        names.append(name)
        return lexicon_in(content, name)

    monkeypatch.setattr(watcher_module, "lexicon_in", read)
    return names


def publish_with_step(path: Path, *services: dict[str, Any], step_services: Any = None, before: str = "") -> None:
    lexicon = small_lexicon()
    was = digest(path)
    lexicon["version"] = 8
    lexicon["services"] += services
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(lexicon), encoding="utf-8")
    step = {"version": 8, "services": list(services) if step_services is None else step_services, "gone": []}
    notes = {"steps": [{"before": before or was, "after": digest(fresh), **step}]}
    path.with_name("lexicon.changes.json").write_text(json.dumps(notes), encoding="utf-8")
    fresh.replace(path)


def test_a_step_noted_beside_the_lexicon_spares_reading_the_whole(
    watcher: LexiconWatcher, lexicon_path: Path, whole_reads: list[str]
) -> None:
    publish_with_step(lexicon_path, service("tera_ulang", "tera ulang timbangan"))

    assert within_a_second(lambda: watcher.current.version == 8)
    assert watcher.current.link("tera ulang timbangan pasar").service.value == "tera_ulang"
    assert whole_reads == []


@pytest.mark.parametrize(
    "trouble",
    [
        {"before": "another file"},
        {"step_services": [{"slug": "tera_ulang"}]},
        {"step_services": [{"slug": "tera_ulang", "name": "Tera", "phrases": [{"text": "tera", "weight": 7}]}]},
        {"step_services": "no list"},
        {"step_services": 3},
    ],
)
def test_a_step_that_does_not_lead_here_or_is_broken_has_the_whole_read(
    watcher: LexiconWatcher, lexicon_path: Path, whole_reads: list[str], trouble: dict[str, Any]
) -> None:
    publish_with_step(lexicon_path, service("tera_ulang", "tera ulang timbangan"), **trouble)

    assert within_a_second(lambda: watcher.current.version == 8)
    assert watcher.current.link("tera ulang timbangan pasar").service.value == "tera_ulang"
    assert whole_reads == ["lexicon.json"]


def test_a_lexicon_with_a_bad_row_is_refused_by_its_step_too_and_told(
    watcher: LexiconWatcher, lexicon_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    publish_with_step(lexicon_path, {"slug": "rusak", "name": "Rusak", "phrases": [{"text": "rusak", "weight": 7}]})
    watcher.look()

    assert within_a_second(lambda: "kept at version 7" in caplog.text)
    assert "rusak" in caplog.text
    assert "not in 0..1" in caplog.text
    assert watcher.current.link("bikin ktp").service.value == "ktp_el"


@pytest.mark.parametrize("content", ["", "[]", '{"steps": 1}', '{"steps": [1]}', '{"steps": [{"before": "a"}]}'])
def test_notes_that_say_nothing_lead_nowhere(lexicon_path: Path, content: str) -> None:
    lexicon_path.with_name("lexicon.changes.json").write_text(content, encoding="utf-8")

    assert read_steps(lexicon_path, "a", "b") == []


def test_steps_lead_from_any_noted_version_to_a_later_one(lexicon_path: Path) -> None:
    ends = [("a", "b"), ("b", "c"), ("c", "d"), ("x", "y")]
    steps = [{"before": before, "after": after} for before, after in ends]
    lexicon_path.with_name("lexicon.changes.json").write_text(json.dumps({"steps": steps}), encoding="utf-8")

    assert read_steps(lexicon_path, "b", "d") == steps[1:3]
    assert read_steps(lexicon_path, "a", "b") == steps[:1]
    assert read_steps(lexicon_path, "d", "b") == []
    assert read_steps(lexicon_path, "a", "y") == []


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
