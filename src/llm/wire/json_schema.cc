#include "llm/wire/json_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "base/check.h"
#include "base/json_text.h"
#include "base/printable.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t max_levels = 10;
constexpr std::size_t max_properties = 5000;
constexpr std::size_t max_enum_values = 1000;

constexpr auto known_types = std::to_array<std::string_view>(
    {"object", "array", "string", "number", "integer", "boolean", "null"});
constexpr auto count_keywords = std::to_array<std::string_view>({"minItems", "maxItems"});
constexpr auto number_keywords = std::to_array<std::string_view>(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"});
constexpr auto other_keywords =
    std::to_array<std::string_view>({"type", "properties", "required", "additionalProperties",
                                     "items", "enum", "const", "anyOf", "description", "title"});

/// Prepares an untrusted name for a message: cuts it and escapes it for one line.
std::string printable(std::string_view name) { return printable_line(truncate_utf8(name, 60)); }

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// The value of a key, or null.
const OrderedJson* find_key(const OrderedJson& object, std::string_view key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

bool is_scalar(const OrderedJson& value) { return !value.is_structured(); }

// --- The check of a schema against the subset.

/// Checks a schema and keeps the first fault. Recursion is bounded by max_json_depth.
class SubsetCheck {
 public:
  std::optional<std::string> run(const OrderedJson& root) {
    if (root.is_discarded()) return "$: not JSON, or too deep";
    if (!root.is_object() || root.value("type", OrderedJson()) != "object") {
      return "$: the root must be of type object";
    }
    check({root, "$", 1});
    return fault_;
  }

 private:
  struct Part {
    const OrderedJson& schema;
    std::string path;
    std::size_t level;
  };

  void fail(const std::string& path, const std::string& what) {
    if (!fault_) fault_ = path + ": " + what;
  }

  void check(const Part& part) {
    if (fault_) return;
    if (!part.schema.is_object()) return fail(part.path, "expected a schema");
    if (part.level > max_levels) {
      return fail(part.path, fmt::format("deeper than {} levels", max_levels));
    }
    for (const auto& [key, value] : part.schema.items()) check_keyword(part, key, value);
    if (const OrderedJson* any = find_key(part.schema, "anyOf"))
      return check_alternatives(part, *any);
    check_type(part);
  }

  void check_keyword(const Part& part, const std::string& key, const OrderedJson& value) {
    if (contains(count_keywords, key)) {
      if (!value.is_number_unsigned()) fail(part.path, key + ": expected a whole number");
    } else if (contains(number_keywords, key)) {
      if (!value.is_number()) fail(part.path, key + ": expected a number");
    } else if (key == "enum") {
      check_enum(part, value);
    } else if (key == "const") {
      if (!is_scalar(value)) fail(part.path, "const: expected a scalar");
    } else if (key == "description" || key == "title") {
      if (!value.is_string()) fail(part.path, key + ": expected a text");
    } else if (!contains(other_keywords, key)) {
      fail(part.path, fmt::format("'{}' is not allowed in a schema for strict structured output",
                                  printable(key)));
    }
  }

  void check_enum(const Part& part, const OrderedJson& values) {
    if (!values.is_array() || values.empty() || !std::ranges::all_of(values, is_scalar)) {
      return fail(part.path, "enum: expected a list of scalars");
    }
    enum_values_ += values.size();
    if (enum_values_ > max_enum_values) {
      fail(part.path, fmt::format("more than {} enum values", max_enum_values));
    }
  }

  void check_alternatives(const Part& part, const OrderedJson& any) {
    if (part.level == 1) return fail(part.path, "the root cannot be anyOf");
    if (!any.is_array() || any.empty()) return fail(part.path, "anyOf: expected schemas");
    for (std::size_t i = 0; i < any.size(); ++i) {
      check({any[i], fmt::format("{}.anyOf[{}]", part.path, i), part.level});
    }
  }

  void check_type(const Part& part) {
    const OrderedJson* type = find_key(part.schema, "type");
    if (type == nullptr) {
      if (!part.schema.contains("enum") && !part.schema.contains("const")) {
        fail(part.path, "expected a type");
      }
      return;
    }
    const OrderedJson types = type->is_array() ? *type : OrderedJson::array({*type});
    if (types.empty()) return fail(part.path, "expected a type");
    for (const OrderedJson& one : types) {
      if (!one.is_string() || !contains(known_types, one.get_ref<const std::string&>())) {
        return fail(part.path, "unknown type: " + printable(one.dump()));
      }
    }
    // Checks the part only once for each type, even if the list names a type several times.
    if (std::ranges::find(types, OrderedJson("object")) != types.end()) check_object(part);
    if (std::ranges::find(types, OrderedJson("array")) != types.end()) check_array(part);
  }

  void check_object(const Part& part) {
    const OrderedJson* properties = find_key(part.schema, "properties");
    if (properties == nullptr || !properties->is_object()) {
      return fail(part.path, "an object needs properties");
    }
    if (part.schema.value("additionalProperties", OrderedJson()) != OrderedJson(false)) {
      return fail(part.path, "an object needs additionalProperties: false");
    }
    properties_ += properties->size();
    if (properties_ > max_properties) {
      return fail(part.path, fmt::format("more than {} properties", max_properties));
    }
    const OrderedJson* required = find_key(part.schema, "required");
    if (required == nullptr || !required->is_array()) {
      return fail(part.path, "an object needs required");
    }
    for (const OrderedJson& name : *required) {
      if (!name.is_string() || !properties->contains(name.get_ref<const std::string&>())) {
        return fail(part.path, "required: unknown property: " + printable(name.dump()));
      }
    }
    for (const auto& [name, schema] : properties->items()) {
      if (std::ranges::find(*required, OrderedJson(name)) == required->end()) {
        return fail(part.path, fmt::format("'{}' must also be required", printable(name)));
      }
      check({schema, part.path + ".properties." + printable(name), part.level + 1});
    }
  }

  void check_array(const Part& part) {
    const OrderedJson* items = find_key(part.schema, "items");
    if (items == nullptr) return fail(part.path, "an array needs items");
    check({*items, part.path + ".items", part.level + 1});
  }

  std::optional<std::string> fault_;
  std::size_t properties_ = 0;
  std::size_t enum_values_ = 0;
};

// --- The check of a document against a schema.

bool has_type(const OrderedJson& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  const auto is_whole = [](double number) { return std::floor(number) == number; };
  return value.is_number_integer() || (value.is_number() && is_whole(value.get<double>()));
}

std::string article_of(std::string_view type) {
  const bool vowel = type == "object" || type == "array" || type == "integer";
  return fmt::format("{} {}", vowel ? "an" : "a", type);
}

/// The fault in a value, without the faults in its members and items; empty if there is none.
std::string find_own_fault(const OrderedJson& value, const OrderedJson& schema) {
  if (const OrderedJson* type = find_key(schema, "type")) {
    const OrderedJson types = type->is_array() ? *type : OrderedJson::array({*type});
    const auto fits = [&](const OrderedJson& one) {
      return has_type(value, one.get<std::string_view>());
    };
    if (std::ranges::none_of(types, fits)) {
      const std::string_view wanted = types.front().get_ref<const std::string&>();
      return fmt::format("expected {}, got {}", article_of(wanted), value.type_name());
    }
  }
  const OrderedJson* values = find_key(schema, "enum");
  if (values != nullptr && std::ranges::find(*values, value) == values->end()) {
    return fmt::format("expected one of {}", printable(values->dump()));
  }
  const OrderedJson* constant = find_key(schema, "const");
  if (constant != nullptr && *constant != value) {
    return fmt::format("expected {}", printable(constant->dump()));
  }
  const auto limit = [&](const char* keyword, double fallback) {
    const OrderedJson* found = find_key(schema, keyword);
    return found == nullptr ? fallback : found->get<double>();
  };
  if (value.is_array()) {
    const auto size = static_cast<double>(value.size());
    if (size < limit("minItems", 0)) return "too few items";
    if (size > limit("maxItems", INFINITY)) return "too many items";
  }
  if (value.is_number()) {
    const auto number = value.get<double>();
    const double step = limit("multipleOf", 0);
    if (number < limit("minimum", -INFINITY) || number <= limit("exclusiveMinimum", -INFINITY)) {
      return "number too small";
    }
    if (number > limit("maximum", INFINITY) || number >= limit("exclusiveMaximum", INFINITY)) {
      return "number too large";
    }
    if (step > 0 && std::remainder(number, step) != 0) return "not a multiple of the step";
  }
  return {};
}

/// A sentence about the first property that an object lacks or must not have; empty if there is
/// none.
std::string find_name_fault(const OrderedJson& object, const OrderedJson& properties) {
  for (const auto& [name, unused] : properties.items()) {
    if (!object.contains(name)) return fmt::format("'{}' is missing", printable(name));
  }
  for (const auto& [name, unused] : object.items()) {
    if (!properties.contains(name)) return fmt::format("'{}' is not expected", printable(name));
  }
  return {};
}

/// The first fault in the part of a document at `path`. Recursion is bounded by max_json_depth.
std::optional<std::string> find_fault(const OrderedJson& value, const OrderedJson& schema,
                                      const std::string& path) {
  if (const OrderedJson* any = find_key(schema, "anyOf")) {
    std::optional<std::string> fault;
    for (const OrderedJson& one : *any) {
      fault = find_fault(value, one, path);
      if (!fault) return std::nullopt;
    }
    return any->size() == 1 ? fault : path + ": matches none of the alternatives";
  }
  const OrderedJson* const properties =
      value.is_object() ? find_key(schema, "properties") : nullptr;
  std::string own_fault = find_own_fault(value, schema);
  if (own_fault.empty() && properties) own_fault = find_name_fault(value, *properties);
  if (!own_fault.empty()) return path + ": " + own_fault;
  if (properties) {
    for (const auto& [name, property] : properties->items()) {
      const std::string inner = path + "." + printable(name);
      if (auto fault = find_fault(value[name], property, inner)) return fault;
    }
  } else if (value.is_array() && schema.contains("items")) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string inner = fmt::format("{}[{}]", path, i);
      if (auto fault = find_fault(value[i], schema["items"], inner)) return fault;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_schema_fault(std::string_view schema) {
  return SubsetCheck().run(parse_ordered_json(schema));
}

std::optional<std::string> find_document_fault(std::string_view document, std::string_view schema) {
  const OrderedJson parsed_schema = parse_ordered_json(schema);
  GITCTX_CHECK(parsed_schema.is_object());
  const OrderedJson parsed = parse_ordered_json(document);
  if (parsed.is_discarded()) return "$: not JSON, or too deep";
  return find_fault(parsed, parsed_schema, "$");
}

}  // namespace gitctx
