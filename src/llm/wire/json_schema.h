#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gitctx {

/// JSON Schema (draft 2020-12) in the subset that strict structured outputs accept: the root is an
/// object; every object lists all of its properties as required and allows no others; arrays have
/// `items`; `enum` and `const` hold scalars; no references, no `pattern`, `allOf`, `not` or `if`;
/// at most ten levels. Both functions return the first fault as `$.path: sentence`, or nothing if
/// there is none. Their arguments may contain any bytes.

std::optional<std::string> find_schema_fault(std::string_view schema);

/// `document` is the JSON text to check; `schema` must be free of faults.
std::optional<std::string> find_document_fault(std::string_view document, std::string_view schema);

}  // namespace gitctx
