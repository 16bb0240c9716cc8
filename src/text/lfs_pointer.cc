#include "text/lfs_pointer.h"

#include <cstddef>

#include "base/ascii.h"

namespace gitctx {

bool is_lfs_pointer(std::string_view text) {
  constexpr std::size_t most_bytes = 1024;  // as in the specification of Git LFS
  if (text.size() >= most_bytes) return false;
  const std::string_view version = take_part(text, '\n');
  if (version != "version https://git-lfs.github.com/spec/v1" &&
      version != "version https://hawser.github.com/spec/v1") {
    return false;
  }
  bool has_object = false;
  bool has_size = false;
  while (!text.empty()) {
    const std::string_view line = take_part(text, '\n');
    const std::size_t blank = line.find(' ');
    if (blank == 0 || blank == std::string_view::npos) return false;
    const std::string_view key = line.substr(0, blank);
    if (key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") != std::string_view::npos) {
      return false;
    }
    has_object = has_object || line.starts_with("oid sha256:");
    has_size = has_size || key == "size";
  }
  return has_object && has_size;
}

}  // namespace gitctx
