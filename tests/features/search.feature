Feature: Searching
  Words, names or a description find the code.

  Background:
    Given the sample repository
    And I have run `gitctx index`

  Scenario Outline: A question finds the file that answers it
    When I run `gitctx search --json "<question>"`
    Then it succeeds
    And the first result is "<file>"

    Examples:
      | question                          | file          |
      | where do we wait between retries  | src/retry.py  |
      | parse config                      | src/config.go |
      | ParseConfig                       | src/config.go |
      | check the password of a user      | web/login.js  |
      | installation                      | README.md     |

  Scenario: Words need no quotes, and options may come anywhere
    When I run `gitctx search retry --json with backoff -n 1`
    Then it succeeds
    And there is 1 result
    And the first result is "src/retry.py"

  Scenario: The query comes from standard input
    When I run `echo retry backoff | gitctx search --json`
    Then it succeeds
    And the first result is "src/retry.py"

  Scenario: The limit is the maximum number of results
    When I run `gitctx search --json -n 2 --min-similarity 0 user settings retry installation`
    Then there are 2 results

  Scenario: The search can be limited to some paths
    When I run `gitctx search --json --path 'web/**' retry password`
    Then the first result is "web/login.js"
    And the results have no "src/retry.py"

  Scenario: The search can be limited to one language
    When I run `gitctx search --json --lang python retry settings password`
    Then every result has the language "python"

  Scenario: A search without results succeeds
    When I run `gitctx search --json --mode lexical zzyzx`
    Then it succeeds
    And there are no results

  Scenario Outline: Every mode finds the obvious answer
    When I run `gitctx search --json --mode <mode> retry with backoff`
    Then it succeeds
    And the first result is "src/retry.py"

    Examples:
      | mode     |
      | hybrid   |
      | lexical  |
      | semantic |

  Scenario: Scores can be compared
    When I run `gitctx search --json user settings retry`
    Then every score is from 0 to 1 and none is higher than the one before

  Scenario: A minimum similarity of 1 hides every result
    When I run `gitctx search --json --min-similarity 1 user settings retry`
    Then it succeeds
    And there are no results

  Scenario: A score can be explained
    When I run `gitctx search --explain retry backoff`
    Then it succeeds
    And standard output matches /lexical/

  Scenario: Search works from a folder inside the repository
    Given I am in the folder "src"
    When I run `gitctx search --json retry backoff`
    Then the first result is "src/retry.py"

  Scenario: Search works from elsewhere with -C
    Given I am in the folder "/"
    When I run `gitctx -C "$HOME/../repo" search --json retry backoff`
    Then the first result is "src/retry.py"
