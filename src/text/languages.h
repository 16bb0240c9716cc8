#pragma once

#include <optional>
#include <string_view>

#include "core/encoding.h"
#include "core/language.h"

namespace gitctx {

/// The name rule of a path. `given` encodes the attributes of the file, which override the name.
NameRule name_rule(std::string_view path, NameRule given = {});

/// The part of a rule that comes from the attributes `linguist-language` and `encoding`. Empty or
/// unknown values have no effect.
NameRule given_rule(std::string_view language, std::string_view encoding);

/// The part of a rule that does not follow from the path: name_rule(path, given_part(rule, path))
/// is `rule`.
NameRule given_part(NameRule rule, std::string_view path);

/// The encoding that an attribute names; nothing if there is no such attribute.
std::optional<Encoding> given_encoding(NameRule rule);

/// The language of a file whose name has the rule; see detect_language().
Language language_of(NameRule rule, std::string_view text);

/// Whether the rule is that of a Jupyter notebook (`.ipynb`).
bool is_notebook(NameRule rule);

/// The language of a file, judged by its name, its extension and the beginning of its text.
/// plain_text if the language cannot be determined. `path` has '/' separators. `text` is the whole
/// text, of which at most the first 16 KB are read. In a `.h` file, comments do not count towards
/// the 16 KB. A `.h` file is C unless its beginning looks like C++ or Objective-C.
Language detect_language(std::string_view path, std::string_view text);

/// The name that users see and type: one lower-case word ("cpp", "csharp", "typescript", "text").
std::string_view language_name(Language language);

/// The language with this name or common alias ("c++", "ts", "golang"), ignoring case.
std::optional<Language> language_from_name(std::string_view name);

}  // namespace gitctx
