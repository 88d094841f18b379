"""What citizens call a service: which phrases may stand, and what to say of those that may not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.lexicon.phrases import MAX_PHRASE_CHARS, clean_phrase, phrase_problem
from loket.regions.models import AmbiguousName, Region
from loket.regions.names import normalise
from loket.services.models import Service, ServiceName

MAX_NAMES = 200
_PATTERN_SIGNS = re.compile(r"[\\^$*+?{}\[\]|()]")
_REASONS = {
    "is empty": "Sebutan kosong. Tulis kata yang biasa dipakai warga, atau hapus baris ini.",
    f"is longer than {MAX_PHRASE_CHARS} characters": f"Terlalu panjang. Singkatkan sampai {MAX_PHRASE_CHARS} huruf.",
    "has no letter or digit": "Tidak ada huruf atau angka. Tulis kata yang biasa dipakai warga.",
    "is only stop words": (
        "Hanya berisi kata umum (seperti “surat”, “mau”, “cara”) yang ada di banyak pertanyaan. Tambahkan kata yang "
        "khas untuk layanan ini."
    ),
    "is a single character": "Satu huruf terlalu pendek dan akan salah dikenali. Tulis kata yang lebih lengkap.",
}


@dataclass(frozen=True)
class GivenName:
    """A phrase as it was typed. ``weight`` 1 = means this service for sure, less = the bot asks back."""

    phrase: str
    weight: float = 1.0


@dataclass(frozen=True)
class NameProblem:
    """``row`` counts from 1 in what was given; ``reason`` says in Indonesian what to do."""

    row: int
    phrase: str
    reason: str


def checked_names(
    session: Session, service: Service | None, given: Sequence[GivenName]
) -> tuple[list[GivenName], list[NameProblem]]:
    """The phrases in the form they are stored in, and every problem by row; blank rows count as problems too."""
    if not given:
        return [], []
    names = [GivenName(clean_phrase(one.phrase), one.weight) for one in given]
    problems: list[NameProblem] = []
    seen: dict[str, int] = {}
    taken = _taken(session, service, [one.phrase for one in names if one.weight == 1])
    regions = _region_names(session, [one.phrase for one in names])
    for row, name in enumerate(names, start=1):
        reason = _reason(name, taken, regions, seen)
        if reason:
            problems.append(NameProblem(row, given[row - 1].phrase, reason))
        seen.setdefault(name.phrase, row)
    if len(names) > MAX_NAMES:
        problems.append(NameProblem(MAX_NAMES + 1, "", f"Paling banyak {MAX_NAMES} sebutan untuk satu layanan."))
    return names, problems


def _reason(name: GivenName, taken: dict[str, str], regions: set[str], seen: dict[str, int]) -> str:
    sign = _PATTERN_SIGNS.search(name.phrase)
    problem = phrase_problem(name.phrase)
    if sign:
        return f"Tanda {sign.group()} tidak dapat dipakai dalam sebutan: warga tidak mengetiknya. Hapus tanda itu."
    if problem:
        return _REASONS.get(problem, problem)
    if name.phrase in seen:
        return f"Sama dengan baris {seen[name.phrase]}. Hapus salah satu."
    if name.phrase in regions:
        return "Ini nama wilayah. Tambahkan kata layanannya, supaya bot tidak keliru."
    if not 0 < name.weight <= 1:
        return "Bobot harus lebih dari 0 dan paling besar 1."
    if name.phrase in taken:
        return (
            f"Sudah dipakai layanan {taken[name.phrase]}. Pakai sebutan lain, atau pilih “tanya balik” supaya bot "
            "menawarkan keduanya."
        )
    return ""


def _taken(session: Session, service: Service | None, phrases: Iterable[str]) -> dict[str, str]:
    """Phrase to the name of another active service that has it; what this service has for sure already stays so."""
    query = (
        select(ServiceName.phrase, Service.name, ServiceName.weight)
        .join(Service, Service.id == ServiceName.service_id)
        .where(Service.is_active, ServiceName.phrase.in_(list(phrases)))
        .order_by(ServiceName.weight)  # of several, the one that means it most surely is told
    )
    own: set[str] = set()
    if service is not None and service.id is not None:
        query = query.where(Service.id != service.id)
        own = {one.phrase for one in service.names if one.weight == 1}
    return {row.phrase: row.name for row in session.execute(query) if row.weight == 1 or row.phrase not in own}


def _region_names(session: Session, phrases: Sequence[str]) -> set[str]:
    wanted = {normalise(phrase): phrase for phrase in phrases if phrase}
    shared = session.scalars(select(AmbiguousName.name).where(AmbiguousName.name.in_(wanted))).all()
    slugs = {f"{kind}_{plain.replace(' ', '_')}": plain for plain in wanted for kind in ("kab", "kota", "prov")}
    slugs |= {plain.replace(" ", "_").replace("kabupaten_", "kab_"): plain for plain in wanted}
    found = session.scalars(select(Region.slug).where(Region.slug.in_(slugs))).all()
    return {wanted[name] for name in shared if name in wanted} | {wanted[slugs[slug]] for slug in found}
