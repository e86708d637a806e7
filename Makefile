# つながりハブ。`make help` に一覧があります。
# Needs make, Python 3.11 or later with venv, and nothing else; all that is installed goes to .venv.

# Debian's own Python where it is there with its venv: it is built with optimisation, as others that stand before it in
# PATH often are not, and then everything takes half as long again.
PYTHON ?= $(shell for found in /usr/bin/python3.11 python3; do "$$found" -c "import ensurepip, venv" 2>/dev/null && break; done; echo "$$found")
PORT ?= 8000
ARGS ?=

PY := .venv/bin/python
# Dozens of processes would each compile the whole project; git passes over what is written.
unexport PYTHONDONTWRITEBYTECODE
# The environment is made anew when the checkout or Python has moved; packages are looked at when their list has changed.
VENV_KEY := $(shell { pwd -P; $(PYTHON) --version; } 2>&1 | sha256sum | cut -c1-12)
RUN_KEY := $(shell sha256sum < requirements.txt | cut -c1-12)
DEV_KEY := $(shell sha256sum < requirements-dev.txt | cut -c1-12)
VENV := .venv/made-$(VENV_KEY)
RUN := .venv/installed-run-$(RUN_KEY)
DEV := .venv/installed-dev-$(DEV_KEY)

PIP := $(PY) -m pip --disable-pip-version-check --no-input install --require-hashes --only-binary :all:
EPHEMERAL := $(PY) -m hub.supervisor exec --ephemeral --
# As many rows as these make belong on a disk.
LARGE := TMPDIR=$${TMPDIR:-/tmp} $(EPHEMERAL)
# For checks that load the settings and talk to no server.
UNCONNECTED := ENCRYPTION_KEYS=b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI= DATABASE_URL=postgresql://hub_app@/hub DATABASE_OWNER_URL=postgresql://hub_owner@/hub REDIS_URL=unix:///nowhere
PRODUCTION := $(UNCONNECTED) DJANGO_SETTINGS_MODULE=hub.settings.production ALLOWED_HOSTS=hub.example \
	SITE_URL=https://hub.example EMAIL_URL=smtp://mail.example?tls=starttls SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))')
LOCK := CUSTOM_COMPILE_COMMAND="make lock" $(PY) -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-options --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
# What only staff and members of organisations see stays Japanese.
UNTRANSLATED := .venv/* var/* tests/* $(shell cat locale/japanese_only.txt)
CHECKS := check-format check-lint check-templates check-types check-imports check-migrations check-deploy check-compose

.DEFAULT_GOAL := help
.PHONY: help run test admin browser check $(CHECKS) audit bench soak lock messages clean
.NOTPARALLEL:

help: ## この一覧
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 16

run: $(RUN) ## すべてを動かす（PORT=8000、止めるには Ctrl-C）
	@PORT=$(PORT) $(PY) -m hub.supervisor run

test: $(DEV) ## 試験（ARGS= は pytest へ）
	@$(EPHEMERAL) $(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder --ignore tests/browser --ignore tests/benchmarks -m "not soak" $(ARGS)

browser: $(DEV) ## Chromium での試験（なければ入れる）
	@sh tests/browser/prepare.sh; case $$? in \
	0) $(EPHEMERAL) $(PY) -m pytest -n 2 --dist loadfile tests/browser -m "not soak" $(ARGS) ;; \
	75) echo "SKIPPED [tests/browser]: 上の理由で、ブラウザーの試験はしていません。" ;; \
	*) exit 1 ;; esac

admin: $(RUN) ## 管理画面に入る人を作る（EMAIL=you@example.jp）
	@test -n "$(EMAIL)" || { echo "EMAIL= に、その人のメールアドレスを書いてください。例: make admin EMAIL=you@example.jp"; exit 1; }
	@$(PY) -m hub.supervisor exec -- $(PY) manage.py create_administrator "$(EMAIL)"

check: $(DEV) ## 書き方、型、依存の向き、移行、本番の設定の検査
	@$(MAKE) --no-print-directory --keep-going $(CHECKS)
	@echo "検査はすべて通りました。"

check-format: $(DEV)
	@echo "== ruff format"; $(PY) -m ruff format --check --quiet --output-format concise .

check-lint: $(DEV)
	@echo "== ruff check"; $(PY) -m ruff check --quiet --output-format concise .

check-templates: $(DEV)
	@echo "== djlint"; $(PY) -m djlint templates --lint --quiet

check-types: $(DEV)
	@echo "== mypy"; $(UNCONNECTED) $(PY) -m mypy

check-imports: $(DEV)
	@echo "== import-linter"; $(UNCONNECTED) $(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

check-migrations: $(DEV)
	@echo "== makemigrations --check"; $(EPHEMERAL) env DJANGO_SETTINGS_MODULE=hub.settings.test $(PY) manage.py makemigrations --check --dry-run

check-deploy: $(DEV)
	@echo "== check --deploy"; $(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

check-compose: $(DEV)
	@echo "== docker-compose.yml"; $(PY) -m check_jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

audit: $(DEV) ## 依存パッケージの既知の弱点（ネットワークが要るので check には入れない）
	@$(PY) -m pip_audit --require-hashes --disable-pip -r requirements.txt

bench: $(DEV) ## 速さの測定
	@$(LARGE) $(PY) -m tests.benchmarks.run $(ARGS)

soak: $(DEV) ## 時間のかかる試験（手で）
	@$(LARGE) $(PY) -m pytest -m soak --ignore tests/benchmarks $(ARGS)
	@$(LARGE) $(PY) -m tests.benchmarks.run --only feed --large 1000000

lock: $(DEV) ## requirements*.in から、ハッシュつきの一覧を作り直す（UP=--upgrade で新しい版へ）
	@$(LOCK) $(UP) -o requirements.txt requirements.in
	@$(LOCK) $(UP) -o requirements-dev.txt requirements-dev.in

messages: $(DEV) ## 訳す文を集め直す（gettext が要る。使うだけなら要らない: locale/ の .mo をそのまま使う）
	@$(UNCONNECTED) DJANGO_SETTINGS_MODULE=hub.settings.test $(PY) manage.py makemessages -l en -l ja_X-easy --no-wrap --no-obsolete --add-location file \
		$(foreach path,$(UNTRANSLATED),-i '$(path)')
	@$(UNCONNECTED) DJANGO_SETTINGS_MODULE=hub.settings.test $(PY) manage.py compilemessages --ignore .venv

clean: ## この機械に作ったもの（.venv、var、データベース）をすべて消す
	@cd hub && $(PYTHON) -m supervisor clean
	@rm -rf .venv var .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV):
	@echo "Python の環境を .venv に作ります…"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 以降が要ります（PYTHON=python3.12 のように指定できます）。"; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "venv が要ります。Debian なら: apt-get install python3-venv"; exit 1; }
	@touch $@

$(RUN): $(VENV)
	@echo "必要なパッケージを入れます（初回は数分かかることがあります）…"
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): $(VENV)
	@echo "試験と検査のためのパッケージを入れます（初回は数分かかることがあります）…"
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(RUN)
