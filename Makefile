# The front door. Every target installs what it is missing (scripts/bootstrap.sh).
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)

.DEFAULT_GOAL := help
.PHONY: help bootstrap release dev demo test bench install check format clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 \t\2/p' $(MAKEFILE_LIST) | expand -t 22

bootstrap:
	@scripts/bootstrap.sh

release: bootstrap ## build build/release/gitctx
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release --parallel $(JOBS) --target gitctx

dev: bootstrap ## build everything with debug information in build/dev
	@cmake --preset dev --log-level=WARNING
	@cmake --build --preset dev --parallel $(JOBS)

demo: release ## install what is needed, build, index this repository and search it
	@scripts/demo.sh build/release/gitctx

test: dev ## build and run all tests
	@ctest --test-dir build/dev --output-on-failure --parallel $(JOBS) --label-exclude performance

bench: ## build and run all benchmarks, on 10,000 generated files
	@scripts/bootstrap.sh build test bench
	@scripts/bench.sh

install: release ## install the one binary to PREFIX (/usr/local)
	@cmake --install build/release --prefix $(PREFIX) --strip

check: ## format, tidy, sanitizers, fuzz smoke
	@scripts/bootstrap.sh build test check
	@scripts/check.sh

format: ## rewrite the sources as .clang-format says
	@scripts/bootstrap.sh build test check
	@scripts/check.sh --fix format

clean: ## remove all build output
	rm -rf build
