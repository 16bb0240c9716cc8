#!/usr/bin/env bash
# Records the replies of the suites in evals/ again, and saves the results as baselines.
#
#   tests/evals/update.sh [BUILD_FOLDER]
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p evals/cassettes
UPDATE=1 "${1:-build/dev}/tests/evals_test" --gtest_filter='*ShippedSuite*'
