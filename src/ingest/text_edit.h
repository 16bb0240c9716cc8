#pragma once

#include <functional>
#include <string>

#include "core/view.h"

namespace gitctx {

/// Changes the text of an entry before anything is made of it; every line break has to stay, so
/// that line numbers do. Called from several threads at once. Empty: nothing is changed.
using TextEdit = std::function<void(const ViewEntry& entry, std::string& text)>;

}  // namespace gitctx
