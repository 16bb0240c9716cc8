#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "redact/secret_candidate.h"

namespace gitctx {

/// Reads the assignment whose name contains the position `at`: `NAME=value`, `"name": "value"`,
/// `name := "value"`, `--name value`, `call("name", "value")`, `<name>value</name>`,
/// `name{"value"}`, `name || "value"`, `#define NAME "value"`. The value may be the default of a
/// reference, or it may be in a conversion: `name = env.NAME || "value"`, `name: Some("value")`.
/// The value may be on the same line, or on the next line if that line is indented more. Returns
/// nothing if there is no value. A value without quotes is cut after `longest_value` bytes.
std::optional<SecretCandidate> read_assignment(std::string_view text, std::size_t at,
                                               std::size_t longest_value);

}  // namespace gitctx
