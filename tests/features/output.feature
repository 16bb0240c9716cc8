Feature: Output
  Each format has its reader: terse lines for people, blocks for reading, YAML for agents, JSON for
  programs. Messages go to standard error.

  Background:
    Given the sample repository
    And I have run `gitctx index`

  Scenario: Terse shows path, line, score and commit
    When I run `gitctx search -n 1 retry with backoff`
    Then it succeeds
    And standard output matches /^src\/retry\.py:\d+:[01]\.\d+ ● [0-9a-f]{7} \(2024-01-01, Ada/
    And standard output has "(2024-01-01, Ada Lovelace) "Add the sample""
    And standard output matches /^1 results? in \d+\.\d\ds$/

  Scenario: Without UTF-8 HEAD is spelled out
    Given the variable LANG is "C"
    When I run `gitctx search -n 1 retry with backoff`
    Then standard output has "[HEAD]"
    And standard output has no "●"

  Scenario: Verbose shows numbered lines of code
    When I run `gitctx search -v -n 1 retry with backoff`
    Then it succeeds
    And standard output has "src/retry.py"
    And standard output matches /4.*def retry_with_backoff/

  Scenario: The mcp format is YAML and fenced code
    When I run `gitctx search --mcp -n 1 retry with backoff`
    Then it succeeds
    And standard output matches /^---\nresults:$/
    And standard output matches /file_path: "?src\/retry\.py"?/
    And standard output matches /line_numbers:/
    And standard output matches /score: /
    And standard output matches /commit_sha: /
    And standard output matches /^## src\/retry\.py:\d+-\d+$/
    And standard output matches /^```python$/

  Scenario: The json format is one document with everything in it
    When I run `gitctx search --json retry with backoff`
    Then it succeeds
    And standard error is empty
    And the field query is "retry with backoff"
    And the field view.name matches /HEAD|main/
    And the field view.commit matches /^[0-9a-f]{40}$/
    And the field elapsed_ms matches /^[0-9.]+$/
    And the field results.0.path is "src/retry.py"
    And the field results.0.symbol is "retry_with_backoff"
    And the field results.0.kind is "function"
    And the field results.0.language is "python"
    And the field results.0.start_line matches /^[1-4]$/
    And the field results.0.end_line is 13
    And the field results.0.blob matches /^[0-9a-f]{40}$/
    And the field results.0.is_head is true
    And the field results.0.commit.id matches /^[0-9a-f]{40}$/
    And the field results.0.commit.author is "Ada Lovelace"
    And the field results.0.commit.subject is "Add the sample"
    And the text of the first result has "time.sleep(delay)"

  Scenario: The formats have long names too
    When I run `gitctx search --format json retry`
    Then the first result is "src/retry.py"

  Scenario: There are no colours in a pipe
    When I run `gitctx search -v retry`
    Then standard output matches /^[^\u001b]*$/

  Scenario: A closed pipe is success
    When I run `set -o pipefail; gitctx search -v retry settings user | head -n 1`
    Then it succeeds
    And standard error is empty

  Scenario: The version names the commit and the index format
    When I run `gitctx --version`
    Then it succeeds
    And standard output matches /^gitctx \d+\.\d+\.\d+/
    And standard output has "index format"

  Scenario: gitctx alone is a quick start
    When I run `gitctx`
    Then it succeeds
    And standard output has "gitctx index"
    And standard output has "gitctx search"
