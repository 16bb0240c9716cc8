#pragma once

#include <exception>
#include <string>

namespace gitctx {

/// Why an operation failed. The values are the exit codes of the process.
enum class ErrorCode : int {
  failure = 1,
  usage = 2,
  not_a_repository = 3,
  configuration = 4,
  provider = 5,
  permission = 6,
  no_index = 8,
  interrupted = 130,
};

/// The only exception class of the project. It has a code, a message that says what failed and
/// where, and a hint that says what to do next. The hint may be empty. The message and the hint do
/// not end in a newline or a full stop.
class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message, std::string hint = {})
      : code_(code), message_(std::move(message)), hint_(std::move(hint)) {}

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::string& hint() const { return hint_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  ErrorCode code_;
  std::string message_;
  std::string hint_;
};

/// Throws an Error for a failed system call, with the message `what path: strerror`. EACCES, EPERM
/// and EROFS become ErrorCode::permission, everything else ErrorCode::failure.
[[noreturn]] void throw_system_error(int error_number, const std::string& what,
                                     const std::string& path);

}  // namespace gitctx
