#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chunk/chunker.h"
#include "core/chunk.h"
#include "core/language.h"
#include "text/word_table.h"
#include "tools/train/pair_set.h"

namespace gitctx {

/// Makes pairs from the files and commits of one repository; PairKind lists the kinds. A query has
/// 3 to 40 sub-tokens; for the kinds `name` and `place`, 2 are enough. A document has at most 260
/// different sub-tokens. Except for the kind `place`, half of the documents also have the words of
/// their paths. Licence texts are left out.
class PairMaker {
 public:
  PairMaker();

  /// `text` is a whole file, decoded.
  void add_file(std::string_view path, std::string_view text, Language language);
  /// Adds the lines that a commit with the given subject added to a file.
  void add_commit(std::string_view subject, std::string_view path, std::string_view added);

  /// Returns the pairs made so far, with at most `cap` pairs of each kind.
  PairSet take();

 private:
  struct File;

  void add_chunk(const File& file, const Chunk& chunk);
  void add_comments(const File& file, const Chunk& chunk, std::string_view words);
  void add_name(const File& file, const Chunk& chunk, std::string_view words);
  void add_place(const File& file, std::string_view words);
  void add_fences(const File& file, std::string_view section);
  void add_pair(PairKind kind, std::string_view path, std::string_view query,
                std::string_view document, std::string_view without = {});
  void add_words(std::string_view text, std::string_view without, std::size_t most_different,
                 std::vector<PairToken>& bag);

  std::unique_ptr<Chunker> chunker_;
  WordTable words_;
  PairSet pairs_;
};

/// Whether a commit's subject describes a change of code, and not a release, a merge, a version
/// bump or a typo fix.
bool tells_what_changed(std::string_view subject);

}  // namespace gitctx
