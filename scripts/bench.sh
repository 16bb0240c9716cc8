#!/usr/bin/env bash
# Builds the benchmarks and runs them: scripts/bench.sh [--smoke | OPTIONS of gitctx-bench run]
# --smoke takes one sample of each over little data, to see that they work, and tries the gate on
# itself a few times; the figures mean nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

cmake --preset release --log-level=WARNING
cmake --build --preset release --parallel "$(nproc)" --target benchmarks
bench=build/release/benchmarks/gitctx-bench
if [ "${1:-}" = --smoke ]; then
  "$bench" run --files 200 --repeat 1 --no-fail
  "$bench-planted" self-test --comparisons 20
else
  "$bench" run "$@"
fi
