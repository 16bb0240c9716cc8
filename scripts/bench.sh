#!/usr/bin/env bash
# Builds the benchmarks and runs them all: scripts/bench.sh [--smoke]
# --smoke runs each for a moment, to see that it works; its figures mean nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

arguments=()
[ "${1:-}" = --smoke ] && arguments+=(--benchmark_min_time=0.001)

cmake --preset release --log-level=WARNING
cmake --build --preset release --parallel "$(nproc)" --target benchmarks
for program in build/release/benchmarks/*_benchmark; do
  [ -x "$program" ] || continue
  printf '\n%s\n' "$(basename "$program")"
  "$program" "${arguments[@]}"
done
