#!/usr/bin/env bash
# Records new replies for the suites in evals/ and saves the results as baselines.
#
#   tests/evals/update.sh [BUILD_FOLDER]
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p evals/cassettes
UPDATE=1 "${1:-build/dev}/tests/evals_test" --gtest_filter='*ShippedSuite*'
