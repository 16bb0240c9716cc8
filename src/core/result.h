#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/chunk.h"
#include "core/commit.h"
#include "core/ids.h"
#include "core/language.h"
#include "core/ranges.h"

namespace gitctx {

/// One addend of a score before it is mapped to 0..1: what it measures and what it gave.
struct ScorePart {
  std::string name;
  double value = 0;         ///< the feature as measured
  double contribution = 0;  ///< weight times value; the contributions add up to the raw score
};

/// One chunk of one file of the view.
struct Hit {
  double score = 0;  ///< 0..1, comparable across queries
  std::string path;  ///< raw bytes of git, '/' separators
  BlobId blob;
  Language language = Language::plain_text;
  ChunkKind kind = ChunkKind::text;
  std::string symbol;
  std::string enclosing;
  LineRange lines;
  std::string text;  ///< the chunk, valid UTF-8, without the final newline

  /// The commit that last changed the path in the view; of a history the last one that carried this
  /// content. While `commit_known` is false nobody has
  /// found it yet and it is the commit the view was read at.
  CommitInfo commit;
  bool commit_known = false;
  CommitInfo first_commit;  ///< of a history: the first one that carried this content
  bool is_head = false;     ///< the content is what HEAD of the asking worktree has at this path
  bool dirty = false;       ///< uncommitted content; `commit` is then HEAD

  std::vector<std::string> other_paths;  ///< more paths of the view with the same content
  std::vector<ScorePart> explanation;    ///< only if asked for
  std::uint32_t entry = 0;               ///< number of the file in the view

  bool operator==(const Hit& other) const {
    return path == other.path && lines == other.lines && blob == other.blob;
  }
};

/// A word of the query that stands nowhere, and the one that was looked for instead.
struct Correction {
  std::string typed;
  std::string taken;
};

struct PassTime {
  std::string name;
  double ms = 0;
};

/// Hits, the best first. Further chunks of a path may stand behind others that score less.
struct SearchResult {
  std::vector<Hit> hits;
  std::vector<Correction> corrections;
  double hidden_score = 0;  ///< of the best candidate, where none is probable enough to be a hit
  std::vector<PassTime> passes;
  std::size_t files_in_view = 0;
  std::size_t chunks_in_view = 0;
};

}  // namespace gitctx
