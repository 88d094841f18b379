"""The guides name only pictures that exist, and the admin guide only menus, buttons and addresses the site has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from PIL import Image
from starlette.routing import Match

from loket.settings import PROJECT_ROOT
from loket.stack.stack import side_by_side
from web.app import create_app
from web.navigation import MENU

DOCS = PROJECT_ROOT / "docs"
GUIDE = DOCS / "panduan-admin.md"
PICTURES = DOCS / "images" / "panduan-admin"
MOST_BYTES = 1_500_000
STRESSED = {
    "Satu hal yang Anda tahu pasti", "tidak dibaca warga", "disimpan sementara",
    # The pages put these together from pieces:
    "Ubah untuk daerah ini", "Salin Senin ke hari lain", "Kembali ke ketentuan Nasional",
}  # fmt: skip
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
ADDRESS = re.compile(r"(?<![\w.])/admin(?:/[a-z0-9_/-]*[a-z0-9_])?")
PAGES = [PROJECT_ROOT / "README.md", *sorted(DOCS.glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_in_the_docs_exists_and_is_described(page: Path) -> None:
    found = PICTURE.findall(page.read_text(encoding="utf-8"))

    assert [address for _, address in found if not (page.parent / address).is_file()] == []
    assert [address for words, address in found if len(words) < 15] == []


def test_every_picture_of_the_guide_is_used_small_and_fits_its_place() -> None:
    used = {address for _, address in PICTURE.findall(GUIDE.read_text(encoding="utf-8"))}
    files = sorted(PICTURES.glob("*"))

    assert {f"images/panduan-admin/{one.name}" for one in files} == used
    assert sum(one.stat().st_size for one in files) < MOST_BYTES
    for one in files:
        with Image.open(one) as picture:
            assert picture.width <= 900, one.name


def test_every_link_inside_the_guide_leads_to_a_chapter() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}

    linked = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert len(linked) > 10
    assert linked - anchors == set()


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return create_app(side_by_side(tmp_path))


def test_every_admin_address_in_the_guide_is_a_page(site: FastAPI) -> None:
    named = set(ADDRESS.findall(GUIDE.read_text(encoding="utf-8")))

    assert named
    assert [address for address in sorted(named) if not _is_page(site, address)] == []


def test_an_address_without_a_page_is_noticed(site: FastAPI) -> None:
    assert not _is_page(site, "/admin/tidak-ada")


def test_the_menus_of_the_guide_and_of_the_site_are_the_same(site: FastAPI) -> None:
    on_site = {entry.title for entry in MENU}
    named = set(re.findall(r"[Mm]enu \*\*([^*]+)\*\*", GUIDE.read_text(encoding="utf-8")))

    assert named - on_site == set()
    assert on_site - {one.rstrip(".") for one in _bold()} == set()


def test_every_button_and_field_of_the_guide_is_on_a_page() -> None:
    """Bold are words of the pages, or a step's title (which ends a sentence), or what is listed as stressed."""
    pages = _words_of_the_pages()
    words = {one.split(" untuk Kabupaten ")[0] for one in _bold() if one[-1] not in ".?"}

    assert "Simpan, ajukan" in words
    assert sorted(one for one in words - STRESSED if re.sub(r"^\d+\. |[: …]+$", "", one) not in pages) == []


def _bold() -> set[str]:
    """What the guide prints bold; a line's end counts as a space."""
    return {" ".join(one.split()) for one in re.findall(r"\*\*([^*]+)\*\*", GUIDE.read_text(encoding="utf-8"))}


def _words_of_the_pages() -> str:
    web, loket = PROJECT_ROOT / "web", PROJECT_ROOT / "loket"
    sources = [*web.rglob("*.html"), *web.rglob("*.py"), *web.glob("static/*.js"), *loket.rglob("*.py")]
    return "\n".join(one.read_text(encoding="utf-8") for one in sources)


def _is_page(site: FastAPI, address: str) -> bool:
    """Whether a route of the site answers GET there."""
    scope = {"type": "http", "method": "GET", "path": address, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] == Match.FULL for route in site.routes)
