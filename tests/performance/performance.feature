Feature: Performance
  The performance that users can rely on, on any machine. docs/performance.md has current figures.

  Background:
    Given a generated repository of 10000 files

  Scenario: Fast indexing
    Then the repository has over 1000000 lines
    When it is indexed for the first time
    Then that took under 100 seconds
    And over 100 files a second
    And its peak memory was under 2000 MB

  Scenario: Fast search
    Given it is indexed
    When "authentication middleware" is searched 100 times
    Then the 95th percentile is under 2 seconds
    And the 99th percentile is under 5 seconds
    And no search took over 5 seconds

  Scenario: Little memory
    Given it is indexed
    Then the index has over 40000 chunks
    And searching 120 times keeps the peak memory under 500 MB
    And 100000 vectors are searched within 500 MB

  Scenario: A regression is found
    When the chunker is measured 7 times, as it is and as it is
    Then the gate is green
    When the chunker is measured 7 times, as it is and 10% slower
    Then the gate fails and names "chunker/throughput:syntax" for its "instructions" or "value"
    When the chunker is measured 7 times, as it is and 10% larger
    Then the gate fails and names "chunker/throughput:syntax" for its "peak memory"
