#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// Thrown when whoever reads standard output has gone away: the command has succeeded.
struct OutputClosed {};

/// Standard output, buffered. A full disk and the like throw Error, a closed pipe OutputClosed; so
/// call flush() before the end: the destructor drops what is left.
class Output {
 public:
  explicit Output(int descriptor) : descriptor_(descriptor) {}

  void write(std::string_view text);
  void flush();

 private:
  int descriptor_;
  std::string buffer_;
};

/// Standard error. Nothing here fails: there is nowhere to say so.
void write_message(std::string_view text);

}  // namespace gitctx
