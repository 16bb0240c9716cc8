#include "base/yaml_fields.h"

#include <fmt/format.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "base/ascii.h"

namespace gitctx {
namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view written) {
  Number value{};
  const char* const end = written.data() + written.size();
  const auto parsed = std::from_chars(written.data(), end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return value;
}

constexpr int deepest_value = 100;
constexpr std::size_t most_values = 1'000'000;
/// The limits for texts that yaml-cpp may read. They are needed because, inside brackets, yaml-cpp
/// keeps all tokens until the outermost bracket is closed.
constexpr std::size_t most_tokens = 5'000'000;
constexpr std::size_t most_open_brackets = 10'000;

/// Throws YAML::ParserException if the text could exceed the limits. Every token in brackets begins
/// or ends with one of the counted characters. Characters in quoted text are also counted, because
/// the end of quoted text is unknown if the text is malformed.
void limit_tokens(std::string_view text) {
  std::size_t tokens = 0;
  std::size_t open = 0;
  int line = 0;
  for (const char c : text) {
    if (c == '\n') ++line;
    if (c == '[' || c == '{') ++open;
    if ((c == ']' || c == '}') && open > 0) --open;
    if (std::string_view("[]{},:?*&!\"'").contains(c)) ++tokens;
    if (tokens <= most_tokens && open <= most_open_brackets) continue;
    YAML::Mark mark;
    mark.line = line;
    throw YAML::ParserException(mark, "too many values or open brackets");
  }
}

/// Counts the values. The values behind an alias count each time the alias is used, because a few
/// aliases can stand for any number of values, even for a value that contains itself. Returns false
/// if a limit is exceeded.
bool count_values(const YAML::Node& node, int levels_left, std::size_t& values_left) {
  if (levels_left == 0 || values_left == 0) return false;
  --values_left;
  if (node.IsSequence()) {
    return std::ranges::all_of(node.begin(), node.end(), [&](const YAML::Node& item) {
      return count_values(item, levels_left - 1, values_left);
    });
  }
  if (!node.IsMap()) return true;
  for (const auto& entry : node) {
    if (!count_values(entry.first, levels_left - 1, values_left) ||
        !count_values(entry.second, levels_left - 1, values_left)) {
      return false;
    }
  }
  return true;
}

/// Finds the first value of the current document, and counts the values of all documents.
class DocumentWatch final : public YAML::EventHandler {
 public:
  const YAML::Mark& start() const { return start_; }
  const std::optional<YAML::Mark>& value() const { return value_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    start_ = mark;
    value_.reset();
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { count(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { add_value(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string&) override {
    add_value(mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    add_value(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    add_value(mark);
  }
  void OnMapEnd() override {}

 private:
  void add_value(const YAML::Mark& mark) {
    if (!value_) value_ = mark;
    count(mark);
  }
  void count(const YAML::Mark& mark) {
    if (++count_ > most_values) {
      throw YAML::ParserException(mark, fmt::format("more than {} values", most_values));
    }
  }

  YAML::Mark start_;
  std::optional<YAML::Mark> value_;
  std::size_t count_ = 0;
};

/// Throws YAML::ParserException if a document after the first one has a value, or if the text has
/// too many values. Does not build the values, each of which would take 500 bytes.
void check_documents(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  DocumentWatch watch;
  bool is_first = true;
  int last = -1;
  // yaml-cpp returns some broken documents again and again (YAML::LoadAll never ends for `,a`).
  while (parser.HandleNextDocument(watch) && watch.start().pos > last) {
    last = watch.start().pos;
    if (!is_first && watch.value()) {
      throw YAML::ParserException(*watch.value(), "a second YAML document, expected only one");
    }
    is_first = false;
  }
}

}  // namespace

YAML::Node load_yaml_document(std::string_view yaml) {
  limit_tokens(yaml);
  const std::string text(yaml);
  // Only a text with one of these lines can have a second document. Only a text of more than
  // most_values bytes can have more than most_values values.
  const bool has_documents = text.contains("\n---") || text.contains("\n...");
  if (has_documents || text.size() > most_values) check_documents(text);
  return YAML::Load(text);
}

std::optional<double> YamlFields::parse_real(std::string_view written) {
  return parse_number<double>(written);
}

YAML::Node YamlFields::load(std::string_view yaml) const {
  if (yaml.size() > limits_.megabytes * 1024 * 1024) {
    throw Error(limits_.broken, fmt::format("{}: larger than {} MB", file_, limits_.megabytes));
  }
  YAML::Node root = load_yaml_document(yaml);
  std::size_t values_left = most_values;
  if (count_values(root, deepest_value, values_left)) return root;
  throw Error(
      limits_.broken,
      fmt::format("{}: too many or too deeply nested values, with all aliases expanded", file_),
      "Remove the aliases");
}

void YamlFields::fail_as_broken(const YAML::Exception& error) const {
  const int line = std::max(error.mark.line, 0) + 1;
  throw Error(limits_.broken, fmt::format("{}:{}: broken YAML: {}", file_, line, error.msg),
              "Fix that line");
}

void YamlFields::fail(const YAML::Node& node, const std::string& what) const {
  const int line = std::max(node.Mark().line, 0) + 1;
  throw Error(limits_.wrong, fmt::format("{}:{}: {}", file_, line, what), std::string(hint_));
}

void YamlFields::check_keys(const YAML::Node& map,
                            std::initializer_list<std::string_view> known) const {
  if (!map.IsMap()) fail(map, fmt::format("expected {}", fmt::join(known, ", ")));
  for (const auto& entry : map) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (std::ranges::find(known, key) == known.end()) {
      fail(entry.first, fmt::format("unknown key '{}'", key));
    }
  }
}

std::optional<YAML::Node> YamlFields::optional_child(const YAML::Node& map, const char* name) {
  const YAML::Node node = map[name];
  return node && !node.IsNull() ? std::optional(node) : std::nullopt;
}

std::optional<YAML::Node> YamlFields::optional_map(const YAML::Node& map, const char* name,
                                                   std::string_view what) const {
  auto found = optional_child(map, name);
  if (found && !found->IsMap())
    fail(*found, fmt::format("expected a map of {} below '{}'", what, name));
  return found;
}

YAML::Node YamlFields::child(const YAML::Node& map, const char* name) const {
  const auto node = optional_child(map, name);
  if (!node) fail(map, fmt::format("expected '{}'", name));
  return *node;
}

std::string YamlFields::text(const YAML::Node& map, const char* name, bool needed) const {
  if (!needed && !optional_child(map, name)) return {};
  const YAML::Node found = child(map, name);
  if (!found.IsScalar() || (needed && has_only_blanks(found.Scalar()))) {
    fail(found, fmt::format("expected '{}' to be a text", name));
  }
  return found.Scalar();
}

int YamlFields::whole_number(const YAML::Node& node, std::string_view name, int minimum,
                             int maximum) const {
  const auto value = parse_number<int>(node.IsScalar() ? node.Scalar() : "");
  if (!value || *value < minimum || *value > maximum) {
    fail(node, fmt::format("{}: expected a whole number from {} to {}", name, minimum, maximum));
  }
  return *value;
}

double YamlFields::real(const YAML::Node& node, std::string_view name, double minimum,
                        double maximum) const {
  const auto value = parse_real(node.IsScalar() ? node.Scalar() : "");
  if (!value || !(*value >= minimum && *value <= maximum)) {
    fail(node, fmt::format("{}: expected a number from {:g} to {:g}", name, minimum, maximum));
  }
  return *value;
}

}  // namespace gitctx
