#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gitctx {

/// JSON Schema (draft 2020-12) in the subset that strict structured outputs accept. The root is an
/// object. Every object lists all of its properties as required and allows no others. Arrays have
/// `items`; `enum` and `const` hold scalars. References, `pattern`, `allOf`, `not` and `if` are not
/// allowed. A schema has at most ten levels. Both functions return nothing if there is no fault;
/// otherwise they return the first fault as `$.path: sentence`. Their arguments may contain any
/// bytes.

std::optional<std::string> find_schema_fault(std::string_view schema);

/// `document` is the JSON text to check; `schema` must be free of faults.
std::optional<std::string> find_document_fault(std::string_view document, std::string_view schema);

}  // namespace gitctx
