#include "llm/prompts/yaml_json.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/json_text.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr int deepest_value = 40;
constexpr int most_values = 20'000;

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

OrderedJson scalar_json(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return text;  // quoted
  if (text == "true") return true;
  if (text == "false") return false;
  if (text == "null" || text == "~") return nullptr;
  if (const auto whole = parse_number<std::uint64_t>(text)) return *whole;
  if (const auto whole = parse_number<std::int64_t>(text)) return *whole;
  if (const auto real = parse_number<double>(text)) return *real;
  return text;
}

/// The number of values that a conversion to JSON may still make, and whether a limit was exceeded.
struct ValueBudget {
  int values = most_values;
  bool spent = false;
};

OrderedJson node_json(const YAML::Node& node, int levels_left, ValueBudget& budget) {
  budget.spent = budget.spent || levels_left == 0 || --budget.values < 0;
  if (budget.spent) return nullptr;
  if (node.IsScalar()) return scalar_json(node);
  if (node.IsSequence()) {
    OrderedJson list = OrderedJson::array();
    for (const YAML::Node& item : node) list.push_back(node_json(item, levels_left - 1, budget));
    return list;
  }
  OrderedJson map = node.IsMap() ? OrderedJson::object() : OrderedJson(nullptr);
  for (const auto& entry : node) {
    map[entry.first.IsScalar() ? entry.first.Scalar() : ""] =
        node_json(entry.second, levels_left - 1, budget);
  }
  return map;
}

}  // namespace

std::optional<std::string> yaml_to_json(const YAML::Node& node) {
  ValueBudget budget;
  const OrderedJson value = node_json(node, deepest_value, budget);
  return budget.spent ? std::nullopt : std::optional(raw_json_text(value));
}

}  // namespace gitctx
