#!/usr/bin/env bash
# run_case.sh must fail if the output differs, must update files, and must be deterministic.
set -euo pipefail
cli_dir=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A fake program with output, a message, a time and an exit code.
cat >"$work/gitctx" <<'SH'
#!/bin/sh
echo "$1 took 0.37s in $PWD"
echo "message" >&2
exit 3
SH
chmod +x "$work/gitctx"
mkdir "$work/case"
echo 'gitctx "$(git rev-parse HEAD)"' >"$work/case/cmd"
echo 'echo text > file; commit first' >"$work/case/repo"

run() { "$cli_dir/run_case.sh" "$work/gitctx" "$work/case" >"$work/log" 2>&1; }
must() { "$@" || { echo "run_case_test: failed: $*"; cat "$work/log"; exit 1; }; }
must_not() { if "$@"; then echo "run_case_test: passed, and must not: $*"; exit 1; fi; }

must_not run
must env UPDATE=1 "$cli_dir/run_case.sh" "$work/gitctx" "$work/case"
must run
must grep -qxE '[0-9a-f]{40} took N\.NNs in \$DIR' "$work/case/out"
must grep -qx message "$work/case/err"
must grep -qx 3 "$work/case/code"

for file in out err code; do
  cp "$work/case/$file" "$work/kept"
  echo changed >>"$work/case/$file"
  must_not run
  rm "$work/case/$file"
  must_not run
  mv "$work/kept" "$work/case/$file"
  must run
done

echo 'false' >"$work/case/repo"
must_not run
