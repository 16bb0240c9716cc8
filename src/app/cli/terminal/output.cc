#include "app/cli/terminal/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace gitctx {

void Output::write(std::string_view text) {
  constexpr std::size_t enough = 64 * 1024;
  buffer_ += text;
  if (buffer_.size() >= enough) flush();
}

void Output::flush() {
  if (!buffer_.empty()) is_mid_line_ = buffer_.back() != '\n';
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) throw OutputClosed{};
    if (written < 0) {
      const int error = errno;
      buffer_.clear();
      throw Error(ErrorCode::failure,
                  fmt::format("cannot write to standard output: {}", std::strerror(error)));
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

void write_message(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace gitctx
