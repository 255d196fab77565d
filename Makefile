# `make` alone prints this list. Every target sets up what it needs; texts for operators are in French.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
export PORT ?= 8000
# The trial federation of `make demo` and `make run`, for strong login.
export FEDERATION_PORT ?= $(shell expr $(PORT) + 1)
export POSTGRES_PORT ?= 54170
# With how many fictitious listings the search is measured.
BENCH_SIZES ?= 10000,100000
export ELASTICSEARCH_PORT ?= 54192

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# The site, and what works beside it: one parent, that ends all of them when one ends.
SERVE := $(BIN)/honcho --no-prefix start web seal mail schedule federation $(if $(filter elasticsearch,$(SEARCH_ENGINE)),index)
# Compressing every static file takes a while: done again only when one has changed.
COLLECTED := $(or $(ONE_VAR),var)/static/.collected
# The everyday part of the tests, and how what needs no time of its own runs: on every processor.
EVERYDAY := not services and not browser and not slow
QUICKLY := $(BIN)/python -m pytest -n auto
# Servers, processes and journeys are set up once a file; the order of files is kept, since the browser comes last.
FILE_BY_FILE := --dist loadfile --no-loadscope-reorder
BENCH := $(or $(ONE_VAR),var)/bench
# Two set-ups at once wait for each other, where the machine has flock.
LOCKED := $(if $(shell command -v flock),flock .setup.lock)
# With what the site is known to the trial federation.
TRIAL := CSAM_ISSUER=http://localhost:$(FEDERATION_PORT) CSAM_CLIENT_ID=one-portails CSAM_CLIENT_SECRET=trial

.PHONY: help demo setup setup-run demo-data prepare run check test bench services-install services services-stop

help: ## Affiche cette liste
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 20

demo: export DJANGO_SETTINGS_MODULE := config.settings.demo
demo: export ACCESS_LOG := 0
demo: demo-data ## Prépare un site de démonstration et le sert (PORT, 8000 par défaut)
	@echo
	@echo "  MY.ONE (parents)          http://localhost:$(PORT)/"
	@echo "  PRO.ONE (professionnels)  http://localhost:$(PORT)/pro/"
	@echo "  OFFICE.ONE (agents)       http://localhost:$(PORT)/office/"
	@echo
	@echo "  Mot de passe « demo » pour nadia (accueillante), karim (crèche), anne (extrascolaire), rosa (co-accueil), luc (deux"
	@echo "  pouvoirs organisateurs). Les agents (sophie, helpdesk, digipro, agent) entrent dans OFFICE.ONE par le bouton eID /"
	@echo "  itsme / clés BOSA, qui mène à une fédération d’essai sur cette machine."
	@echo
	@echo "  Données fictives, sur cette machine seulement. Ctrl-C pour arrêter."
	@echo
	@exec env $(TRIAL) $(SERVE)

setup: ## Installe les dépendances (fixées) dans .venv, outils de développement compris
	@$(LOCKED) .ci/setup requirements-dev.txt

setup-run:
	@$(LOCKED) .ci/setup requirements.txt

prepare: setup-run
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) gazetteer_load

demo-data: export DJANGO_SETTINGS_MODULE := config.settings.demo
demo-data: prepare ## Prépare les données de démonstration, sans servir le site
	@$(MANAGE) demo_data --if-empty
	@$(MANAGE) demo_people --verbosity 0
	@$(MANAGE) demo_pro --verbosity 0
	@$(MANAGE) demo_acte --verbosity 0
	@$(MANAGE) demo_content --verbosity 0
	@$(MANAGE) open_data --verbosity 0
	@test -z "$$(find site/assets requirements.txt -newer $(COLLECTED) -print -quit 2>&1)" \
		|| { $(MANAGE) collectstatic --no-input --verbosity 0 && touch $(COLLECTED); }
ifeq ($(SEARCH_ENGINE),elasticsearch)
	@$(MANAGE) search_index --once
endif
	@$(MANAGE) search_check
	@$(MANAGE) search_check --engine columnar --verbosity 0

run: export DJANGO_SETTINGS_MODULE := config.settings.dev
run: export WEB_OPTIONS := --reload --workers 1
run: prepare ## Sert le site pour développer : données de la base, rechargement du code
	@exec env $(TRIAL) $(SERVE)

check: export SECRET_KEY := only-for-the-checks-of-make-check-0123456789-abcdefghij-KLMNOPQRS
check: export FIELD_KEYS := check:PAZh+zqQbuWUWxUARpzR1HcCgf0JklPUbHJPqcipzis=
check: export DIGEST_KEYS := check:Y08mFlWyzG5mPQAGf5zlfBrSPu38tRKovVeYv+KOsxU=
check: export ALLOWED_HOSTS := localhost
check: export BASE_URL := https://localhost
check: export CLAMD_URL := none
check: setup ## Mise en forme, types, sens des imports, contrôles de Django
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(MANAGE) makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=config.settings.production $(MANAGE) check --deploy --fail-level WARNING

test: setup ## Toute la suite, sur les vrais serveurs (FAST=1 : sans serveur ni navigateur)
ifdef FAST
	$(QUICKLY) -m "$(EVERYDAY)"
else
	@.ci/services-install
	$(QUICKLY) -m "$(EVERYDAY)"
	$(BIN)/python -m pytest -m "alone"
	$(QUICKLY) $(FILE_BY_FILE) -m "not alone and not ($(EVERYDAY))"
	$(BIN)/python -m tests.services run $(QUICKLY) -m "databases or ($(EVERYDAY))"
endif

bench: setup ## Mesures : moteurs de recherche (docs/performance.md), pages servies, durabilité, plans (BENCH_SIZES)
	@.ci/services-install
	nice $(BIN)/python -m benchmarks.search --sizes $(BENCH_SIZES) --json $(BENCH)/search.json
	nice $(BIN)/python -m benchmarks.freshness --sizes $(BENCH_SIZES) --json $(BENCH)/freshness.json
	$(BIN)/python -m benchmarks.report $(BENCH)/*.json
	nice $(BIN)/python -m benchmarks.gazetteer
	nice $(BIN)/python -m benchmarks.http
	nice $(BIN)/python -m benchmarks.durability
	nice $(BIN)/python -m benchmarks.guard
	nice $(BIN)/python -m benchmarks.audit
	nice $(BIN)/python -m benchmarks.history
	nice $(BIN)/python -m benchmarks.queues
	nice $(BIN)/python -m benchmarks.queues --postgresql
	nice $(BIN)/python -m benchmarks.registers
	nice $(BIN)/python -m benchmarks.registers --postgresql
	nice $(BIN)/python -m benchmarks.freshness_year
	nice $(BIN)/python -m benchmarks.api
	nice $(BIN)/python -m benchmarks.plans
	nice $(BIN)/python -m benchmarks.plans --postgresql

services-install: setup ## Installe PostgreSQL, Elasticsearch, Chromium, clamd et un fournisseur OpenID pour les tests (root sur Debian)
	@.ci/services-install

services: setup ## Laisse tourner PostgreSQL et Elasticsearch entre deux suites de tests
	@$(BIN)/python -m tests.services start

services-stop: setup ## Arrête ce que `make services` a lancé
	@$(BIN)/python -m tests.services stop
