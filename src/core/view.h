#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/language.h"

namespace gitctx {

/// The kind of a view, which decides the (path, blob) pairs that a search covers.
enum class ViewKind : std::uint8_t {
  snapshot = 0,  ///< the tree of one commit
  worktree = 1,  ///< HEAD with the uncommitted changes of a worktree
  history = 2,   ///< every blob reachable from the refs
};

/// Why a file of the view is not indexed. The numbers are part of the index format.
enum class SkipReason : std::uint8_t {
  none = 0,
  binary = 1,
  too_large = 2,
  generated = 3,  ///< linguist-generated
  vendored = 4,   ///< linguist-vendored
  ignored = 5,    ///< .gitctxignore
  minified = 6,
  submodule = 7,
  unreadable = 8,  ///< corrupt or missing object, unreadable file
  symlink = 9,
  encoding = 10,  ///< text that could not be decoded
  lfs = 11,       ///< a pointer to a file that Git LFS keeps
};

/// A fact about how an indexed file was read, which may explain why something is not found.
enum class ReadingNote {
  long_lines,        ///< the file is indexed without its long lines
  guessed_encoding,  ///< the file is not UTF-8, and no attribute names its encoding
};

/// One file of a view. In a snapshot or worktree view, each path occurs once. In a history view,
/// each blob occurs once, under the last path of the blob; its other paths are in `other_paths`.
struct ViewEntry {
  std::string path;  ///< from the repository root, with '/' separators; the bytes that git stores
  BlobId blob;
  NameRule given{};                      ///< from .gitattributes: how to read the file
  bool dirty = false;                    ///< worktree view: differs from HEAD, or is not in HEAD
  CommitId first_commit;                 ///< history view: the oldest commit that contains the blob
  CommitId last_commit;                  ///< history view: the newest commit that contains the blob
  std::vector<std::string> other_paths;  ///< history view only

  bool operator==(const ViewEntry&) const = default;
};

/// The beginning of SkippedFile::detail for a rule file (.gitignore, .gitctxignore or
/// .gitattributes) whose patterns are not used. The reason is appended.
inline constexpr std::string_view unused_patterns = "its patterns are not used: ";

/// The reason appended to `unused_patterns` if matching the patterns takes too much work.
inline constexpr std::string_view too_slow = "they take too long for this number of files";

/// A file left out of a view, with the reason and a detail (a size, a pattern, an error).
struct SkippedFile {
  std::string path;
  SkipReason reason = SkipReason::none;
  std::string detail;

  auto operator<=>(const SkippedFile&) const = default;
};

/// The attributes of a file that say how to read the file, as written in .gitattributes. An
/// attribute is empty if it has no value.
struct ReadingAttributes {
  std::string path;
  std::string language;
  std::string encoding;
};

/// The files of a view. `entries` is sorted by (path, blob). `skipped` has the files that are
/// skipped without being read (submodules, ignored files, generated files, ...).
struct View {
  ViewKind kind = ViewKind::snapshot;
  CommitId commit;  ///< commit at which the view was read; none for an unborn HEAD
  std::vector<ViewEntry> entries;
  std::vector<SkippedFile> skipped;
  std::vector<ReadingAttributes> attributes;  ///< of the files that have any, in any order
};

}  // namespace gitctx
