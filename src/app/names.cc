#include "app/names.h"

#include <array>

namespace gitctx {
namespace {

struct ReasonName {
  std::string_view name;
  std::string_view text;
};

// The names of each enum's values, in the order of the enum.
constexpr std::array<std::string_view, chunk_kind_count> chunk_kinds{
    "text",     "code",  "function", "method", "type",          "module",
    "constant", "macro", "section",  "test",   "implementation"};
constexpr std::array<std::string_view, 3> view_kinds{"snapshot", "worktree", "history"};
constexpr std::array<ReasonName, 12> skip_reasons{{
    {"none", "no reason"},
    {"binary", "binary"},
    {"too_large", "larger than index.max_blob_size_mb"},
    {"generated", "linguist-generated in .gitattributes"},
    {"vendored", "linguist-vendored in .gitattributes"},
    {"ignored", "matched by .gitctxignore"},
    {"minified", "minified"},
    {"submodule", "submodule"},
    {"unreadable", "unreadable"},
    {"symlink", "symbolic link"},
    {"encoding", "unknown text encoding"},
    {"lfs", "pointer to a file in Git LFS"},
}};
constexpr std::array<ReasonName, 2> reading_notes{{
    {"long_lines", "long lines left out"},
    {"guessed_encoding", "encoding guessed"},
}};
static_assert(static_cast<std::size_t>(ViewKind::history) + 1 == view_kinds.size());
static_assert(static_cast<std::size_t>(SkipReason::lfs) + 1 == skip_reasons.size());

/// The name of a value. For a value outside the enumeration (from a damaged index), the first name.
template <class Name, std::size_t count, class Value>
Name name_of(const std::array<Name, count>& names, Value value) {
  const auto position = static_cast<std::size_t>(value);
  return position < count ? names[position] : names[0];
}

}  // namespace

std::string_view chunk_kind_name(ChunkKind kind) { return name_of(chunk_kinds, kind); }

std::string_view view_kind_name(ViewKind kind) { return name_of(view_kinds, kind); }

std::string_view reading_note_name(ReadingNote note) { return name_of(reading_notes, note).name; }

std::string_view reading_note_text(ReadingNote note) { return name_of(reading_notes, note).text; }

std::string_view skip_reason_name(SkipReason reason) { return name_of(skip_reasons, reason).name; }

std::string_view skip_reason_text(SkipReason reason) { return name_of(skip_reasons, reason).text; }

}  // namespace gitctx
