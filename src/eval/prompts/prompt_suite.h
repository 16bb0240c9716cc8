#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/query.h"
#include "eval/retrieval_metrics.h"

namespace gitctx {

using TextByName = std::map<std::string, std::string>;

/// The operation that turns the inputs of an example into an output.
enum class TargetKind : std::uint8_t {
  prompt,  ///< the inputs fill a prompt; the reply is the output
  search,  ///< search for `query`; the hits are the output
  answer,  ///< search for `question`, then answer the question from the hits, with citations
  rerank,  ///< search for `query`, then let a chat model reorder the hits
};

struct SuiteTarget {
  TargetKind kind = TargetKind::search;
  std::string prompt;  ///< name of a prompt, or the path of its file, relative to the suite
  SearchMode mode = SearchMode::hybrid;
  int k = 10;                 ///< hits to retrieve
  double min_similarity = 0;  ///< same meaning as in `gitctx search`
  std::string folder;         ///< the folder to search; empty: everything
  std::string commit;         ///< the commit to search; empty: HEAD
};

/// Names in the order of TargetKind.
inline constexpr std::array<std::string_view, 4> target_names{"prompt", "search", "answer",
                                                              "rerank"};
constexpr std::string_view target_name(TargetKind kind) { return name_in(target_names, kind); }

/// The metric to which a score contributes.
enum class ScoreGroup : std::uint8_t { accuracy, relevance, none };
inline constexpr std::array<std::string_view, 3> group_names{"accuracy", "relevance", "none"};
constexpr std::string_view group_name(ScoreGroup group) { return name_in(group_names, group); }

enum class EvaluatorKind : std::uint8_t {
  exact,       ///< 1 if the output equals the reference text
  set,         ///< F1 of the output's items against the reference's items
  contains,    ///< share of the reference's texts in the output; 0 if it has an excluded text
  citations,   ///< share of the citations that are in chunks given to the model
  cited,       ///< share of the reference's parts that overlap a citation
  hit,         ///< 1 if one of the first k hits is relevant
  ndcg,        ///< NDCG@k of the hits
  gain,        ///< NDCG@k of the model's order minus NDCG@k of the search's order
  similarity,  ///< cosine between the output and the reference text
  judge,       ///< a grade from 0 to 3 by a rubric, divided by 3
  pairwise,    ///< 1 if a judge prefers the output to the reference in both orders, 0.5 for a tie
};

/// The rules that a judge applies: one criterion, and the meaning of each grade.
struct Rubric {
  std::string criterion;
  std::array<std::string, 4> grades;  ///< meanings of 0 to 3; empty: those in the judge's prompt
};

struct EvaluatorSpec {
  EvaluatorKind kind = EvaluatorKind::exact;
  std::string name;  ///< name of the evaluator's score; unique in the suite
  ScoreGroup group = ScoreGroup::accuracy;
  std::string field;  ///< member of a JSON output to score; empty: the whole output
  bool ignore_case = false;
  int k = 10;
  Rubric rubric;

  bool asks_judge() const {
    return kind == EvaluatorKind::judge || kind == EvaluatorKind::pairwise;
  }
};

/// The known answer with which an output is compared; every field may be empty.
struct Reference {
  std::string text;
  std::vector<std::string> items;
  std::vector<std::string> contains;
  std::vector<std::string> excludes;  ///< texts that the output must not contain
  std::vector<FilePart> parts;        ///< relevant code

  bool operator==(const Reference&) const = default;
};

/// The lists of texts in a reference, with their field names, which are the same in all files.
inline constexpr std::array reference_lists{
    std::pair{"items", &Reference::items},
    std::pair{"contains", &Reference::contains},
    std::pair{"excludes", &Reference::excludes},
};

struct SuiteExample {
  std::string id;
  TextByName inputs;
  Reference reference;
  TextByName metadata;
  std::string split = "base";

  bool operator==(const SuiteExample&) const = default;
};

/// The limits that a run must meet. Shares are between 0 and 1.
struct GateLimits {
  std::optional<double> accuracy;        ///< minimum
  std::optional<double> relevance;       ///< minimum
  std::optional<double> cost_usd;        ///< maximum per example
  std::optional<double> latency_p95_ms;  ///< maximum
  double accuracy_drop = 0.05;           ///< maximum, as a share of the baseline's accuracy
  std::optional<double> relevance_drop;
  std::optional<double> cost_rise;
  double coverage = 0.95;  ///< minimum coverage of the run and of each score
};

/// Calls `visit` once for each limit, with three arguments: the name of the limit in suites and
/// records, the limit itself, and the largest permitted value, or 0 if the limit is a share.
void visit_limits(auto& limits, const auto& visit) {
  constexpr double share = 0;
  visit("accuracy_drop", limits.accuracy_drop, share);
  visit("coverage", limits.coverage, share);
  visit("accuracy", limits.accuracy, 1);
  visit("relevance", limits.relevance, 1);
  visit("cost_usd", limits.cost_usd, 1e6);
  visit("latency_p95_ms", limits.latency_p95_ms, 1e9);
  visit("relevance_drop", limits.relevance_drop, share);
  visit("cost_rise", limits.cost_rise, share);
}

/// A set of examples, a target and its evaluators. Suites are written by hand and kept in git.
struct PromptSuite {
  std::string name;
  std::string purpose;
  SuiteTarget target;
  std::vector<EvaluatorSpec> evaluators;
  int repetitions = 1;
  GateLimits limits;
  std::string examples_file;  ///< relative to the suite; empty: the suite contains the examples
  std::vector<SuiteExample> examples;
};

/// Whether the YAML has a `target`, which makes it a prompt suite and not a query suite.
bool is_prompt_suite(std::string_view yaml);

/// Reads a suite in the format of docs/evals.md. `file` names the suite in messages. Throws
/// Error(failure) with `FILE:LINE: ...` for broken YAML, and Error(usage) for YAML that is not a
/// prompt suite.
PromptSuite parse_prompt_suite(std::string_view yaml, std::string_view file);

/// Reads a list of examples: the `data` file of a suite.
std::vector<SuiteExample> parse_suite_examples(std::string_view yaml, std::string_view file);

/// The YAML of a list of examples; parse_suite_examples() reads the same examples from it.
std::string suite_examples_yaml(std::span<const SuiteExample> examples);

/// Reads a suite with its examples, which are in the same file or in its `data` file. `read`
/// returns the content of a file; if `read` is empty, the file itself is read.
using ReadText = std::function<std::string(const std::filesystem::path&)>;
PromptSuite load_prompt_suite(const std::filesystem::path& path, const ReadText& read = {});

/// The examples of a split, or all of them if `split` is empty. Throws Error(usage) if there are no
/// examples.
std::vector<SuiteExample> examples_of_split(const PromptSuite& suite, const std::string& split);

/// Whether the reference has the fields with which an evaluator of this kind compares the output.
bool can_evaluate(EvaluatorKind kind, const Reference& reference);

/// Whether the target (needs_model) or an evaluator (needs_judge) calls a chat model.
bool needs_model(const PromptSuite& suite);
bool needs_judge(const PromptSuite& suite);

}  // namespace gitctx
