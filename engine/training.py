"""Train the model: data/nlu, data/rules, data/stories -> LOKET_HOME/models/loket.tar.gz."""

import sys
import time
from pathlib import Path
from typing import List

from engine import logs
from engine.linking.lexicon import read_lexicon
from engine.settings import PROJECT_ROOT, get_settings

MODEL_NAME = "loket"


def data_folders() -> List[str]:
    """Return where Rasa finds examples, rules and stories."""
    return [str(PROJECT_ROOT / "data" / name) for name in ("nlu", "rules", "stories")]


def train(config: str = "config.yml", domain: str = "domain.yml", data: "List[str] | None" = None) -> int:
    """Train and store the model; return 0, or Rasa's code if it would not. Raise LexiconError without a lexicon."""
    settings = get_settings()
    logs.configure(settings.log_level, settings.log_json)
    read_lexicon(settings.lexicon_path)
    from rasa.model_training import train as rasa_train

    began = time.monotonic()
    result = rasa_train(
        domain=domain,
        config=config,
        training_files=data or data_folders(),
        output=str(settings.models_path),
        force_training=True,
        fixed_model_name=MODEL_NAME,
    )
    if result.code == 0 and result.model:
        size = Path(result.model).stat().st_size / 1e6
        sys.stdout.write(f"engine: trained in {time.monotonic() - began:.0f} s ({size:.1f} MB)\n")
    return int(result.code)
