#pragma once

#include <optional>
#include <span>

#include "app/notice.h"
#include "core/view.h"

namespace gitctx {

/// A notice that names the first rule file (.gitignore, .gitctxignore or .gitattributes) whose
/// patterns are not used, or else the first file of a view that could not be read. The notice gives
/// the reason and counts the other files. Nothing if no file is unreadable.
std::optional<Notice> unreadable_notice(std::span<const SkippedFile> skipped);

}  // namespace gitctx
