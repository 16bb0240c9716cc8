#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "redact/secret_candidate.h"

namespace gitctx {

/// Reads the assignment around `at`, a place in a name: `NAME=value`, `"name": "value"`,
/// `name := "value"`, `--name value`, `call("name", "value")`, `<name>value</name>`. Nothing if
/// there is no value on the same line. A value without quotes is cut after `longest_value` bytes.
std::optional<SecretCandidate> read_assignment(std::string_view text, std::size_t at,
                                               std::size_t longest_value);

}  // namespace gitctx
