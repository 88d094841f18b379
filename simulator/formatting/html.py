"""Telegram's HTML to plain text and entities, refusing what Telegram refuses, in its words.

Follows ``parse_html`` of TDLib (td/telegram/MessageEntity.cpp), byte offsets in errors included.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from simulator.formatting.units import utf16_length

Entity = dict[str, Any]

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_REFERENCE = re.compile(r"&(?:#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,10}))|(lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"']*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_SPACE = " \t\r\n\0\v\f"


class BadFormatting(Exception):
    """The text cannot be parsed; the message is Telegram's own."""


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int
    starts_at: int


@dataclass
class _Parser:
    source: str
    position: int = 0
    plain: list[str] = field(default_factory=list)
    offset: int = 0
    opened: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def run(self) -> tuple[str, list[Entity]]:
        while self.position < len(self.source):
            character = self.source[self.position]
            if character == "<":
                self._tag()
            elif character == "&" and (found := _REFERENCE.match(self.source, self.position)):
                self._append(_decoded(found))
                self.position = found.end()
            else:
                self._append(character)
                self.position += 1
        if self.opened:
            raise BadFormatting(f'Can\'t find end tag corresponding to start tag "{self.opened[-1].tag}"')
        return "".join(self.plain), self.entities

    def _append(self, text: str) -> None:
        self.plain.append(text)
        self.offset += utf16_length(text)

    def _at(self) -> str:
        """The character here; NUL at the end, as in TDLib."""
        return self.source[self.position] if self.position < len(self.source) else "\0"

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "replace"))

    def _skip_space(self) -> None:
        while self.position < len(self.source) and self._at() in _SPACE:
            self.position += 1

    def _tag(self) -> None:
        begin = self.position
        self.position += 1
        if self._at() == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _word(self) -> str:
        begin = self.position
        while self.position < len(self.source) and self._at() not in _SPACE and self._at() != ">":
            self.position += 1
        return self.source[begin : self.position]

    def _start_tag(self, begin: int) -> None:
        tag = self._word().lower()
        if self.position >= len(self.source):
            raise BadFormatting(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in _TYPES:
            raise BadFormatting(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise BadFormatting(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self.opened.append(_Open(tag, argument, self.offset, len(self.plain)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._skip_space()
            if self._at() == ">":
                self.position += 1
                return argument
            name = self._attribute_name(tag, begin)
            self._skip_space()
            if self._at() != "=":
                if tag != "blockquote" or name != "expandable":
                    raise BadFormatting(
                        "Expected equal sign in declaration of an attribute of the tag "
                        f'"{tag}" at byte offset {self._byte(begin)}'
                    )
                argument = "expandable"
                continue
            self.position += 1
            self._skip_space()
            argument = _argument(tag, name, self._attribute_value(tag, begin), argument)

    def _attribute_name(self, tag: str, begin: int) -> str:
        found = _ATTRIBUTE_NAME.match(self.source, self.position)
        name = found[0] if found else ""
        if not name:
            problem = "Unclosed start tag" if self._at() == "\0" else "Empty attribute name in the tag"
            raise BadFormatting(f'{problem} "{tag}" at byte offset {self._byte(begin)}')
        self.position += len(name)
        return name.lower()

    def _attribute_value(self, tag: str, begin: int) -> str:
        quote = self._at()
        if quote in "\"'":
            end = self.source.find(quote, self.position + 1)
            if end < 0:
                raise BadFormatting(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
            value = self.source[self.position + 1 : end]
            self.position = end + 1
            return _REFERENCE.sub(_decoded, value)
        found = _NAME_TOKEN.match(self.source, self.position)
        value = found[0] if found else ""
        start, self.position = self.position, self.position + len(value)
        if self._at() not in _SPACE + ">":
            raise BadFormatting(f"Unexpected end of name token at byte offset {self._byte(start)}")
        return value.lower()

    def _end_tag(self, begin: int) -> None:
        if not self.opened:
            raise BadFormatting(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self.position += 1
        name = self._word().lower()
        self._skip_space()
        if self._at() != ">":
            raise BadFormatting(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self.position += 1
        opened = self.opened.pop()
        if name and name != opened.tag:
            raise BadFormatting(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{opened.tag}>", found "</{name}>"'
            )
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        if length == 0:
            return
        entity: Entity = {"type": _TYPES[opened.tag], "offset": opened.offset, "length": length}
        if opened.tag == "a":
            url = opened.argument or "".join(self.plain[opened.starts_at :])
            if not _looks_like_link(url):
                return
            entity["url"] = url if "://" in url or url.startswith(("tg:", "mailto:", "tel:")) else f"http://{url}"
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.argument
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code" and opened.argument:
            entity["language"] = opened.argument
        self.entities.append(entity)


def _argument(tag: str, name: str, value: str, before: str) -> str:
    if tag == "a" and name == "href":
        return value
    if tag == "code" and name == "class" and value.startswith("language-"):
        return value.removeprefix("language-")
    if tag == "span" and name == "class" and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if tag == "tg-emoji" and name == "emoji-id":
        return value
    return "expandable" if tag == "blockquote" and name == "expandable" else before


def _decoded(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    allowed = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if allowed else found[0]


def _looks_like_link(url: str) -> bool:
    return bool(re.match(r"(?i)(https?://|ftp://|tg:|tonsite://|mailto:|tel:)?[^\s]+$", url)) and "." in url + (
        "." if re.match(r"(?i)(tg:|tel:|https?://(localhost|\[))", url) else ""
    )


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the plain text and its entities (offsets in UTF-16 units); raise BadFormatting as Telegram would."""
    text, entities = _Parser(source).run()
    return text, _flattened(entities)


def _flattened(entities: list[Entity]) -> list[Entity]:
    """Sort outer first, join <pre><code class=language-x>, and drop what Telegram does not nest in code."""
    ordered = sorted(entities, key=lambda e: (e["offset"], -e["length"], e["type"] != "pre"))
    kept: list[Entity] = []
    for entity in ordered:
        around = next((k for k in kept if k["type"] in ("pre", "code") and _contains(k, entity)), None)
        if around is None:
            kept.append(entity)
        elif around["type"] == "pre" and entity["type"] == "code" and "language" in entity:
            around["language"] = entity["language"]
    for entity in kept:
        if entity["type"] == "code":
            entity.pop("language", None)
    return kept


def _contains(outer: Entity, inner: Entity) -> bool:
    return bool(
        outer["offset"] <= inner["offset"] and inner["offset"] + inner["length"] <= outer["offset"] + outer["length"]
    )
