// Settings files: a value that a setting accepts does not change when it is written and read again.
// After a setting is changed, it has its new value, and all other settings keep their values.
#include <algorithm>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "app/config/config_field.h"
#include "app/config/config_file.h"
#include "fuzz/fuzz_input.h"

namespace gitctx {
namespace {

ConfigValue read_value(const ConfigField& field, const ConfigEntry& entry) {
  const auto* const list = std::get_if<std::vector<std::string>>(&entry.value);
  if (list != nullptr) return parse_config_list(field, *list, "input");
  return parse_config_value(field, std::get<std::string>(entry.value), "input");
}

void check_value(const ConfigField& field, const ConfigEntry& entry) {
  read_or_refuse([&] {
    const ConfigValue value = read_value(field, entry);
    GITCTX_CHECK(!show_config_value(field, value).empty());
    const std::string yaml = std::string(field.section) + ":\n  " + std::string(field.name) + ": " +
                             config_value_to_yaml(value) + "\n";
    const std::vector<ConfigEntry> again = parse_config_text(yaml, "again");
    if (again.empty()) return;  // an empty value means the default
    GITCTX_CHECK(again.size() == 1 && again[0].key == field.key());
    GITCTX_CHECK(config_value_to_yaml(read_value(field, again[0])) == config_value_to_yaml(value));
  });
}

void check_edit(std::string_view text, std::vector<ConfigEntry> before) {
  const auto edited = edit_config_text(text, "search", "limit", "7");
  if (!edited) return;
  std::vector<ConfigEntry> after = parse_config_text(*edited, "edited");
  const auto is_limit = [](const ConfigEntry& entry) { return entry.key == "search.limit"; };
  GITCTX_CHECK(std::ranges::count_if(after, is_limit) >= 1);
  for (const ConfigEntry& entry : after) {
    if (is_limit(entry)) GITCTX_CHECK(std::get<std::string>(entry.value) == "7");
  }
  std::erase_if(before, is_limit);
  std::erase_if(after, is_limit);
  GITCTX_CHECK(std::ranges::equal(before, after, [](const auto& left, const auto& right) {
    return left.key == right.key && left.value == right.value;
  }));
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  static const std::map<std::string, const ConfigField*> fields = [] {
    std::map<std::string, const ConfigField*> by_key;
    for (const ConfigField& field : config_fields()) by_key.emplace(field.key(), &field);
    return by_key;
  }();
  const std::string_view text = input_text(data, size);
  read_or_refuse([&] {
    const std::vector<ConfigEntry> entries = parse_config_text(text, "input");
    for (const ConfigEntry& entry : entries) {
      const auto field = fields.find(entry.key);
      if (field != fields.end()) check_value(*field->second, entry);
    }
    check_edit(text, entries);
  });
  return 0;
}
