#pragma once

#include <optional>
#include <span>

#include "app/notice.h"
#include "core/view.h"

namespace gitctx {

/// Names the first file of a view that could not be read, or the first rule file whose patterns are
/// not used, with the reason, and counts the others. Nothing if no file is unreadable.
std::optional<Notice> unreadable_notice(std::span<const SkippedFile> skipped);

}  // namespace gitctx
