#include "app/names.h"

namespace gitctx {

std::string_view chunk_kind_name(ChunkKind kind) {
  switch (kind) {
    case ChunkKind::text:
      return "text";
    case ChunkKind::code:
      return "code";
    case ChunkKind::function:
      return "function";
    case ChunkKind::method:
      return "method";
    case ChunkKind::type:
      return "type";
    case ChunkKind::module:
      return "module";
    case ChunkKind::constant:
      return "constant";
    case ChunkKind::macro:
      return "macro";
    case ChunkKind::section:
      return "section";
    case ChunkKind::test:
      return "test";
    case ChunkKind::implementation:
      return "implementation";
  }
  return "text";
}

std::string_view view_kind_name(ViewKind kind) {
  switch (kind) {
    case ViewKind::snapshot:
      return "snapshot";
    case ViewKind::worktree:
      return "worktree";
    case ViewKind::history:
      return "history";
  }
  return "snapshot";
}

std::string_view skip_reason_name(SkipReason reason) {
  switch (reason) {
    case SkipReason::none:
      return "none";
    case SkipReason::binary:
      return "binary";
    case SkipReason::too_large:
      return "too_large";
    case SkipReason::generated:
      return "generated";
    case SkipReason::vendored:
      return "vendored";
    case SkipReason::ignored:
      return "ignored";
    case SkipReason::minified:
      return "minified";
    case SkipReason::submodule:
      return "submodule";
    case SkipReason::unreadable:
      return "unreadable";
    case SkipReason::symlink:
      return "symlink";
    case SkipReason::encoding:
      return "encoding";
  }
  return "none";
}

std::string_view skip_reason_text(SkipReason reason) {
  switch (reason) {
    case SkipReason::none:
      return "no reason";
    case SkipReason::binary:
      return "binary";
    case SkipReason::too_large:
      return "larger than index.max_blob_size_mb";
    case SkipReason::generated:
      return "linguist-generated in .gitattributes";
    case SkipReason::vendored:
      return "linguist-vendored in .gitattributes";
    case SkipReason::ignored:
      return "matched by .gitctxignore";
    case SkipReason::minified:
      return "minified";
    case SkipReason::submodule:
      return "submodule";
    case SkipReason::unreadable:
      return "unreadable";
    case SkipReason::symlink:
      return "symbolic link";
    case SkipReason::encoding:
      return "unknown text encoding";
  }
  return "no reason";
}

}  // namespace gitctx
