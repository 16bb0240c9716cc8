#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tools/train/pair_set.h"

namespace gitctx {

/// A repository to learn from, at a commit.
struct CorpusEntry {
  std::string name;
  std::string commit;  ///< empty: HEAD
  std::filesystem::path path;
};

/// A list of repositories: a line each, fields separated by tabs: name, language, licence, commit,
/// path; empty lines and those that start with '#' do not count. Throws Error with file and line.
std::vector<CorpusEntry> read_corpus_list(const std::filesystem::path& file);

/// The pairs of all entries, in their order whatever `threads` is. Of each: the tree of its commit
/// (without what is vendored, generated, minified or over 300 kB) and up to 2,500 commits behind
/// it. `progress` is told after every repository, from any thread, one at a time.
PairSet collect_pairs(const std::vector<CorpusEntry>& entries, int threads,
                      const std::function<void(const CorpusEntry&, std::size_t pairs)>& progress);

}  // namespace gitctx
