#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "eval/retrieval_metrics.h"

namespace gitctx {

// The JSON documents in which runs are recorded, described in docs/evals.md: the fields of the run,
// then its results, one a line, so that two records compare well in a diff.

enum class RecordDetail {
  all,       ///< with times, answers and hits
  baseline,  ///< what a comparison needs; the same run gives the same bytes
};

/// The version is the first field of every record.
inline constexpr int record_version = 1;

/// `results` is the list below the field `name`.
std::string record_text(const nlohmann::ordered_json& head, std::string_view name,
                        const std::vector<nlohmann::ordered_json>& results);

/// Parses a versioned document and passes it to `read`. Throws failure with "FILE is not `what`"
/// and the hint if the text is not JSON or `read` misses a field, and failure for a version above
/// `version`. `file` names the text in messages.
void read_record(std::string_view json, std::string_view file, int version, std::string_view what,
                 const std::string& hint,
                 const std::function<void(const nlohmann::ordered_json&)>& read);

/// The value with the name that the JSON has; `other` if there is none.
template <class Enum, std::size_t count>
Enum parse_name(const nlohmann::ordered_json& json, const std::array<Enum, count>& all,
                std::string_view (*name_of)(Enum), Enum other) {
  const auto found = std::ranges::find_if(all, [&](Enum one) { return json == name_of(one); });
  return found == all.end() ? other : *found;
}

/// Rounded so that baselines do not differ in the last bits, which vary between machines.
double rounded_ms(double ms);

void to_json(nlohmann::ordered_json& json, const FilePart& part);
void from_json(const nlohmann::ordered_json& json, FilePart& part);

}  // namespace gitctx
