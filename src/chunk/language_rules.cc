#include "chunk/language_rules.h"

#include <array>

#include "base/check.h"
#include "chunk/grammars.h"

namespace gitctx {
namespace {

LanguageRules resolve(const LanguageTable& table) {
  const TSLanguage* language = grammar_of(table.language)->language;
  LanguageRules rules;
  rules.table = &table;
  for (std::size_t i = 0; i < field_names.size(); ++i) {
    const auto length = static_cast<std::uint32_t>(field_names[i].size());
    rules.fields[i] = ts_language_field_id_for_name(language, field_names[i].data(), length);
  }
  rules.by_symbol.resize(ts_language_symbol_count(language));
  for (const NodeEntry& entry : table.nodes) {
    const auto length = static_cast<std::uint32_t>(entry.type.size());
    const TSSymbol symbol =
        ts_language_symbol_for_name(language, entry.type.data(), length, /*is_named=*/true);
    // A misspelt type would silently never match.
    GITCTX_CHECK(symbol != 0);
    rules.by_symbol[symbol] = {entry.role, entry.kind, entry.define};
  }
  return rules;
}

std::array<LanguageRules, language_count> resolve_all() {
  std::array<LanguageRules, language_count> all;
  for (const auto tables : {c_family_tables(), managed_tables(), script_tables(), web_tables(),
                            functional_tables(), systems_tables()}) {
    for (const LanguageTable& table : tables) {
      all[static_cast<std::size_t>(table.language)] = resolve(table);
    }
  }
  return all;
}

}  // namespace

const LanguageRules* rules_of(Language language) {
  static const std::array<LanguageRules, language_count> all = resolve_all();
  const LanguageRules& rules = all[static_cast<std::size_t>(language)];
  return rules.table != nullptr ? &rules : nullptr;
}

}  // namespace gitctx
