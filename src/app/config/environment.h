#pragma once

#include <map>
#include <string>
#include <string_view>

namespace gitctx {

/// The environment variables of a process, as a value, so that tests can make their own.
struct Environment {
  std::map<std::string, std::string, std::less<>> variables;

  static Environment of_process();

  /// The value of the variable; empty if it is unset.
  std::string_view get(std::string_view name) const;
  /// Whether the value is 1, true or yes, in upper or lower case.
  bool is_on(std::string_view name) const;
};

}  // namespace gitctx
