#!/usr/bin/env bash
# Writes the golden files of tests/ranking anew: build the test, run it with UPDATE=1, read the
# difference, and commit it together with what caused it.
set -euo pipefail
cd "$(dirname "$0")/../.."

cmake --preset dev --log-level=WARNING
cmake --build --preset dev --target ranking_test
UPDATE=1 build/dev/tests/ranking_test
git --no-pager diff --stat -- tests/ranking
