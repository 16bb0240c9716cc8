#include "eval/record_file.h"

#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "base/json_text.h"

namespace gitctx {

std::string record_text(const RecordJson& head, std::string_view name,
                        const std::vector<RecordJson>& results) {
  std::string out = "{\n";
  for (const auto& [field, value] : head.items()) {
    out += fmt::format("\"{}\": {},\n", field, json_text(value));
  }
  out += fmt::format("\"{}\": [\n", name);
  for (const RecordJson& result : results) {
    out += json_text(result);
    out += &result == &results.back() ? "\n" : ",\n";
  }
  return out + "]}\n";
}

void read_record(std::string_view json, std::string_view file, int version, std::string_view what,
                 const std::string& hint, const std::function<void(const RecordJson&)>& read) {
  const auto refuse = [&] {
    throw Error(ErrorCode::failure, fmt::format("{} is not {}", file, what), hint);
  };
  try {
    const RecordJson document = parse_ordered_json(json);
    int found = 0;
    read_value(document.at("version"), found);
    require_value(found >= 1);
    if (found <= version) return read(document);
  } catch (const RecordJson::exception&) {
    refuse();
  } catch (const WrongValue&) {
    refuse();
  }
  throw Error(ErrorCode::failure, fmt::format("{} was written by a newer gitctx", file),
              "Use a newer gitctx");
}

double rounded_ms(double ms) { return std::round(ms * 1e3) / 1e3; }
double rounded_usd(double usd) { return std::round(usd * 1e9) / 1e9; }
double rounded_score(double score) { return std::round(score * 1e6) / 1e6; }

void to_json(RecordJson& json, const FilePart& part) {
  json = {{"path", part.path}};
  if (!part.lines) return;
  json["start_line"] = part.lines->first;
  json["end_line"] = part.lines->last;
}

void from_json(const RecordJson& json, FilePart& part) {
  json.at("path").get_to(part.path);
  if (!json.contains("start_line")) return;
  LineRange& lines = part.lines.emplace();
  read_value(json.at("start_line"), lines.first);
  read_value(json.at("end_line"), lines.last);
  require_value(lines.first <= lines.last);
}

}  // namespace gitctx
