#pragma once

#include <functional>
#include <string>

#include "core/view.h"

namespace gitctx {

/// Changes the text of an entry before it is indexed. Must keep every line break, so that line
/// numbers stay the same. Called from several threads at once. Empty: no change.
using TextEdit = std::function<void(const ViewEntry& entry, std::string& text)>;

}  // namespace gitctx
