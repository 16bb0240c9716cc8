#pragma once

#include <algorithm>
#include <concepts>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "eval/retrieval_metrics.h"

namespace gitctx {

// The JSON documents in which runs are recorded, described in docs/evals.md: the fields of the run,
// then its results, one per line, so that two records compare well in a diff.

using RecordJson = nlohmann::ordered_json;

enum class RecordDetail {
  all,       ///< with times, answers and hits
  baseline,  ///< only what a comparison needs; the same run gives the same bytes
};

/// The version is the first field of every record.
inline constexpr int record_version = 1;

/// The record: the fields of `head`, then the list `results` as the field `name`.
std::string record_text(const RecordJson& head, std::string_view name,
                        const std::vector<RecordJson>& results);

/// Parses a versioned document and passes it to `read`. Throws failure with "FILE is not `what`"
/// and the hint if the text is not JSON or `read` misses a field, and failure for a version above
/// `version`. `file` names the text in messages.
void read_record(std::string_view json, std::string_view file, int version, std::string_view what,
                 const std::string& hint, const std::function<void(const RecordJson&)>& read);

/// Rounded, because the last bits vary between machines and with the order of summation, and
/// baselines must not differ by them.
double rounded_ms(double ms);
double rounded_usd(double usd);
double rounded_score(double score);

// One function names the fields of a struct, in their order:
//
//   static void fields(auto& json, Is<SuiteExample> auto& example) {
//     needed_field(json, "id", example.id);
//     ...
//
// It writes them to a RecordJson&, and reads them from a const RecordJson&.

/// `Plain` or `const Plain`.
template <class Type, class Plain>
concept Is = std::same_as<std::remove_const_t<Type>, Plain>;

/// Always written. When it is read, a missing or null field leaves the default.
void field(RecordJson& json, const char* name, const auto& value) { json[name] = value; }
void field(const RecordJson& json, const char* name, auto& value) {
  const auto found = json.find(name);
  if (found != json.end() && !found->is_null()) found->get_to(value);
}
/// Written only if it has a value.
inline void field(RecordJson& json, const char* name, const std::optional<double>& value) {
  if (value) json[name] = *value;
}
inline void field(const RecordJson& json, const char* name, std::optional<double>& value) {
  if (json.contains(name)) value = json.at(name).get<double>();
}

/// Reading throws an exception of the JSON library if the field is missing. An empty optional is
/// null.
void needed_field(RecordJson& json, const char* name, const auto& value) { json[name] = value; }
void needed_field(const RecordJson& json, const char* name, auto& value) {
  json.at(name).get_to(value);
}
inline void needed_field(RecordJson& json, const char* name, const std::optional<double>& value) {
  json[name] = value ? RecordJson(*value) : RecordJson();
}
inline void needed_field(const RecordJson& json, const char* name, std::optional<double>& value) {
  if (!json.at(name).is_null()) value = json.at(name).get<double>();
}

/// Rounded when it is written. For an optional value, reading throws if the field is missing.
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

/// Written unless it is empty.
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

/// Only written, because it follows from other fields.
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
