"""Reads texts by classifiers that have not learnt from them. Uses all of the engine's own components.

The dialogue model learns how far the engine's aspects can be trusted (``loket model dialogue``). Many of its turns are
sentences of data/nlu too, and of those the engine is surer than it will be of a citizen's: so each group of texts is
read by a classifier taught without that group.
"""

import json
import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

from engine.settings import PROJECT_ROOT

_PROCESSES = 2
_NOT_SPELLED = re.compile(r"[\W_]+")

Group = Sequence[str]
Reading = Dict[str, Any]
"""``intent`` and ``intent_ranking`` as Rasa's parse gives them."""


def same_text(text: str) -> str:
    """Return what makes two texts one: case, signs and spaces make no difference; one of signs alone is itself."""
    return _NOT_SPELLED.sub("", text.casefold()) or text


class Reader:
    """The pipeline of ``config.yml`` up to the classifier, and the sentences of data/nlu gone through it."""

    def __init__(self, nlu: Path, pipeline: Sequence[Dict[str, Any]]) -> None:
        from rasa.shared.nlu.training_data.loading import load_data

        from engine.components.catalogue_linker import CatalogueLinker
        from engine.components.delexicaliser import Delexicaliser
        from engine.components.normaliser import ChatNormaliser
        from engine.components.slash_guard import SlashGuard

        self._configs = {str(one["name"]).rsplit(".", 1)[-1]: one for one in pipeline}
        self._prepares = (SlashGuard(), ChatNormaliser(), CatalogueLinker(), Delexicaliser())
        data = load_data(str(nlu))
        for component in self._prepares:
            data = component.process_training_data(data)
        self._sentences = data.intent_examples

    def held_out(self, texts: Group) -> Dict[str, Reading]:
        """Return what a classifier taught without these texts makes of each."""
        from rasa.shared.nlu.constants import TEXT
        from rasa.shared.nlu.training_data.message import Message

        from engine.components.aspect_classifier import AspectClassifier
        from engine.components.doubt import DoubtClassifier

        left_out = {same_text(text) for text in texts}
        taught = [each for each in self._sentences if same_text(each.get(TEXT)) not in left_out]
        config = {**AspectClassifier.get_default_config(), **self._configs["AspectClassifier"]}
        classifier = AspectClassifier.taught(config, taught)
        doubt = DoubtClassifier({**DoubtClassifier.get_default_config(), **self._configs["DoubtClassifier"]})
        messages = [Message({TEXT: text}) for text in texts]
        for component in (*self._prepares, classifier, doubt):
            messages = component.process(messages)
        return {
            text: {name: message.get(name) for name in ("intent", "intent_ranking")}
            for text, message in zip(texts, messages, strict=True)
        }


def read_held_out(texts: Path, output: Path, nlu: Optional[Path] = None) -> int:
    """Read the groups in a JSON file (a list of lists of texts); write a reading for each text. Return 0.

    ``nlu``: sentences in place of data/nlu.
    """
    from rasa.shared.utils.io import read_config_file

    groups: List[Group] = json.loads(texts.read_text(encoding="utf-8"))
    pipeline = read_config_file(PROJECT_ROOT / "config.yml")["pipeline"]
    reader = Reader(nlu or PROJECT_ROOT / "data" / "nlu", pipeline)
    found: Dict[str, Reading] = {}
    # Forked, so that nobody has to be sent 60,000 sentences.
    with ProcessPoolExecutor(_PROCESSES, get_context("fork"), _inherit, (reader,)) as processes:
        for part in processes.map(_held_out, groups):
            found.update(part)
    output.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return 0


_inherited: List[Reader] = []


def _inherit(reader: Reader) -> None:
    """Keep what a forked process was born with."""
    _inherited.append(reader)


def _held_out(texts: Group) -> Dict[str, Reading]:
    return _inherited[0].held_out(texts)
