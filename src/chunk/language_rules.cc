#include "chunk/language_rules.h"

#include <array>
#include <ranges>

#include "base/check.h"
#include "chunk/grammars.h"

namespace gitctx {
namespace {

LanguageRules resolve(const LanguageTable& table) {
  const TSLanguage* language = grammar_of(table.language)->language;
  LanguageRules rules;
  rules.table = &table;
  std::size_t field = 0;
  for (const auto name : std::views::split(field_names, ' ')) {
    const auto length = static_cast<std::uint32_t>(name.size());
    rules.fields.at(field++) = ts_language_field_id_for_name(language, name.data(), length);
  }
  // `field_names` must name every enumerator of Field. A rule that uses a missing field would never
  // match, and nothing would report this.
  GITCTX_CHECK(field == rules.fields.size());
  static constexpr NodeEntry statement{.types = ""};
  rules.by_symbol.assign(ts_language_symbol_count(language), &statement);
  for (const auto& nodes : {table.nodes, table.more_nodes}) {
    for (const NodeEntry& entry : nodes) {
      for (const auto type : std::views::split(entry.types, ' ')) {
        const TSSymbol symbol = ts_language_symbol_for_name(
            language, type.data(), static_cast<std::uint32_t>(type.size()), /*is_named=*/true);
        // Stops on a misspelt type, which would silently never match.
        GITCTX_CHECK(symbol != 0);
        rules.by_symbol[symbol] = &entry;
      }
    }
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
