#!/usr/bin/env bash
# The checks other than the tests: scripts/check.sh [--fix] [PART...]
#   format   clang-format on all C++ files; --fix rewrites them
#   tidy     clang-tidy on all C++ files, or on those changed since the commit $TIDY_SINCE
#            (a changed header counts as its .cc file)
#   asan     all tests with the address and undefined-behaviour sanitizers
#   tsan     the tests of modules that use threads, with the thread sanitizer
#   fuzz     every fuzz target for $FUZZ_SECONDS (20) seconds, $JOBS at a time
#   bench    every benchmark once, on little data
# Without a PART, runs all parts except bench. `scripts/bootstrap.sh build test check` installs the
# tools.
set -euo pipefail
cd "$(dirname "$0")/.."

jobs=${JOBS:-$(nproc)}
fuzz_seconds=${FUZZ_SECONDS:-20}
fix=

# The tests of modules that start threads, or that several threads use at once.
threaded_modules='base text http money git index ingest embed llm eval langsmith app train pipeline'

cpp_files() { # pathspec...
  git ls-files -co --exclude-standard -- "$@" | while read -r file; do
    if [ -f "$file" ]; then printf '%s\n' "$file"; fi
  done
}

export LSAN_OPTIONS="suppressions=$PWD/scripts/lsan_suppressions.txt:print_suppressions=0"

build_sanitized() { # preset, target...
  local preset=$1
  shift
  cmake --preset "$preset" --log-level=WARNING
  cmake --build --preset "$preset" --parallel "$jobs" --target "$@"
}

check_format() {
  local how=(--dry-run -Werror)
  if [ -n "$fix" ]; then how=(-i); fi
  cpp_files '*.h' '*.cc' | xargs clang-format-19 "${how[@]}"
}

check_tidy() {
  cmake --preset tidy --log-level=WARNING
  local files
  files=$(cpp_files 'src/*.cc' 'tests/*.cc' 'benchmarks/*.cc' 'fuzz/*.cc' 'tools/*.cc')
  if [ -n "${TIDY_SINCE:-}" ]; then
    files=$(comm -12 <(sort <<<"$files") \
      <(git diff --name-only "$TIDY_SINCE" | sed 's/\.h$/.cc/' | sort -u))
    printf 'clang-tidy: %s files changed since %s\n' "$(grep -c . <<<"$files")" "$TIDY_SINCE"
  fi
  local log=build/tidy/stderr.txt
  xargs -r -P "$jobs" -n 4 clang-tidy-19 -p build/tidy --quiet <<<"$files" 2>"$log" ||
    { grep -v 'warnings generated' "$log" >&2; return 1; }
}

check_asan() {
  build_sanitized asan all
  # With slow unwinding, a leak report shows which of our calls into libgit2 caused the leak.
  local unwinding=fast_unwind_on_malloc=0:malloc_context_size=10
  ASAN_OPTIONS="detect_leaks=1:strict_string_checks=1:$unwinding" \
    UBSAN_OPTIONS=print_stacktrace=1 \
    ctest --preset asan --output-on-failure --parallel "$jobs" \
    --label-exclude 'tree|performance|torture'
}

check_tsan() {
  local targets=() module
  for module in $threaded_modules; do targets+=("${module}_test"); done
  build_sanitized tsan "${targets[@]}"
  # A process that a crash test kills cannot join its threads, so leaked threads are not reported.
  TSAN_OPTIONS=halt_on_error=1:report_thread_leaks=0 \
    ctest --preset tsan --output-on-failure --parallel "$jobs" \
    --tests-regex "^(${threaded_modules// /|})\\."
}

run_fuzz_target() { # program
  local name
  name=$(basename "$1")
  mkdir -p "build/asan/corpus/$name"
  "$1" -max_total_time="$fuzz_seconds" -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
    -artifact_prefix="build/asan/$name-" "build/asan/corpus/$name" "fuzz/corpus/$name" \
    >"build/asan/$name.log" 2>&1 ||
    { tail -n 50 "build/asan/$name.log" >&2; echo "$name failed" >&2; return 1; }
  printf '%s: ok\n' "$name"
}

check_fuzz() {
  build_sanitized asan fuzzers
  export fuzz_seconds
  export -f run_fuzz_target
  printf '%s\n' build/asan/fuzz/*_fuzz |
    xargs -P "$jobs" -I {} bash -c 'run_fuzz_target "$1"' run {}
}

check_bench() { scripts/bench.sh --smoke; }

if [ "${1:-}" = --fix ]; then
  fix=yes
  shift
fi
[ $# -gt 0 ] || set -- format tidy asan tsan fuzz
for part in "$@"; do
  declare -F "check_$part" >/dev/null || { echo "check: no such part: $part" >&2; exit 2; }
done

# The loop must not call `check_$part || ...`, because bash would then ignore failing commands
# inside the function.
part= start=0
trap 'status=$?; [ $status -eq 0 ] || echo "== $part FAILED after $((SECONDS - start)) s" >&2' EXIT
for part in "$@"; do
  start=$SECONDS
  printf '\n== %s\n' "$part"
  "check_$part"
  printf '== %s ok, %d s\n' "$part" $((SECONDS - start))
done
