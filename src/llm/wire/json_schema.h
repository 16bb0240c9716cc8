#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gitctx {

/// JSON Schema (draft 2020-12) in the subset that strict structured outputs take: the root is an
/// object; every object lists all of its properties as required and allows no others; arrays have
/// `items`; `enum` and `const` hold scalars; no references, no `pattern`, `allOf`, `not` or `if`;
/// at most ten levels. Both functions return what is wrong first, as `$.path: sentence`, and
/// nothing for what is right. Any bytes are safe.

std::optional<std::string> find_schema_fault(std::string_view schema);

/// `schema` has to be without fault. The document is JSON text.
std::optional<std::string> find_document_fault(std::string_view document, std::string_view schema);

}  // namespace gitctx
