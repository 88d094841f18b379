"""Reads story files: YAML to stories, or problems a tester can mend (file, line, story, step, what, remedy)."""

from __future__ import annotations

import difflib
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from loket.stories.errors import StoryInvalid
from loket.stories.story import Act, Contact, Fixture, Place, Step, Story, StoryFile, TestCase, WantedReading

MOST_PROBLEMS: Final = 10
SUFFIXES: Final = (".yml", ".yaml")
# The model that stands below each word, to say which words there are.
_BELOW: Final[dict[str, type[BaseModel]]] = {
    "": StoryFile, "fixtures": Fixture, "test_cases": TestCase, "steps": Step, "user": Act, "location": Place,
    "contact": Contact, "reading": WantedReading,
}  # fmt: skip
_IN_WORDS: Final = {
    "missing": "belum diisi",
    "string_type": 'harus berupa teks: beri tanda kutip, misalnya "110"',
    "string_too_short": "tidak boleh kosong",
    "string_pattern_mismatch": "bukan slug (huruf kecil, angka, garis bawah), misalnya kab_sleman",
    "list_type": "harus berupa daftar: tiap butir diawali tanda '-'",
    "too_short": "tidak boleh kosong",
    "model_type": "harus berupa pasangan 'kata: isi'",
    "dict_type": "harus berupa pasangan 'kata: isi'",
    "literal_error": "hanya boleh true",
    "bool_type": "harus true atau false",
    "int_type": "harus bilangan bulat",
    "float_type": "harus bilangan",
}


class _Loader(yaml.SafeLoader):
    """Refuses a word written twice in one place, where YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} ditulis dua kali", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def find_stories(path: Path) -> list[Story]:
    """The stories of a file, or of all files below a folder. Raises StoryInvalid, also where there are none."""
    files = sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES) if path.is_dir() else [path]
    stories: list[Story] = []
    problems: list[str] = []
    for file in files:
        try:
            stories += read_stories(file)
        except StoryInvalid as invalid:
            problems += invalid.problems
    if not stories and not problems:
        problems = [f"{path}: tidak ada cerita di sini; tulis berkas .yml menurut docs/panduan-penguji.md"]
    if problems:
        raise StoryInvalid(problems)
    return stories


def read_stories(path: Path) -> list[Story]:
    """The stories of one file. Raises StoryInvalid."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
        document = loader.construct_document(root) if root is not None else None
    except (OSError, UnicodeDecodeError) as error:
        raise StoryInvalid([f"{path.name}: tidak dapat dibaca ({error}); simpan sebagai teks UTF-8"]) from error
    except yaml.YAMLError as error:
        raise StoryInvalid([_yaml_problem(path, error)]) from error
    try:
        file = StoryFile.model_validate(document)
    except ValidationError as error:
        found = [_problem(path, root, document, one) for one in error.errors()[:MOST_PROBLEMS]]
        raise StoryInvalid(found) from error
    return [_story(path, root, file, number) for number in range(len(file.test_cases))]


def _story(path: Path, root: yaml.Node | None, file: StoryFile, number: int) -> Story:
    case = file.test_cases[number]
    slots: dict[str, str] = {}
    for name in case.fixtures:
        slots |= file.fixtures[name].model_dump(exclude_none=True)
    lines = tuple(_line(root, ("test_cases", number, "steps", step)) for step in range(len(case.steps)))
    return Story(path, case, Fixture(**slots), lines)


def _yaml_problem(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error)
    line = f":{mark.line + 1}" if mark else ""
    return f"{path.name}{line}: bukan YAML yang sah ({what}); periksa lekukan, tanda titik dua, dan tanda kutip"


def _problem(path: Path, root: yaml.Node | None, document: Any, error: ErrorDetails) -> str:
    """One problem as a sentence."""
    place = error["loc"]
    where = [f"{path.name}:{_line(root, place)}"]
    if len(place) > 1 and place[0] == "test_cases" and isinstance(place[1], int):
        where.append(_name_of(document, place[1]))
    if len(place) > 3 and place[2] == "steps" and isinstance(place[3], int):
        where.append(f"langkah {place[3] + 1}")
    return f"{', '.join(where)}: {_what(error)}"


def _name_of(document: Any, number: int) -> str:
    try:
        return repr(str(document["test_cases"][number]["test_case"]))
    except (KeyError, IndexError, TypeError):
        return f"test_case ke-{number + 1}"


def _what(error: ErrorDetails) -> str:
    word = str(error["loc"][-1]) if error["loc"] else "isi berkas"
    if error["type"] == "extra_forbidden":
        return _unknown(word, error["loc"])
    if error["type"] == "value_error":
        return error["msg"].removeprefix("Value error, ")
    subject = "tiap butir" if isinstance(error["loc"][-1:] and error["loc"][-1], int) else word
    return f"{subject} {_IN_WORDS.get(error['type'], error['msg'])}"


def _unknown(word: str, place: Sequence[int | str]) -> str:
    parents = [part for part in place[:-1] if isinstance(part, str) and part in _BELOW]
    known = list(_BELOW[parents[-1] if parents else ""].model_fields)
    close = difflib.get_close_matches(word, known, n=1)
    advice = f"mungkin maksud Anda {close[0]}" if close else f"yang ada: {', '.join(known)}"
    return f"kata {word!r} tidak dikenal di sini; {advice}"


def _line(root: yaml.Node | None, place: Sequence[int | str]) -> int:
    """The line (from 1) of the deepest part of ``place`` that is written."""
    node, line = root, 1 if root is None else root.start_mark.line + 1
    for part in place:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        else:
            break
    return line
