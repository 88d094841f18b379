"""Train a model: data/nlu, data/rules, data/stories -> LOKET_HOME/models/loket.tar.gz, or another file."""

import sys
import time
from pathlib import Path
from typing import List, Optional

from engine.linking.lexicon import read_lexicon
from engine.settings import PROJECT_ROOT, get_settings

MODEL_NAME = "loket"


def data_paths(nlu: Optional[str]) -> List[str]:
    """Return where Rasa finds examples, rules and stories."""
    data = PROJECT_ROOT / "data"
    return [nlu or str(data / "nlu"), str(data / "rules"), str(data / "stories")]


def train(nlu: Optional[str] = None, output: Optional[str] = None) -> int:
    """Train and store the model; return 0, or Rasa's code if it would not. Raise LexiconError without a lexicon.

    ``output``: the file to write (``.tar.gz``) in place of the model that is served.
    """
    settings = get_settings()
    read_lexicon(settings.lexicon_path)
    target = Path(output).resolve() if output else settings.models_path / f"{MODEL_NAME}.tar.gz"
    from rasa.model_training import train as rasa_train

    began = time.monotonic()
    result = rasa_train(
        domain="domain.yml",
        config="config.yml",
        training_files=data_paths(nlu),
        output=str(target.parent),
        force_training=True,
        fixed_model_name=target.name,
    )
    if result.code == 0 and result.model:
        size = Path(result.model).stat().st_size / 1e6
        sys.stdout.write(f"engine: trained in {time.monotonic() - began:.0f} s ({size:.1f} MB)\n")
    return int(result.code)
