"""How long the catalogue linker takes with 30,000 services and all regions of a published lexicon.

    .venv/engine/bin/python benchmarks/linker.py LOKET_HOME/lexicon.json

Prints a table and writes benchmarks/results/linker.json.
"""

import json
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from engine.language.known_words import known_words  # noqa: E402
from engine.linking.linker import Linker  # noqa: E402
from engine.linking.watcher import LexiconWatcher  # noqa: E402

SYNTHETIC = 30_000
MESSAGES = 4_000
VERBS = ("izin", "surat", "bikin", "urus", "perpanjang", "daftar", "keterangan", "rekomendasi", "bantuan")


def synthetic_services(count: int, chance: random.Random) -> list[dict[str, Any]]:
    """Return services with two phrases each, of words people do use."""
    words = sorted(word for word in known_words() if word.isalpha() and word.isascii() and len(word) > 4)
    services = []
    for number in range(count):
        name = f"{chance.choice(VERBS)} {' '.join(chance.sample(words, 2))}"
        phrases = [{"text": text, "weight": 1.0} for text in (name, " ".join(chance.sample(words, 2)))]
        services.append({"slug": f"sintetis_{number}", "name": name, "phrases": phrases})
    return services


def messages(lexicon: dict[str, Any], count: int, chance: random.Random) -> list[str]:
    """Return texts that name a service and a region, a third of them mistyped."""
    texts = []
    for _ in range(count):
        phrase = chance.choice(chance.choice(lexicon["services"])["phrases"])["text"]
        region = chance.choice(chance.choice(lexicon["regions"])["phrases"])["text"]
        text = f"{chance.choice(['brp biaya', 'apa aja syarat', 'gmn cara', 'dmn kantor'])} {phrase} di {region} ya kak"
        if chance.random() < 0.33:
            at = chance.randrange(len(text))
            text = text[:at] + text[at + 1 :]
        texts.append(text)
    return texts


def measure(linker: Linker, texts: list[str]) -> dict[str, float]:
    """Return p50, p95 and p99 in milliseconds, first contact of each text; ``cpu`` without waiting for a processor."""
    taken, busy = [], []
    for text in texts:
        began, began_cpu = time.perf_counter(), time.thread_time()
        linker.link(text)
        busy.append((time.thread_time() - began_cpu) * 1e3)
        taken.append((time.perf_counter() - began) * 1e3)
    cuts, cpu = statistics.quantiles(taken, n=100), statistics.quantiles(busy, n=100)
    figures = {"p50_ms": cuts[49], "p95_ms": cuts[94], "p99_ms": cuts[98], "p50_cpu_ms": cpu[49], "p95_cpu_ms": cpu[94]}
    return {name: round(figure, 3) for name, figure in figures.items()}


def reload_seconds(lexicon: dict[str, Any]) -> tuple[float, float, Linker]:
    """Return the seconds of the first build, those from a publish to its being linked, and the linker."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lexicon.json"
        path.write_text(json.dumps(lexicon), encoding="utf-8")
        began = time.perf_counter()
        watcher = LexiconWatcher(path)
        built = time.perf_counter() - began
        fresh = {"slug": "baru_sekali", "name": "Baru sekali", "phrases": [{"text": "xyzzy plugh", "weight": 1.0}]}
        newer = {**lexicon, "version": lexicon["version"] + 1, "services": [*lexicon["services"], fresh]}
        path.with_suffix(".new").write_text(json.dumps(newer), encoding="utf-8")
        began = time.perf_counter()
        path.with_suffix(".new").replace(path)
        while watcher.current.link("xyzzy plugh").service is None:
            time.sleep(0.005)
        taken = time.perf_counter() - began
        watcher.stop()
        return round(built, 2), round(taken, 2), watcher.current


def main() -> None:
    """Measure with the lexicon as it is, and with 30,000 more services."""
    raw = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    chance = random.Random(1)  # noqa: S311  not for secrets
    results: dict[str, Any] = {}
    for label, extra in (("published", 0), ("with_30000_more", SYNTHETIC)):
        lexicon = {**raw, "services": [*raw["services"], *synthetic_services(extra, chance)]}
        built, taken, again = reload_seconds(lexicon)
        texts = messages(lexicon, MESSAGES, chance)
        results[label] = {"services": len(lexicon["services"]), "build_s": built, "taken_after_publish_s": taken}
        results[label].update(measure(again, texts))
    results["peak_memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    results["machine"] = f"{platform.machine()}, Python {platform.python_version()}"
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    results["commit"] = commit.stdout.strip()
    for label in ("published", "with_30000_more"):
        print(label, results[label])
    print("peak memory", results["peak_memory_mb"], "MB")
    target = ROOT / "benchmarks" / "results" / "linker.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
