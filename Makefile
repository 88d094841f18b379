# Semua perintah: make help
.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench lock qr panduan-gambar environments environments-dev
SHELL := /bin/bash
APP := .venv/app/bin
# Children find their packages in .venv alone, whatever the caller's shell has set.
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV

help: ## Daftar perintah ini
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: environments ## Siapkan lingkungan, basis data, data awal, dan model (yang sudah siap dilewati)
	@$(APP)/loket setup

run: environments ## Siapkan lalu jalankan Loket; berakhir dengan alamat halaman obrolan (Ctrl-C menghentikan)
	@exec $(APP)/loket run

test: environments-dev ## Jalankan semua uji di kedua lingkungan; PYTEST_ARGS="-k kata" menyaring
	@$(APP)/loket setup
	@PYTEST_ARGS="$(PYTEST_ARGS)" $(APP)/python -m loket.stack.checks test

lint: environments-dev ## Periksa gaya, tipe, dan arah impor
	@$(APP)/python -m loket.stack.checks lint

bench: environments-dev ## Ukur kecepatan, memori, dan ketepatan (benchmarks/results/)
	@$(APP)/loket setup
	@$(APP)/python -m benchmarks $(BENCH)

lock: python3 ## Kunci ulang requirements/*.txt dari *.in; UPGRADE=1 mengambil versi terbaru
	@python3 -m loket.stack.lock $(if $(UPGRADE),--upgrade)

qr: environments ## Cetak kode QR tautan bot; QR="--region kota_yogyakarta --service ktp_el"
	@$(APP)/loket qr $(QR)

panduan-gambar: environments-dev ## Ambil ulang gambar panduan admin dari Loket yang baru (docs/images/panduan-admin/)
	@$(APP)/python -m tests.guide

.PHONY: python3
python3:
	@command -v python3 >/dev/null || { echo "Python 3 tidak ditemukan: pasang python3 (Debian: sudo apt-get install python3 python3-venv), lalu ulangi." >&2; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' || { echo "python3 di komputer ini terlalu lama: Loket perlu Python 3.8 atau lebih baru untuk memasang dirinya." >&2; exit 1; }

environments: python3
	@python3 -m loket.stack.environments

environments-dev: python3
	@python3 -m loket.stack.environments --dev
