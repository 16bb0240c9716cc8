#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <exception>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "eval/retrieval_metrics.h"

namespace gitctx {

// Writes and reads the records of runs, which are JSON documents (docs/evals.md). A record has the
// fields of the run, then the results. Each result is on its own line, so that a diff of two
// records is easy to read.

using RecordJson = nlohmann::ordered_json;

enum class RecordDetail {
  all,       ///< everything, including times, answers and hits
  baseline,  ///< only the fields that a comparison needs; the same run gives the same bytes
};

/// The version is the first field of every record.
inline constexpr int record_version = 1;

/// The text of a record: the fields of `head`, then a field `name` with the list `results`.
std::string record_text(const RecordJson& head, std::string_view name,
                        const std::vector<RecordJson>& results);

/// Thrown by the readers for an impossible value in a record.
struct WrongValue : std::exception {};

/// Parses a versioned document and passes it to `read`. If the version is above `version`, throws
/// Error(failure). If the text is not JSON or lacks a field, or if `read` throws WrongValue,
/// throws Error(failure) with the message "FILE is not `what`" and `hint`. `file` names the text in
/// messages.
void read_record(std::string_view json, std::string_view file, int version, std::string_view what,
                 const std::string& hint, const std::function<void(const RecordJson&)>& read);

/// Round a number for a record. The last bits of a number depend on the machine and on the order of
/// summation. Without these bits, equal results give equal baselines.
double rounded_ms(double ms);
double rounded_usd(double usd);
double rounded_score(double score);

/// Throws WrongValue unless the condition holds.
inline void require_value(bool condition) {
  if (!condition) throw WrongValue();
}

/// Reads a value. The JSON library converts every number to every type of number; this function
/// throws WrongValue if the type cannot hold the number.
template <class Value>
void read_value(const RecordJson& json, Value& value) {
  if constexpr (std::same_as<Value, bool>) {
    require_value(json.is_boolean());
    value = json.get<bool>();
  } else if constexpr (std::integral<Value>) {
    require_value(json.is_number_integer());
    require_value(json.is_number_unsigned() ? std::in_range<Value>(json.get<std::uint64_t>())
                                            : std::in_range<Value>(json.get<std::int64_t>()));
    json.get_to(value);
  } else if constexpr (std::floating_point<Value>) {
    require_value(json.is_number());
    json.get_to(value);
    require_value(std::isfinite(value));
  } else {
    json.get_to(value);
  }
}

// For each struct, one function lists the fields in order:
//
//   static void fields(auto& json, Is<SuiteExample> auto& example) {
//     needed_field(json, "id", example.id);
//     ...
//
// The function writes the fields to a RecordJson&, and reads them from a const RecordJson&.

/// `Type` is `Plain` or `const Plain`.
template <class Type, class Plain>
concept Is = std::same_as<std::remove_const_t<Type>, Plain>;

/// A field that is always written. If the field is missing or null, reading keeps the default.
void field(RecordJson& json, const char* name, const auto& value) { json[name] = value; }
void field(const RecordJson& json, const char* name, auto& value) {
  const auto found = json.find(name);
  if (found != json.end() && !found->is_null()) read_value(*found, value);
}
/// A field that is written only if it has a value.
inline void field(RecordJson& json, const char* name, const std::optional<double>& value) {
  if (value) json[name] = *value;
}
inline void field(const RecordJson& json, const char* name, std::optional<double>& value) {
  if (json.contains(name)) read_value(json.at(name), value.emplace());
}

/// A required field: if it is missing, reading throws an exception of the JSON library. An empty
/// optional is written as null.
void needed_field(RecordJson& json, const char* name, const auto& value) { json[name] = value; }
void needed_field(const RecordJson& json, const char* name, auto& value) {
  read_value(json.at(name), value);
}
inline void needed_field(RecordJson& json, const char* name, const std::optional<double>& value) {
  json[name] = value ? RecordJson(*value) : RecordJson();
}
inline void needed_field(const RecordJson& json, const char* name, std::optional<double>& value) {
  if (!json.at(name).is_null()) read_value(json.at(name), value.emplace());
}

/// Like needed_field(), for a list of numbers.
template <class Number>
void number_list_field(RecordJson& json, const char* name, const std::vector<Number>& value) {
  json[name] = value;
}
template <class Number>
void number_list_field(const RecordJson& json, const char* name, std::vector<Number>& value) {
  require_value(json.at(name).is_array());
  for (const RecordJson& number : json.at(name)) read_value(number, value.emplace_back());
}

/// A number that is rounded when it is written. For an optional value, reading throws if the field
/// is missing.
inline void rounded_field(RecordJson& json, const char* name, const std::optional<double>& value,
                          double (*round)(double)) {
  needed_field(json, name, value.transform(round));
}
inline void rounded_field(const RecordJson& json, const char* name, std::optional<double>& value,
                          double (*)(double)) {
  needed_field(json, name, value);
}
inline void rounded_field(const RecordJson& json, const char* name, double& value,
                          double (*)(double)) {
  field(json, name, value);
}

/// A field that is written unless it is empty.
void filled_field(RecordJson& json, const char* name, const auto& value) {
  if (!value.empty()) json[name] = value;
}
void filled_field(const RecordJson& json, const char* name, auto& value) {
  field(json, name, value);
}

/// An enumerator, written as its name. Reading throws if the field is missing; an unknown name
/// leaves the default.
template <class Enum>
void named_field(RecordJson& json, const char* name, const Enum& value,
                 std::span<const std::string_view> names) {
  json[name] = names[static_cast<std::size_t>(value)];
}
template <class Enum>
void named_field(const RecordJson& json, const char* name, Enum& value,
                 std::span<const std::string_view> names) {
  const RecordJson& written = json.at(name);
  const auto found = std::ranges::find_if(names, [&](auto known) { return written == known; });
  if (found != names.end()) value = static_cast<Enum>(found - names.begin());
}

/// A field that is written but not read, because its value follows from other fields.
void derived_field(RecordJson& json, const char* name, const auto& value) { json[name] = value; }
void derived_field(const RecordJson&, const char*, const auto&) {}

template <class Value>
concept HasFields = requires(RecordJson& json, const Value& value) { fields(json, value); };

template <HasFields Value>
void to_json(RecordJson& json, const Value& value) {
  json = RecordJson::object();
  fields(json, value);
}

template <HasFields Value>
void from_json(const RecordJson& json, Value& value) {
  fields(json, value);
}

void to_json(RecordJson& json, const FilePart& part);
void from_json(const RecordJson& json, FilePart& part);

}  // namespace gitctx
