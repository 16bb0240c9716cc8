#!/usr/bin/env bash
# Installs what gitctx is built from: Debian packages (scripts/debian-packages.txt) and the locked
# npm packages (grammar sources, headers, the runner of the feature files).
#
#   scripts/bootstrap.sh [GROUP...]     groups: build test bench report check; default: build test
#
# Quick when nothing is missing. Needs root or sudo only when a Debian package is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'bootstrap: %s\n' "$*"; }
die() { printf 'bootstrap: %s\n' "$*" >&2; exit 1; }

wanted_packages() { # group...
  local group
  for group in "$@"; do
    grep -qE "^$group " scripts/debian-packages.txt || die "no such group: $group"
    sed -n "s/^$group //p" scripts/debian-packages.txt | tr ' ' '\n'
  done
}

# Node.js from elsewhere brings its own npm and conflicts with Debian's.
without_node_if_present() {
  if command -v node >/dev/null && command -v npm >/dev/null; then
    grep -vxE 'nodejs|npm'
  else
    cat
  fi
}

missing_packages() { # package...
  # dpkg-query fails when it does not know one of the names.
  { dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true; } |
    sed -n 's/^installed //p' | sort -u | comm -13 - <(printf '%s\n' "$@" | sort -u)
}

run_as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The version a package has, or would have once installed.
available_version() { apt-cache policy "$1" | sed -n 's/^  Candidate: //p'; }

require_version() { # package, lowest version
  local version
  version=$(available_version "$1")
  dpkg --compare-versions "${version:-0}" ge "$2" ||
    die "this system has $1 ${version:-(none)}, gitctx needs $2: use Debian 12 or Ubuntu 24.04"
}

install_debian_packages() { # group...
  command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ||
    die "no apt-get here: install what scripts/debian-packages.txt lists by hand, then run 'npm ci'"
  local packages missing
  packages=$(wanted_packages "$@" | without_node_if_present)
  # shellcheck disable=SC2086
  missing=$(missing_packages $packages)
  if [ -z "$missing" ]; then
    say "Debian packages: nothing to install ($*)"
    return
  fi
  # shellcheck disable=SC2086
  say "Debian packages to install:" $missing
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
    die "installing them needs root: run this script as root or install sudo"
  run_as_root apt-get update -qq ||
    die "apt-get update failed: check the network and the apt sources"
  require_version cmake 3.25
  require_version g++ 4:12
  # shellcheck disable=SC2086
  run_as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $missing >build/apt.log 2>&1 ||
    { tail -n 20 build/apt.log >&2; die "apt-get install failed (the whole log: build/apt.log)"; }
  say "Debian packages: installed"
}

install_npm_packages() {
  local stamp=node_modules/.gitctx-lock hash
  hash=$(cat package.json package-lock.json .npmrc | sha256sum | cut -d' ' -f1)
  if [ "$(cat "$stamp" 2>/dev/null)" = "$hash" ]; then
    say "npm packages: nothing to install"
    return
  fi
  local major
  major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$major" -ge 18 ] || die "Node.js $major is too old: 18 or newer is needed"
  say "npm packages to install: the $(grep -c '"integrity"' package-lock.json) of package-lock.json"
  npm ci --no-progress --loglevel=error >build/npm.log 2>&1 ||
    { tail -n 20 build/npm.log >&2; die "npm ci failed (the whole log: build/npm.log)"; }
  printf '%s\n' "$hash" >"$stamp"
  say "npm packages: installed"
}

[ $# -gt 0 ] || set -- build test
mkdir -p build
install_debian_packages "$@"
install_npm_packages
