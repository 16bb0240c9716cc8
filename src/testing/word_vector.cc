#include "testing/word_vector.h"

#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/hash.h"

namespace gitctx {
namespace {

bool is_word_byte(char c) {
  return is_alphanumeric(c) || c == '_' || static_cast<unsigned char>(c) > 127;
}

/// Calls `visit` with each run of word bytes.
template <class Visitor>
void visit_words(std::string_view text, const Visitor& visit) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_word_byte(text[end])) ++end;
    if (end > i) visit(text.substr(i, end - i));
    i = end + (end == i);
  }
}

/// Calls `visit` with each part of a name that has more than one part.
template <class Visitor>
void visit_parts(std::string_view word, const Visitor& visit) {
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= word.size(); ++i) {
    const bool ends = i == word.size() || word[i] == '_' || word[i - 1] == '_' ||
                      (is_upper(word[i]) && !is_upper(word[i - 1]));
    if (!ends) continue;
    if (i - begin < word.size() && word[begin] != '_') visit(word.substr(begin, i - begin));
    begin = i;
  }
}

void add_word(std::vector<float>& vector, std::string_view word, float weight) {
  const std::uint64_t hash = hash64(lower_case(word));
  vector[hash % vector.size()] += (hash >> 63) != 0 ? weight : -weight;
}

}  // namespace

std::vector<float> word_vector(std::string_view text, std::size_t dimensions) {
  std::vector<float> vector(dimensions);
  visit_words(text, [&](std::string_view word) {
    add_word(vector, word, 1.0F);
    visit_parts(word, [&](std::string_view part) { add_word(vector, part, 0.5F); });
  });
  double squares = 0;
  for (const float value : vector) squares += double{value} * value;
  if (squares == 0) {
    vector[0] = 1;
    return vector;
  }
  const auto scale = static_cast<float>(1 / std::sqrt(squares));
  for (float& value : vector) value *= scale;
  return vector;
}

std::size_t count_word_tokens(std::string_view text) {
  std::size_t count = 0;
  visit_words(text, [&](std::string_view) { ++count; });
  for (const char c : text) {
    if (!is_word_byte(c) && !std::isspace(static_cast<unsigned char>(c))) ++count;
  }
  return count;
}

nlohmann::json least_instance(const nlohmann::json& schema) {
  if (schema.contains("const")) return schema["const"];
  if (schema.contains("enum")) return schema["enum"].at(0);
  for (const char* const choice : {"anyOf", "oneOf"}) {
    if (schema.contains(choice)) return least_instance(schema[choice].at(0));
  }
  std::string type = "object";
  if (schema.contains("type")) {
    type = schema["type"].is_array() ? schema["type"].at(0).get<std::string>()
                                     : schema["type"].get<std::string>();
  }
  if (type == "string") return "text";
  if (type == "integer" || type == "number") return schema.value("minimum", nlohmann::json(0));
  if (type == "boolean") return true;
  if (type == "null") return nullptr;
  if (type == "array") {
    auto items = nlohmann::json::array();
    for (int i = 0; i < schema.value("minItems", 0); ++i) {
      items.push_back(least_instance(schema.at("items")));
    }
    return items;
  }
  auto object = nlohmann::json::object();
  const nlohmann::json properties = schema.value("properties", object);
  for (const auto& [name, property] : properties.items()) {
    object[name] = least_instance(property);
  }
  return object;
}

}  // namespace gitctx
