Feature: Errors
  A failure says what failed, where, and what to do next. The exit code gives the kind of failure.

  Scenario: Outside a repository
    Given a folder that is not a repository
    When I run `gitctx index`
    Then it fails with code 3
    And standard output is empty
    And standard error has "not"
    When I run `gitctx search retry`
    Then it fails with code 3

  Scenario: Without an index
    Given the sample repository
    When I run `gitctx search retry`
    Then it fails with code 8
    And standard output is empty
    And standard error has "gitctx index"

  Scenario Outline: Wrong usage names the option
    Given the sample repository
    And I have run `gitctx index`
    When I run `<command>`
    Then it fails with code 2
    And standard output is empty
    And standard error has "<named>"

    Examples:
      | command                              | named              |
      | gitctx search --limit 0 retry        | --limit            |
      | gitctx search --limit 101 retry      | 100                |
      | gitctx search --limit many retry     | --limit            |
      | gitctx search --min-similarity 2 x   | --min-similarity   |
      | gitctx search --format xml retry     | --format           |
      | gitctx search --mode best retry      | --mode             |
      | gitctx search --mcp --verbose retry  | mutually exclusive |
      | gitctx search ''                     | empty              |
      | gitctx search --no-such-option retry | --no-such-option   |
      | gitctx index --no-such-option        | --no-such-option   |
      | gitctx no-such-command               | no-such-command    |
      | gitctx search --lang klingon retry   | klingon            |

  Scenario: A damaged index is refused and does not crash the program
    Given the sample repository
    And I have run `gitctx index`
    And I have run `for f in $(find .git/gitctx -type f -size +0); do printf 'damage' > "$f"; done`
    When I run `gitctx search retry`
    Then it fails with code 1
    And standard error has "Run: gitctx index (add --ref"
    When I run `gitctx index`
    Then it succeeds
    And standard error has "with only the views of this command"
    When I run `gitctx search --json retry`
    Then the first result is "src/retry.py"

  Scenario: A damaged object costs one file, not the run
    Given the sample repository
    And the object of "web/login.js" is damaged
    When I run `gitctx index`
    Then it succeeds
    When I run `gitctx status --skipped`
    Then standard output has "web/login.js"
    When I run `gitctx search --json retry`
    Then the first result is "src/retry.py"
