# Sourced before the `repo` and `cmd` scripts of a case.

commit_count=0

# commit MESSAGE: commits everything, dated a day after the last commit (the first: 2024-01-01).
commit() {
  commit_count=$((commit_count + 1))
  local date
  date="$((1704103200 + 86400 * (commit_count - 1))) +0000"
  git add -A
  GIT_AUTHOR_DATE=$date GIT_COMMITTER_DATE=$date git commit -q --allow-empty -m "$1"
}
