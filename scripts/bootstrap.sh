#!/usr/bin/env bash
# Installs the inputs of the build: Debian packages (scripts/debian-packages.txt) and locked npm
# packages (package-lock.json). With the group `test`, npm installs all npm packages. Without this
# group, only the sources that are compiled into the program are downloaded.
#
#   scripts/bootstrap.sh [GROUP...]     groups: build test bench report check; default: build test
#
# The script is fast if nothing is missing. It needs root or sudo only to install Debian packages.
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

# Node.js from a source other than Debian includes npm and conflicts with Debian's packages.
without_node_if_present() {
  if command -v node >/dev/null && command -v npm >/dev/null; then
    grep -vxE 'nodejs|npm|node-registry-url'
  else
    cat
  fi
}

missing_packages() { # package...
  # dpkg-query fails if it does not know one of the names.
  { dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true; } |
    sed -n 's/^installed //p' | sort -u | comm -13 - <(printf '%s\n' "$@" | sort -u)
}

run_as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The installed version of a package, or the one that apt would install.
available_version() { apt-cache policy "$1" | sed -n 's/^  Candidate: //p'; }

require_version() { # package, lowest version
  local version
  version=$(available_version "$1")
  dpkg --compare-versions "${version:-0}" ge "$2" ||
    die "this system has $1 ${version:-(none)}, gitctx requires $2: use Debian 12 or Ubuntu 24.04"
}

install_debian_packages() { # group...
  command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ||
    die "no apt-get: install the packages of scripts/debian-packages.txt by hand, then run 'npm ci'"
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
    apt-get install -y -qq --no-install-recommends -o APT::Keep-Downloaded-Packages=false \
    $missing >build/apt.log 2>&1 ||
    { tail -n 20 build/apt.log >&2; die "apt-get install failed (full log: build/apt.log)"; }
  say "Debian packages: installed"
}

require_node() {
  local major
  major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$major" -ge 18 ] || die "Node.js $major is too old: version 18 or newer is required"
}

install_all_npm_packages() {
  npm ci --no-progress --loglevel=error >build/npm.log 2>&1 ||
    { tail -n 20 build/npm.log >&2; die "npm ci failed (full log: build/npm.log)"; }
  # Removes the grammars' binaries for Node.js: they are a third of all bytes and are never loaded.
  rm -rf node_modules/{,@tree-sitter-grammars/}tree-sitter*/{prebuilds,*.wasm}
}

fetch_sources() {
  node scripts/fetch_sources.js >build/npm.log 2>&1 ||
    { tail -n 20 build/npm.log >&2; die "the download failed (full log: build/npm.log)"; }
}

# The stamp in node_modules says which packages are installed: those of the build, or all of them.
install_npm_packages() { # build|all
  local stamp=node_modules/.gitctx-lock hash installed
  hash=$(cat package.json package-lock.json .npmrc scripts/fetch_sources.js | sha256sum)
  hash=${hash%% *}
  installed=$(cat "$stamp" 2>/dev/null || true)
  if [ "$installed" = "all $hash" ] || [ "$installed" = "$1 $hash" ]; then
    say "npm packages: nothing to install"
    return
  fi
  require_node
  say "npm packages: downloading those of package-lock.json ($1)"
  if [ "$1" = all ]; then install_all_npm_packages; else fetch_sources; fi
  printf '%s\n' "$1 $hash" >"$stamp"
  say "npm packages: installed"
}

[ $# -gt 0 ] || set -- build test
mkdir -p build
install_debian_packages "$@"
case " $* " in
  *' test '*) install_npm_packages all ;;
  *' build '*) install_npm_packages build ;;
esac
