#pragma once

#include <optional>
#include <string_view>

#include "core/language.h"

namespace gitctx {

/// The language of a file, judged by its name, its extension and the beginning of its text (`head`;
/// the first kilobyte or two is enough). plain_text if the language cannot be determined. `path`
/// has '/' separators. A `.h` file is C unless its head looks like C++ or Objective-C.
Language detect_language(std::string_view path, std::string_view head);

/// The name that users see and type: one lower-case word ("cpp", "csharp", "typescript", "text").
std::string_view language_name(Language language);

/// The language with this name or common alias ("c++", "ts", "golang"), ignoring case.
std::optional<Language> language_from_name(std::string_view name);

}  // namespace gitctx
