#pragma once

#include <string_view>

namespace gitctx {

/// Whether the whole text of a file is a pointer that Git LFS stores in place of the file.
bool is_lfs_pointer(std::string_view text);

}  // namespace gitctx
