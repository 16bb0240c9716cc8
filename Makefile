# The entry point for developers. Every target first installs the packages that it needs
# (scripts/bootstrap.sh).
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
# make test MODULE=search builds and runs only the tests of src/search. PRESET=ci builds faster.
MODULE ?=
PRESET ?= dev
# make torture runs for TORTURE_SECONDS in total, or for TORTURE_ROUNDS rounds of each part. To
# repeat one round, set TORTURE_PART and TORTURE_ROUND.
TORTURE_SECONDS ?= 300
TORTURE_ROUNDS ?=
TORTURE_SEED ?= 1
TORTURE_PART ?=
TORTURE_ROUND ?=
TORTURE_JOBS ?= $(JOBS)

.DEFAULT_GOAL := help
.PHONY: help bootstrap release dev demo test bench torture install check format clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 \t\2/p' $(MAKEFILE_LIST) | expand -t 22

bootstrap: ## install the inputs of the build and of the tests
	@scripts/bootstrap.sh build test

release: ## build build/release/gitctx
	@scripts/bootstrap.sh build
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release --parallel $(JOBS) --target gitctx

dev: bootstrap ## build everything with debug information in build/dev
	@cmake --preset $(PRESET) --log-level=WARNING
	@cmake --build --preset $(PRESET) --parallel $(JOBS)

demo: release ## build the program, index this repository and search it
	@scripts/demo.sh build/release/gitctx

ifeq ($(MODULE),)
test: dev ## build and run all tests, or those of one module: make test MODULE=search
	@ctest --preset $(PRESET) --output-on-failure --parallel $(JOBS) \
	  --label-exclude performance
else
test: bootstrap
	@cmake --preset $(PRESET) --log-level=WARNING
	@cmake --build --preset $(PRESET) --parallel $(JOBS) --target $(MODULE)_test
	@ctest --preset $(PRESET) --output-on-failure --parallel $(JOBS) \
	  --tests-regex '^$(MODULE)\.'
endif

bench: ## build and run all benchmarks on 10,000 generated files
	@scripts/bootstrap.sh build bench
	@scripts/bench.sh

torture: ## test kills, failed writes, damaged files and concurrent git: TORTURE_SECONDS=300
	@scripts/bootstrap.sh build
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release --parallel $(JOBS) --target gitctx_torture
	@build/release/tests/torture/gitctx_torture build/release/gitctx \
	  --seconds '$(TORTURE_SECONDS)' --rounds '$(TORTURE_ROUNDS)' --seed '$(TORTURE_SEED)' \
	  --part '$(TORTURE_PART)' --round '$(TORTURE_ROUND)' --jobs '$(TORTURE_JOBS)' \
	  --kept build/torture-kept

install: release ## install the binary, manual page and completions to PREFIX (/usr/local)
	@cmake --install build/release --prefix $(PREFIX) --strip

check: ## run clang-format, clang-tidy, the sanitizers and a short fuzzing session
	@scripts/bootstrap.sh build test check
	@scripts/check.sh

format: ## format the C++ sources in place
	@scripts/bootstrap.sh check
	@scripts/check.sh --fix format

clean: ## remove all build output
	rm -rf build
