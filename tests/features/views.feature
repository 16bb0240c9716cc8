Feature: Views
  A search looks through one set of files: HEAD, a ref, the uncommitted files, or all of history. A
  result never comes from content outside that view.

  Background:
    Given the sample repository
    And I have run `git tag v1`

  Scenario: When HEAD has moved, it is indexed before the search
    Given I have run `gitctx index`
    And the file "src/cache.py":
      """
      def evict_least_recently_used(cache):
          cache.popitem(last=False)
      """
    And a commit "Add a cache"
    When I run `gitctx search --json evict least recently used`
    Then it succeeds
    And the first result is "src/cache.py"

  Scenario: Without refreshing, the search says that HEAD has moved
    Given I have run `gitctx index`
    And the variable GITCTX_SEARCH__AUTO_REFRESH is "false"
    And the file "src/cache.py":
      """
      def evict_least_recently_used(cache):
          cache.popitem(last=False)
      """
    And a commit "Add a cache"
    When I run `gitctx search --json evict least recently used`
    Then it succeeds
    And the results have no "src/cache.py"
    And standard error has "gitctx index"

  Scenario: A deleted file is found at the tag only
    Given the file "src/retry.py" is removed
    And a commit "Remove retries"
    And I have run `gitctx index --ref v1`
    When I run `gitctx search --json retry with backoff`
    Then the results have no "src/retry.py"
    When I run `gitctx search --json --ref v1 retry with backoff`
    Then the first result is "src/retry.py"

  Scenario: A renamed file is found under the name it has in the view
    Given I have run `git mv src/retry.py src/again.py`
    And a commit "Rename"
    And I have run `gitctx index --ref v1`
    When I run `gitctx search --json retry with backoff`
    Then the first result is "src/again.py"
    And the results have no "src/retry.py"
    When I run `gitctx search --json --ref v1 retry with backoff`
    Then the first result is "src/retry.py"
    And the results have no "src/again.py"

  Scenario: A branch has its own content
    Given I have run `git switch -q -c feature`
    And the file "src/feature.py":
      """
      def compress_snapshots(snapshots):
          return [compress(s) for s in snapshots]
      """
    And a commit "Add a feature"
    And I have run `git switch -q main`
    And I have run `gitctx index --ref feature`
    When I run `gitctx search --json compress snapshots`
    Then the results have no "src/feature.py"
    When I run `gitctx search --json --ref feature compress snapshots`
    Then the first result is "src/feature.py"

  Scenario: After a revert nothing has to be indexed
    Given the file "src/retry.py":
      """
      def give_up():
          raise TimeoutError
      """
    And a commit "Give up"
    And I have run `gitctx index --ref v1`
    And I have run `git revert --no-edit HEAD`
    When I run `gitctx index --json`
    Then the field new_blobs is 0
    When I run `gitctx search --json retry with backoff`
    Then the first result is "src/retry.py"
    And no result has the text "give_up"

  Scenario: Uncommitted content is in the worktree view only
    Given the file "src/retry.py":
      """
      def give_up_immediately():
          raise TimeoutError
      """
    And the file "src/new.py":
      """
      def untracked_idea():
          pass
      """
    And I have run `gitctx index --worktree`
    When I run `gitctx search --json give up immediately untracked idea`
    Then no result has the text "give_up_immediately"
    And the results have no "src/new.py"
    When I run `gitctx search --json --worktree give up immediately`
    Then the first result is "src/retry.py"
    And no result has the text "retry_with_backoff"
    When I run `gitctx search --json --worktree untracked idea`
    Then the first result is "src/new.py"

  Scenario: History has every version of every file
    Given the file "src/retry.py":
      """
      def give_up_immediately():
          raise TimeoutError
      """
    And a commit "Give up"
    And the file "src/retry.py" is removed
    And a commit "Remove"
    And I have run `gitctx index --history --yes`
    When I run `gitctx search --json --history retry with backoff`
    Then the first result is "src/retry.py"
    And the text of the first result has "retry_with_backoff"
    When I run `gitctx search --json --history give up immediately`
    Then the text of the first result has "give_up_immediately"
    When I run `gitctx search --json retry with backoff give up immediately`
    Then the results have no "src/retry.py"

  Scenario: History needs --yes when nobody can be asked
    When I run `gitctx index --history`
    Then it fails with code 2
    And standard error has "--yes"

  Scenario: The error names a ref that does not exist
    When I run `gitctx index --ref nowhere`
    Then it fails with code 1
    And standard error has "nowhere"
