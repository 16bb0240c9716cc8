#pragma once

#include <atomic>
#include <string>
#include <string_view>

namespace gitctx {

/// Thrown when the reader of standard output has closed the pipe. The command then counts as
/// successful.
struct OutputClosed {};

/// Standard output, buffered. Throws OutputClosed for a closed pipe and Error for other failures,
/// such as a full disk. Callers must call flush() at the end. The destructor discards the buffer,
/// because it cannot throw.
class Output {
 public:
  explicit Output(int descriptor) : descriptor_(descriptor) {}

  void write(std::string_view text);
  void flush();
  /// Whether the flushed part of the output ends in the middle of a line. Thread-safe.
  bool is_mid_line() const { return is_mid_line_; }

 private:
  int descriptor_;
  std::string buffer_;
  std::atomic<bool> is_mid_line_ = false;
};

/// Writes the program's own text to standard error. Messages with text from elsewhere must go
/// through messages.h. Failures are ignored, because there is nowhere to report them.
void write_message(std::string_view text);

}  // namespace gitctx
