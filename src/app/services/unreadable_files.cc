#include "app/services/unreadable_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace gitctx {

std::optional<Notice> unreadable_notice(std::span<const SkippedFile> skipped) {
  const auto is_unreadable = [](const SkippedFile& file) {
    return file.reason == SkipReason::unreadable;
  };
  const auto has_unused_patterns = [&](const SkippedFile& file) {
    return is_unreadable(file) && file.detail.starts_with(unused_patterns);
  };
  const auto count = std::ranges::count_if(skipped, is_unreadable);
  if (count == 0) return std::nullopt;
  auto first = std::ranges::find_if(skipped, has_unused_patterns);
  Notice notice;
  if (first != skipped.end()) {
    notice.message = fmt::format("the patterns of {} are not used: {}", first->path,
                                 first->detail.substr(unused_patterns.size()));
  } else {
    // This message says that the next run tries again, because the file may be readable then. The
    // message above does not say so, because unusable patterns remain unusable.
    first = std::ranges::find_if(skipped, is_unreadable);
    notice.message = fmt::format("cannot read {}: {}; the next run tries again",
                                 first->path.empty() ? "a commit" : first->path, first->detail);
  }
  if (count > 1) {
    notice.message += fmt::format("; {} more file{} or folder{} could not be read", count - 1,
                                  count == 2 ? "" : "s", count == 2 ? "" : "s");
    notice.hint = "Run: gitctx status --skipped";
  }
  return notice;
}

}  // namespace gitctx
