#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "redact/secret_candidate.h"

namespace gitctx {

/// Reads the assignment whose name contains the position `at`: `NAME=value`, `"name": "value"`,
/// `name := "value"`, `--name value`, `call("name", "value")`, `<name>value</name>`. Returns
/// nothing if there is no value on the same line or, indented more, on the next line. A value
/// without quotes is cut after `longest_value` bytes.
std::optional<SecretCandidate> read_assignment(std::string_view text, std::size_t at,
                                               std::size_t longest_value);

}  // namespace gitctx
