#!/usr/bin/env bash
# Builds the benchmarks and runs them: scripts/bench.sh [--smoke | OPTIONS of gitctx-bench run]
# --smoke checks that everything works. It takes one sample of each benchmark over little data,
# draws the report page, and tests the gate with a few comparisons of instruction counts and of
# memory use. The times that it prints are meaningless.
set -euo pipefail
cd "$(dirname "$0")/.."

cmake --preset release --log-level=WARNING
cmake --build --preset release --parallel "$(nproc)" --target benchmarks
bench=build/release/benchmarks/gitctx-bench
if [ "${1:-}" = --smoke ]; then
  mkdir -p build/smoke/runs
  "$bench" run --files 200 --repeat 1 --no-fail --json build/smoke/runs/1.json
  "$bench" run --files 200 --repeat 1 --no-fail --quiet --json build/smoke/runs/2.json \
    --filter ingest,search,chunker
  "$bench" report build/smoke/runs --output build/smoke/report.html
  scripts/check_report.sh build/smoke/report.html build/smoke/report.png
  "$bench-planted" self-test --comparisons 20
else
  "$bench" run "$@"
fi
