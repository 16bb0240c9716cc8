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

/// One term of the raw score: a feature and its contribution.
struct ScorePart {
  std::string name;
  double value = 0;         ///< the measured feature
  double contribution = 0;  ///< weight times value; the contributions add up to the raw score
};

/// One chunk of one file of the view.
struct Hit {
  double score = 0;  ///< 0..1, comparable across queries
  std::string path;  ///< the bytes that git stores, with '/' separators
  BlobId blob;
  Language language = Language::plain_text;
  ChunkKind kind = ChunkKind::text;
  std::string symbol;
  std::string enclosing;
  LineRange lines;
  std::uint32_t line = 1;              ///< the line to show: the definition, or the best match
  std::uint32_t definition_line = 0;   ///< line of the definition of `symbol`; 0 without a symbol
  std::vector<LineRange> match_lines;  ///< the lines that match the query best, best first
  bool improbable = false;             ///< true if even the best result is improbable
  ByteRange bytes;                     ///< range of the chunk in the text of the file
  std::string text;                    ///< the chunk, valid UTF-8, without the final newline
  std::uint32_t secrets_in_text = 0;   ///< number of secrets replaced in `text` (redact/redactor.h)

  /// The commit that last changed the path in the view; in a history view, the last commit with
  /// this content. If `commit_known` is false, the commit at which the view was read.
  CommitInfo commit;
  bool commit_known = false;
  std::uint32_t secrets_in_commit = 0;  ///< number of secrets replaced in subjects and authors
  CommitInfo first_commit;              ///< in a history view: the first commit with this content
  bool is_head = false;  ///< true if HEAD of the user's worktree has this content at this path
  bool dirty = false;    ///< true if the content is uncommitted; `commit` is then HEAD

  std::vector<std::string> other_paths;  ///< other paths of the view with this content
  std::vector<ScorePart> explanation;    ///< empty without Query::explain
  std::uint32_t entry = 0;               ///< number of the file in the view
  bool truncated = false;                ///< true if a field was cut because it is too long

  bool operator==(const Hit& other) const {
    return path == other.path && lines == other.lines && blob == other.blob;
  }
};

/// A misspelt word of the query, and the word that the search uses instead.
struct Correction {
  std::string typed;
  std::string taken;
};

struct PassTime {
  std::string name;
  double ms = 0;
};

/// Hits, best first. The scores never rise from one hit to the next.
struct SearchResult {
  std::vector<Hit> hits;
  std::vector<Correction> corrections;
  double hidden_score = 0;     ///< best score if it is below the wanted minimum; otherwise 0
  bool no_word_found = false;  ///< true if no word of the query occurs in the view
  std::string missing_name;    ///< the query, if it is one name and no result has it; or empty
  std::vector<PassTime> passes;
  std::size_t files_in_view = 0;
  std::size_t chunks_in_view = 0;
};

}  // namespace gitctx
