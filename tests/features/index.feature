Feature: Indexing a repository
  One command makes an index; running it again costs only the new content.

  Scenario: The first run says what it did in one line
    Given the sample repository
    When I run `gitctx index`
    Then it succeeds
    And standard output matches /^Indexed 1 commits? \(4 unique blobs\) in \d+\.\d+s$/
    And standard output is 1 line

  Scenario: git does not see the index
    Given the sample repository
    And I have run `gitctx index`
    When I run `git status --porcelain --ignored`
    Then standard output is empty

  Scenario: Running again with nothing new indexes nothing
    Given the sample repository
    And I have run `gitctx index`
    When I run `gitctx index --json`
    Then it succeeds
    And the field new_blobs is 0

  Scenario: A commit costs only the files it changed
    Given the sample repository
    And I have run `gitctx index`
    And the file "src/cache.py":
      """
      def evict_least_recently_used(cache):
          cache.popitem(last=False)
      """
    And a commit "Add a cache"
    When I run `gitctx index --json`
    Then the field new_blobs is 1

  Scenario: An empty repository has nothing to index
    Given an empty repository
    When I run `gitctx index`
    Then it succeeds
    And standard output has "No files to index"

  Scenario: Quiet prints nothing
    Given the sample repository
    When I run `gitctx index -q`
    Then it succeeds
    And standard output is empty
    And standard error is empty

  Scenario: Verbose prints the phases and a table
    Given the sample repository
    When I run `gitctx index -v`
    Then it succeeds
    And standard output matches /chunks/

  Scenario: A dry run leaves nothing behind
    Given the sample repository
    When I run `gitctx index --dry-run`
    Then it succeeds
    When I run `gitctx search retry`
    Then it fails with code 8

  Scenario: Skipped files are listed with their reasons
    Given the sample repository
    And the file ".gitattributes":
      """
      gen/* linguist-generated
      """
    And the file ".gitctxignore":
      """
      *.secret
      """
    And the file "gen/parser.c":
      """
      int generated;
      """
    And the file "keys.secret":
      """
      nothing to see
      """
    And the file "large.txt" has 6000000 bytes "a"
    And I have run `printf 'a\0b' > image.bin`
    And a commit "Files to leave out"
    And I have run `gitctx index`
    When I run `gitctx status --skipped`
    Then it succeeds
    And standard output matches /gen\/parser\.c/
    And standard output matches /keys\.secret/
    And standard output matches /large\.txt/
    And standard output matches /image\.bin/

  Scenario: Force rebuilds the index
    Given the sample repository
    And I have run `gitctx index`
    When I run `gitctx index --force --json`
    Then it succeeds
    And the field new_blobs is 4

  Scenario: A second worktree finds everything indexed
    Given the sample repository
    And I have run `gitctx index`
    And I have run `git worktree add -q ../other -b other`
    And I am in the folder "../other"
    When I run `gitctx index --json`
    Then the field new_blobs is 0
    When I run `gitctx search --json retry backoff`
    Then the first result is "src/retry.py"

  Scenario: A bare repository is indexed
    Given the sample repository
    And I have run `git clone -q --bare . ../bare.git`
    And I am in the folder "../bare.git"
    When I run `gitctx index`
    Then it succeeds
    When I run `gitctx search --json retry backoff`
    Then the first result is "src/retry.py"

  Scenario: Clearing removes the index
    Given the sample repository
    And I have run `gitctx index`
    When I run `gitctx clear --database --force`
    Then it succeeds
    When I run `gitctx search retry`
    Then it fails with code 8
