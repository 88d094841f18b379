"""A small lexicon with every kind of difficulty."""

import json
from pathlib import Path
from typing import Any


def phrases(*texts: str) -> list[dict[str, Any]]:
    """Phrases of full weight."""
    return [{"text": text, "weight": 1.0} for text in texts]


def region(slug: str, kind: str, base_name: str, *aliases: str, parent: str = "prov_jawa_barat") -> dict[str, Any]:
    """One region of the lexicon."""
    name = f"{kind.title()} {base_name.title()}"
    return {
        "slug": slug,
        "type": kind,
        "name": name,
        "base_name": base_name,
        "parent": "" if kind == "provinsi" else parent,
        "population": 1,
        "phrases": phrases(base_name, name.lower(), *aliases),
    }


def small_lexicon() -> dict[str, Any]:
    """Some services and regions with every kind of difficulty."""
    services = {
        "ktp_el": ("Pembuatan KTP", ["bikin ktp", "ktp", "rekam ktp", "ktp pertama"]),
        "ktp_hilang": ("Penggantian KTP hilang", ["ktp hilang", "ktp rusak", "kehilangan ktp", "bikin ktp lagi"]),
        "kk_ubah": ("Perubahan kartu keluarga", ["ubah kk", "ganti data kk"]),
        "sim_baru": ("SIM baru", ["bikin sim", "sim baru"]),
        "sim_perpanjang": ("Perpanjangan SIM", ["perpanjang sim", "sim habis"]),
        "pindah_datang": ("Pindah datang", ["pindah datang", "lapor datang", "surat pindah"]),
        "pindah_keluar": ("Pindah keluar", ["pindah keluar", "cabut ktp", "surat pindah"]),
        "kartu_kuning": ("Kartu kuning", ["kartu kuning", "ak1", "ak.1"]),
        "akta_mati": ("Akta kematian", ["akta kematian", "surat kematian"]),
    }
    regions = [
        region("kota_bandung", "kota", "bandung", "bdg"),
        region("kab_bandung", "kabupaten", "bandung"),
        region("kab_bandung_barat", "kabupaten", "bandung barat", "kbb"),
        region("kab_sleman", "kabupaten", "sleman"),
        region("kota_surabaya", "kota", "surabaya", "sby"),
        region("kab_gresik", "kabupaten", "gresik"),
        region("kota_bandar_lampung", "kota", "bandar lampung"),
        region("kota_batu", "kota", "batu"),
        region("kab_pati", "kabupaten", "pati"),
        region("kab_kotabaru", "kabupaten", "kotabaru", "kota baru"),
        region("prov_jawa_barat", "provinsi", "jawa barat", "jabar"),
    ]
    return {
        "version": 7,
        "generated_at": "2026-11-23T00:00:00Z",
        "services": [
            {"slug": slug, "name": name, "phrases": phrases(*texts)} for slug, (name, texts) in services.items()
        ],
        "regions": regions,
        "ambiguous": [
            {"name": "bandung", "kind": "kota_dan_kabupaten", "slugs": ["kab_bandung", "kota_bandung"]},
            {"name": "batu", "kind": "kata_umum", "slugs": ["kota_batu"]},
            {"name": "pati", "kind": "kata_umum", "slugs": ["kab_pati"]},
        ],
    }


def publish(path: Path, lexicon: Any) -> None:
    """Write a lexicon as ``loket`` does: a temporary file, then renamed."""
    fresh = path.with_suffix(".new")
    fresh.write_text(lexicon if isinstance(lexicon, str) else json.dumps(lexicon), encoding="utf-8")
    fresh.replace(path)
