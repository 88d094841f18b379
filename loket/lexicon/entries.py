"""What stands in the lexicon for a service: its phrases, and what other services leave of them. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from loket.lexicon.phrases import clean_phrase, phrase_problem

SHARED_WEIGHT = 0.5
OWN_NAME_WEIGHT = 1.0


@dataclass(frozen=True)
class LexiconProblem:
    """An entry that was left out or weighed less. ``row`` names it: table and id, or slug."""

    row: str
    phrase: str
    reason: str


@dataclass(frozen=True)
class Named:
    """A service that is offered, with the phrases it is given, cleaned."""

    slug: str
    name: str
    short_name: str
    phrases: Mapping[str, float] = field(default_factory=dict)

    def own_names(self) -> set[str]:
        """What a button or a title says can be typed too."""
        names = {clean_phrase(self.name), clean_phrase(self.short_name)}
        return {phrase for phrase in names if phrase_problem(phrase) is None}


def given_phrases(names: Iterable[Any], problems: list[LexiconProblem]) -> dict[str, float]:
    """The phrases of these rows of ``service_names`` that can stand."""
    phrases: dict[str, float] = {}
    for name in names:
        phrase = clean_phrase(name.phrase)
        if reason := phrase_problem(phrase):
            problems.append(LexiconProblem(f"service_names {name.id}", name.phrase, reason))
        elif not 0 < name.weight <= 1:
            problems.append(LexiconProblem(f"service_names {name.id}", name.phrase, "weight is not in 0..1"))
        else:
            phrases[phrase] = max(name.weight, phrases.get(phrase, 0))
    return phrases


def weighed(services: Iterable[Named], problems: list[LexiconProblem]) -> dict[str, dict[str, float]]:
    """The phrases of each service (slug) as they stand beside those of the others.

    A phrase that two claim for sure is nobody's for sure: the citizen is asked back. A service's own name is a phrase
    too, where no service is given it.
    """
    every = list(services)
    phrases = {service.slug: dict(service.phrases) for service in every}
    owners: dict[str, list[str]] = {}
    for slug, own in phrases.items():
        for phrase, weight in own.items():
            owners.setdefault(phrase, [])
            if weight == 1:
                owners[phrase].append(slug)
    for phrase, slugs in owners.items():
        for slug in slugs if len(slugs) > 1 else ():
            phrases[slug][phrase] = SHARED_WEIGHT
            problems.append(LexiconProblem(f"services {slug}", phrase, f"weight 1 in {', '.join(slugs)}"))
    for service in every:
        free = (phrase for phrase in service.own_names() if phrase not in owners)
        phrases[service.slug].update(dict.fromkeys(free, OWN_NAME_WEIGHT))
    return phrases


def as_entry(service: Named, phrases: Mapping[str, float]) -> dict[str, Any]:
    """The service as it stands in the file."""
    return {"slug": service.slug, "name": service.name, "phrases": as_list(phrases)}


def as_list(phrases: Mapping[str, float]) -> list[dict[str, Any]]:
    """Phrases as they stand in the file."""
    return [{"text": text, "weight": phrases[text]} for text in sorted(phrases)]
