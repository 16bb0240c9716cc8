#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/train/pair_set.h"

namespace gitctx {

/// A repository to train on, and the commit to use.
struct CorpusEntry {
  std::string name;
  std::string commit;  ///< empty: HEAD
  std::filesystem::path path;
};

/// The parts between separators; an empty text has no parts.
std::vector<std::string_view> split(std::string_view text, char separator);

/// The lines of a text, without line breaks.
std::vector<std::string_view> lines_of(std::string_view text);

/// Reads a list of repositories. Each line has five fields separated by tabs: name, language,
/// licence, commit, path. Empty lines and lines that start with '#' are ignored. Throws Error for a
/// malformed line; the message names the file and the line.
std::vector<CorpusEntry> read_corpus_list(const std::filesystem::path& file);

/// The pairs from all repositories, in the order of the entries. The pairs of an entry come from
/// the files of its commit, and from up to 2,500 commits of its history. Files that are vendored,
/// generated, minified or over 300 kB are left out. `progress` is called after every repository; it
/// may be called from any thread, but never from two at a time.
PairSet collect_pairs(const std::vector<CorpusEntry>& entries, int threads,
                      const std::function<void(const CorpusEntry&, std::size_t pairs)>& progress);

}  // namespace gitctx
