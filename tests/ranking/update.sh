#!/usr/bin/env bash
# Rewrites the golden files of tests/ranking and the table of features in docs/retrieval.md: builds
# the test and runs it with UPDATE=1. Read the difference, and commit it together with its cause.
set -euo pipefail
cd "$(dirname "$0")/../.."

cmake --preset dev --log-level=WARNING
cmake --build --preset dev --target ranking_test
UPDATE=1 build/dev/tests/ranking_test
git --no-pager diff --stat -- tests/ranking docs/retrieval.md
