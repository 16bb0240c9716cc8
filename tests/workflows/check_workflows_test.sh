#!/usr/bin/env bash
# check_workflows.js must pass the workflows as they are and find every fault planted in a copy.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

check() { "$here/check_workflows.js" "$@" >"$work/log" 2>&1; }
fail() { echo "check_workflows_test: $*"; cat "$work/log"; exit 1; }

# fault, file, sed script that plants it, words of the finding
finds() {
  rm -rf "$work/copy"
  cp -r "$here/../../.github/workflows" "$work/copy"
  sed -i "$3" "$work/copy/$2"
  ! cmp -s "$work/copy/$2" "$here/../../.github/workflows/$2" || fail "nothing changed: $1"
  if check "$work/copy"; then fail "passed: $1"; fi
  grep -qF -- "$4" "$work/log" || fail "found something else: $1"
  planted=$((planted + 1))
}

check || fail "the workflows have findings"
planted=0
finds "broken YAML" build.yml 's/^jobs:/jobs: [/' 'Flow sequence'
finds "unknown key" build.yml 's/runs-on:/run-on:/' 'unexpected key "run-on"'
finds "unknown event" build.yml 's/pull_request:/pull_requests:/' 'unknown Webhook event'
finds "unknown job" performance.yml 's/needs: measure/needs: measures/' 'does not exist'
finds "unknown output" performance.yml 's/outputs.run != /outputs.runs != /' '"runs" is not defined'
finds "unknown scope" performance.yml 's/contents: write/content: write/' 'unknown permission scope'
finds "bad schedule" performance.yml 's/17 3 \* \* \*/17 3 * */' 'invalid CRON'
finds "no time limit" build.yml '/timeout-minutes/d' 'has no timeout-minutes'
finds "loose version" build.yml 's/checkout@v4/checkout@main/' 'not pinned'
finds "right to write" build.yml 's/contents: read/contents: write/' 'no more than read'
finds "no concurrency" build.yml '/^concurrency:/,/^$/d' 'no concurrency group'
finds "expression in a script" build.yml 's/run: make test/run: make ${{ github.ref_name }}/' \
  'an expression in a script'
finds "missing script" build.yml 's/check.sh format/chekc.sh format/' 'no such file'

mkdir "$work/none"
if check "$work/none"; then fail "passed: no workflows"; fi
echo "$planted planted faults found"
