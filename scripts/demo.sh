#!/usr/bin/env bash
# Indexes this checkout and searches it: scripts/demo.sh GITCTX
set -euo pipefail
gitctx=$(realpath "$1")
cd "$(dirname "$0")/.."

# A source archive has no commits to index, so its sources are committed to a temporary repository.
small_repository() {
  local dir
  dir=$(mktemp -d)
  git -C "$dir" init -q -b main
  cp -r src README.md "$dir"
  git -C "$dir" add .
  git -C "$dir" -c user.name=demo -c user.email=demo@localhost commit -q -m "Demo sources"
  printf '%s\n' "$dir"
}

repository=.
if ! git rev-parse -q --verify HEAD >/dev/null 2>&1; then
  repository=$(small_repository)
  trap 'rm -rf "$repository"' EXIT
fi

show() {
  local word line='$ gitctx'
  for word in "$@"; do
    case $word in *' '*) word="'$word'" ;; esac
    line+=" $word"
  done
  printf '\n%s\n' "$line"
  "$gitctx" -C "$repository" "$@"
}

show index
show search where are files replaced atomically -n 5
show search split identifiers into words --lang cpp -n 5
show search 'which commit last changed each path' -n 1 -v
