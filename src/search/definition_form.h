#pragma once

#include <cstdint>
#include <string_view>

#include "core/language.h"
#include "core/ranges.h"

namespace gitctx {

/// How much a line that contains a name looks like the definition of the name. A later form is a
/// surer sign.
enum class DefinitionForm : std::uint8_t {
  none,
  member,            ///< `name = value`, or `name: value` at the beginning of the line
  head,              ///< the head of a function, such as `int name(int x) {`
  declaration,       ///< after a word such as `def` or `variable`
  type_declaration,  ///< after a word such as `class` or `message`
};

/// Whether a line is a comment, an attribute, a decorator or a preprocessor condition.
bool is_beside_code(std::string_view line, Language language);

/// The form of the name at the place `name` in `line`. `none` for comments, attributes, decorators
/// and preprocessor conditions. Languages without a grammar have further words that declare names.
DefinitionForm definition_form(std::string_view line, ByteRange name, Language language);

/// Whether a word declares the name after it in some language (`class`, `def`, `let`).
bool is_declaring_word(std::string_view word);

/// Whether a line of this form in a text of this language defines the name. Only for languages
/// without a grammar, whose chunks do not list the names that they define. False for other
/// languages, and for data and prose.
bool defines_without_grammar(Language language, DefinitionForm form);

}  // namespace gitctx
