Feature: Configuration
  The environment comes first, then the team's file, the user's file and the defaults. Every value
  names its source, and a secret never gets into the team's file.

  Background:
    Given the sample repository
    And I have run `gitctx index`

  Scenario: A default
    When I run `gitctx config get search.limit`
    Then it succeeds
    And standard output matches /^10$/

  Scenario: The team's file
    When I run `gitctx config init`
    Then it succeeds
    And the file ".gitctx/config.yml" is there
    When I run `gitctx config set search.limit 1`
    Then it succeeds
    When I run `gitctx config get search.limit -v`
    Then standard output matches /1\b.*\.gitctx\/config\.yml/
    When I run `gitctx search --json --min-similarity 0 session settings`
    Then there is 1 result

  Scenario: The environment wins
    Given I have run `gitctx config set search.limit 1`
    And the variable GITCTX_SEARCH__LIMIT is "2"
    When I run `gitctx search --json --min-similarity 0 session settings`
    Then there are 2 results
    When I run `gitctx config get search.limit -v`
    Then standard output has "GITCTX_SEARCH__LIMIT"

  Scenario: The option wins over everything
    Given the variable GITCTX_SEARCH__LIMIT is "2"
    When I run `gitctx search --json -n 1 retry settings user`
    Then there is 1 result

  Scenario: All settings are listed
    When I run `gitctx config list`
    Then it succeeds
    And standard output has "search.limit"
    And standard output has "index.max_blob_size_mb"

  Scenario: A key is masked
    Given the variable OPENAI_API_KEY is "sk-abcdefghijklmnop123"
    When I run `gitctx config list -v`
    Then it succeeds
    And standard output has no "abcdefghijklmnop"
    And standard output has "sk-...123"

  Scenario Outline: A wrong value is refused in plain words
    When I run `gitctx config set <key> <value>`
    Then it fails with code 2
    And standard error has "<words>"

    Examples:
      | key            | value | words             |
      | search.limit   | many  | expected a number |
      | search.limit   | 500   | 100               |
      | search.no_such | 1     | search.no_such    |

  Scenario: A wrong value in the environment is refused too
    Given the variable GITCTX_SEARCH__LIMIT is "many"
    When I run `gitctx search retry`
    Then it fails with code 2
    And standard error has "GITCTX_SEARCH__LIMIT"
    And standard error has "expected a number"

  Scenario: The error names the broken file of the user and the line
    Given the user's settings with mode 0600:
      """
      search:
        limit: [1
      """
    When I run `gitctx search retry`
    Then it fails with code 1
    And standard error matches /config\.yml:\d+/

  Scenario: A broken file of the repository is ignored, and a message names the line
    Given the file ".gitctx/config.yml":
      """
      search:
        limit: [1
      """
    When I run `gitctx search retry`
    Then it succeeds
    And standard error matches /config\.yml:\d+/

  Scenario: A user's file that others can read causes a warning
    Given the user's settings with mode 0644:
      """
      search:
        limit: 2
      """
    When I run `gitctx search --json --min-similarity 0 session settings`
    Then it succeeds
    And there are 2 results
    And standard error matches /0?644/
    And standard error matches /0?600/

  Scenario: Setting a user value creates a private file
    When I run `gitctx config set --user search.limit 3`
    Then it succeeds
    And the file ".gitctx/config.yml" in the home folder has mode 0600
