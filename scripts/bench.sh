#!/usr/bin/env bash
# Builds the benchmarks and runs them all: scripts/bench.sh [--smoke]
# --smoke runs each for a moment, to see that it works; its figures mean nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

arguments=()
files=10000
if [ "${1:-}" = --smoke ]; then
  arguments+=(--benchmark_min_time=0.001)
  files=200
fi

cmake --preset release --log-level=WARNING
cmake --build --preset release --parallel "$(nproc)" --target benchmarks
for program in build/release/benchmarks/*_benchmark; do
  [ -x "$program" ] || continue
  printf '\n%s\n' "$(basename "$program")"
  "$program" "${arguments[@]}"
done

printf '\nspeed_bar, %s generated files\n' "$files"
build/release/benchmarks/speed_bar build/release/gitctx --files "$files"
