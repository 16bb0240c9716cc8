#include "llm/prompts/prompt_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/error.h"
#include "base/json_text.h"

namespace gitctx {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t largest_prompt_bytes = 1024 * 1024;
constexpr int deepest_value = 40;
constexpr int most_values = 20'000;  // an alias in YAML may stand for any number of them
constexpr const char* hint = "docs/evals.md shows what a prompt looks like";

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

Json scalar_json(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return text;  // it was quoted
  if (text == "true") return true;
  if (text == "false") return false;
  if (text == "null" || text == "~") return nullptr;
  if (const auto whole = parse_number<std::uint64_t>(text)) return *whole;
  if (const auto whole = parse_number<std::int64_t>(text)) return *whole;
  if (const auto real = parse_number<double>(text)) return *real;
  return text;
}

/// What is left of the limits while a value is turned into JSON.
struct ValueBudget {
  int values = most_values;
  bool spent = false;
};

Json node_json(const YAML::Node& node, int levels_left, ValueBudget& budget) {
  budget.spent = budget.spent || levels_left == 0 || --budget.values < 0;
  if (budget.spent) return nullptr;
  if (node.IsScalar()) return scalar_json(node);
  if (node.IsSequence()) {
    Json list = Json::array();
    for (const YAML::Node& item : node) list.push_back(node_json(item, levels_left - 1, budget));
    return list;
  }
  Json map = node.IsMap() ? Json::object() : Json(nullptr);
  for (const auto& entry : node) {
    map[entry.first.IsScalar() ? entry.first.Scalar() : ""] =
        node_json(entry.second, levels_left - 1, budget);
  }
  return map;
}

}  // namespace

void PromptNode::check_keys(std::initializer_list<std::string_view> known) const {
  if (!node_.IsMap()) {
    fail(fmt::format("expected {}", fmt::join(known.begin(), known.end(), ", ")));
  }
  for (const auto& entry : node_) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (std::ranges::find(known, key) == known.end()) {
      PromptNode(entry.first, file_).fail(fmt::format("nothing is named '{}' here", key));
    }
  }
}

PromptNode PromptNode::child(const char* name) const {
  auto found = optional_child(name);
  if (!found) fail(fmt::format("expected '{}'", name));
  return *found;
}

std::optional<PromptNode> PromptNode::optional_child(const char* name) const {
  const YAML::Node found = node_[name];
  if (!found || found.IsNull()) return std::nullopt;
  return PromptNode(found, file_);
}

std::vector<PromptNode> PromptNode::items() const {
  if (!node_.IsSequence()) fail("expected a list");
  std::vector<PromptNode> nodes;
  for (const YAML::Node& item : node_) nodes.emplace_back(item, file_);
  return nodes;
}

std::string PromptNode::text() const {
  if (!node_.IsScalar() || has_only_blanks(node_.Scalar())) {
    fail("expected a text");
  }
  return node_.Scalar();
}

std::int64_t PromptNode::whole_number(std::int64_t minimum, std::int64_t maximum) const {
  const auto value = parse_number<std::int64_t>(node_.IsScalar() ? node_.Scalar() : "");
  if (!value || *value < minimum || *value > maximum) {
    fail(fmt::format("expected a whole number from {} to {}", minimum, maximum));
  }
  return *value;
}

double PromptNode::number(double minimum, double maximum) const {
  const auto value = parse_number<double>(node_.IsScalar() ? node_.Scalar() : "");
  if (!value || !(*value >= minimum && *value <= maximum)) {
    fail(fmt::format("expected a number from {} to {}", minimum, maximum));
  }
  return *value;
}

std::string PromptNode::json() const {
  ValueBudget budget;
  const Json value = node_json(node_, deepest_value, budget);
  if (budget.spent) fail("deeper or larger than any schema");
  return json_text(value);
}

void PromptNode::fail(const std::string& what) const {
  const int line = std::max(node_.Mark().line, 0) + 1;
  throw Error(ErrorCode::usage, fmt::format("{}:{}: {}", file_, line, what), hint);
}

PromptReader::PromptReader(std::string_view yaml, std::string_view file) : file_(file) {
  if (yaml.size() > largest_prompt_bytes) {
    throw Error(ErrorCode::failure, fmt::format("{}: too large for a prompt", file_), hint);
  }
  try {
    root_ = YAML::Load(std::string(yaml));
  } catch (const YAML::Exception& error) {
    throw Error(ErrorCode::failure,
                fmt::format("{}:{}: broken YAML: {}", file_, error.mark.line + 1, error.msg), hint);
  }
}

}  // namespace gitctx
