#!/usr/bin/env bash
# Runs the case in one folder of tests/cli, and compares its output and its exit code.
#
#   tests/cli/run_case.sh GITCTX tests/cli/CASE      UPDATE=1 rewrites the expected files
#
#   CASE/repo   bash; builds the repository that `cmd` starts in (setup.sh defines `commit`)
#   CASE/cmd    bash; starts in that repository, or in an empty folder without `repo`
#   CASE/out    standard output; CASE/err standard error; empty when the file is missing
#   CASE/code   exit code of `cmd`; 0 when the file is missing
#
# In the output, times become N.NNs, the folder of the case $DIR, and the home folder $HOME.
set -euo pipefail
gitctx=$(realpath "$1")
case_dir=$(realpath "$2")
cli_dir=$(dirname "$(realpath "$0")")

work=$(realpath "$(mktemp -d)")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/home" "$work/dir" "$work/seen"
ln -s "$gitctx" "$work/bin/gitctx"

# The same environment everywhere: commit ids, dates and messages do not depend on the machine.
run() { # script
  env -i PATH="$work/bin:$PATH" HOME="$work/home" LANG=C.UTF-8 TZ=UTC NO_COLOR=1 COLUMNS=100 \
    SETUP="$cli_dir/setup.sh" CASE="$case_dir" \
    GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME='Ada Lovelace' GIT_AUTHOR_EMAIL=ada@example.com \
    GIT_COMMITTER_NAME='Ada Lovelace' GIT_COMMITTER_EMAIL=ada@example.com \
    ASAN_OPTIONS="${ASAN_OPTIONS:-}" LSAN_OPTIONS="${LSAN_OPTIONS:-}" \
    UBSAN_OPTIONS="${UBSAN_OPTIONS:-}" \
    bash -c '. "$SETUP"; '"$1" bash
}

normalise() {
  sed -E -e 's/[0-9]+\.[0-9]+ ?s\b/N.NNs/g' -e 's/("elapsed_ms": ?)[0-9.]+/\1N/' \
    -e "s|$work/home|\$HOME|g" -e "s|$work/dir|\$DIR|g"
}

cd "$work/dir"
if [ -f "$case_dir/repo" ]; then
  run 'set -e; git init -q -b main .; . "$CASE/repo"' >"$work/repo.log" 2>&1 </dev/null ||
    { echo "the repo script failed:"; cat "$work/repo.log"; exit 1; }
fi
code=0
run '. "$CASE/cmd"' >"$work/out" 2>"$work/err" </dev/null || code=$?
normalise <"$work/out" >"$work/seen/out"
normalise <"$work/err" >"$work/seen/err"
echo "$code" >"$work/seen/code"

status=0
for file in out err code; do
  expected=/dev/null
  if [ "$file" = code ]; then
    echo 0 >"$work/zero"
    expected=$work/zero
  fi
  if [ -n "${UPDATE:-}" ]; then
    rm -f "$case_dir/$file"
    cmp -s "$expected" "$work/seen/$file" || cp "$work/seen/$file" "$case_dir/$file"
    continue
  fi
  if [ -f "$case_dir/$file" ]; then expected=$case_dir/$file; fi
  diff -u --label "expected $file" --label "seen $file" "$expected" "$work/seen/$file" || status=1
done
[ $status -eq 0 ] || echo "if that is right: UPDATE=1 ctest -R cli.$(basename "$case_dir")"
exit $status
