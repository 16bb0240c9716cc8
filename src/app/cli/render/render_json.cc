#include <cmath>
#include <nlohmann/json.hpp>

#include "app/cli/render/render_search.h"
#include "app/cli/render/text_format.h"
#include "app/names.h"
#include "base/json_text.h"
#include "text/languages.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// `value` rounded to a multiple of 1/`parts`, which keeps documents short.
double rounded(double value, double parts) { return std::round(value * parts) / parts; }

OrderedJson id_or_null(const CommitId& id) {
  return id.is_none() ? OrderedJson(nullptr) : OrderedJson(id.hex());
}

OrderedJson commit_json(const CommitInfo& commit) {
  if (commit.id.is_none()) return nullptr;
  return {{"id", commit.id.hex()},
          {"date", format_timestamp(commit.time_s)},
          {"author", commit.author},
          {"subject", commit.subject}};
}

OrderedJson last_commit_json(const Hit& hit) {
  OrderedJson out = commit_json(hit.commit);
  if (!out.is_null()) out["known"] = hit.commit_known;
  return out;
}

OrderedJson text_or_null(std::string_view text) {
  return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}

OrderedJson line_or_null(std::uint32_t line) {
  return line == 0 ? OrderedJson(nullptr) : OrderedJson(line);
}

OrderedJson lines_json(const std::vector<LineRange>& ranges) {
  OrderedJson out = OrderedJson::array();
  for (const LineRange& lines : ranges) out.push_back({lines.first, lines.last});
  return out;
}

OrderedJson hit_json(const Hit& hit, bool explain) {
  OrderedJson out{{"path", hit.path},
                  {"start_line", hit.lines.first},
                  {"end_line", hit.lines.last},
                  {"line", hit.line},
                  {"definition_line", line_or_null(hit.definition_line)},
                  {"match_lines", lines_json(hit.match_lines)},
                  {"symbol", hit.symbol},
                  {"enclosing", hit.enclosing},
                  {"kind", chunk_kind_name(hit.kind)},
                  {"language", language_name(hit.language)},
                  {"score", rounded(hit.score, 1e4)},
                  {"improbable", hit.improbable},
                  {"blob", hit.blob.hex()},
                  {"commit", last_commit_json(hit)},
                  {"is_head", hit.is_head},
                  {"uncommitted", hit.dirty},
                  {"other_paths", hit.other_paths},
                  {"text", hit.text}};
  if (!hit.first_commit.id.is_none()) out["first_commit"] = commit_json(hit.first_commit);
  if (hit.truncated) out["truncated"] = true;
  if (!explain) return out;
  OrderedJson parts = OrderedJson::array();
  for (const ScorePart& part : hit.explanation) {
    parts.push_back({{"name", part.name},
                     {"value", rounded(part.value, 1e6)},
                     {"contribution", rounded(part.contribution, 1e6)}});
  }
  out["explanation"] = std::move(parts);
  return out;
}

}  // namespace

std::string render_json(const SearchAnswer& answer, const Query& query) {
  OrderedJson document{{"query", query.text},
                       {"view",
                        {{"name", answer.view_name},
                         {"kind", view_kind_name(answer.view_kind)},
                         {"commit", id_or_null(answer.view_commit)},
                         {"current", answer.is_current}}},
                       {"elapsed_ms", rounded(answer.elapsed_ms, 1e2)},
                       {"redacted", count_replaced(answer.result.hits).all()},
                       {"reason", text_or_null(no_results_reason(answer))},
                       {"missing_name", text_or_null(answer.result.missing_name)},
                       {"corrections", OrderedJson::array()},
                       {"results", OrderedJson::array()}};
  for (const Correction& correction : answer.result.corrections) {
    document["corrections"].push_back({{"typed", correction.typed}, {"taken", correction.taken}});
  }
  for (const Hit& hit : answer.result.hits) {
    document["results"].push_back(hit_json(hit, query.explain));
  }
  if (query.explain) {
    OrderedJson passes = OrderedJson::array();
    for (const PassTime& pass : answer.result.passes) {
      passes.push_back({{"name", pass.name}, {"ms", rounded(pass.ms, 1e3)}});
    }
    document["passes"] = std::move(passes);
    document["files_in_view"] = answer.result.files_in_view;
    document["chunks_in_view"] = answer.result.chunks_in_view;
  }
  return json_text(document) + "\n";
}

}  // namespace gitctx
