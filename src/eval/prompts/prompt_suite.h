#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/query.h"
#include "eval/retrieval_metrics.h"

namespace gitctx {

using TextByName = std::map<std::string, std::string>;

/// What is asked of an example, and how it goes from the inputs to an output.
enum class TargetKind : std::uint8_t {
  prompt,  ///< the inputs fill a prompt; the reply is the output
  search,  ///< `query` is searched; the hits are the output
  answer,  ///< `question` is searched, and answered from the hits with citations
  rerank,  ///< `query` is searched, and a chat model orders the hits anew
};

struct SuiteTarget {
  TargetKind kind = TargetKind::search;
  std::string prompt;  ///< name of a prompt, or the path of its file beside the suite
  SearchMode mode = SearchMode::hybrid;
  int k = 10;                 ///< hits that are retrieved
  double min_similarity = 0;  ///< hits under it are left out, as of `gitctx search`
  std::string folder;         ///< only what lies below is searched; empty: everything
  std::string commit;         ///< what is searched; empty: HEAD
};

/// The metric that a score counts for.
enum class ScoreGroup : std::uint8_t { accuracy, relevance, none };

enum class EvaluatorKind : std::uint8_t {
  exact,       ///< 1 if the output is the reference text
  set,         ///< F1 of the items of the output against those of the reference
  contains,    ///< share of the texts of the reference that stand in the output
  citations,   ///< share of the citations that lie in what was given to the model
  cited,       ///< share of the parts of the reference that a citation touches
  hit,         ///< 1 if one of the first k hits is relevant
  ndcg,        ///< NDCG@k of the hits
  gain,        ///< NDCG@k of the order of the model less that of the plain one
  similarity,  ///< cosine of the output and the reference text
  judge,       ///< a grade from 0 to 3 by a rubric, as a share of 3
  pairwise,    ///< 1 if a judge prefers the output to the reference whatever the order, 0.5 a tie
};

/// What a judge is asked: one criterion, and what each grade stands for.
struct Rubric {
  std::string criterion;
  std::array<std::string, 4> grades;  ///< of 0, 1, 2 and 3; empty: those of the judge's prompt
};

struct EvaluatorSpec {
  EvaluatorKind kind = EvaluatorKind::exact;
  std::string name;  ///< of its score; no other evaluator of the suite has it
  ScoreGroup group = ScoreGroup::accuracy;
  std::string field;  ///< of an output that is a JSON object; empty: the whole output
  bool ignore_case = false;
  int k = 10;
  Rubric rubric;
};

/// What an output is measured by; every part may be missing.
struct Reference {
  std::string text;
  std::vector<std::string> items;
  std::vector<std::string> contains;
  std::vector<std::string> excludes;  ///< none of them may stand in the output
  std::vector<FilePart> parts;        ///< relevant code

  bool operator==(const Reference&) const = default;
};

struct SuiteExample {
  std::string id;
  TextByName inputs;
  Reference reference;
  TextByName metadata;
  std::string split = "base";

  bool operator==(const SuiteExample&) const = default;
};

/// When a run is not good enough. Shares are of 1.
struct GateLimits {
  std::optional<double> accuracy;        ///< at least
  std::optional<double> relevance;       ///< at least
  std::optional<double> cost_usd;        ///< of an example, at most
  std::optional<double> latency_p95_ms;  ///< at most
  double accuracy_drop = 0.05;           ///< below the baseline, as a share of it, at most
  std::optional<double> relevance_drop;
  std::optional<double> cost_rise;
  double coverage = 0.95;  ///< share of the examples with an output, and with each score, at least
};

/// A data set, what is measured on it and how. Written by people, kept in git.
struct PromptSuite {
  std::string name;
  std::string purpose;
  SuiteTarget target;
  std::vector<EvaluatorSpec> evaluators;
  int repetitions = 1;
  GateLimits limits;
  std::string examples_file;  ///< beside the suite; empty: the examples stand in it
  std::vector<SuiteExample> examples;
};

/// Whether a suite is one of these rather than queries of `gitctx eval init`: it has a `target`.
bool is_prompt_suite(std::string_view yaml);

/// Reads the YAML of docs/evals.md. `file` stands for it in messages. Throws failure
/// (`FILE:LINE: ...`) for broken YAML, usage for a text that is YAML but no suite.
PromptSuite parse_prompt_suite(std::string_view yaml, std::string_view file);

/// Reads a list of examples alone.
std::vector<SuiteExample> parse_suite_examples(std::string_view yaml, std::string_view file);

/// The YAML of such a list; parse_suite_examples() reads the same examples from it.
std::string suite_examples_yaml(std::span<const SuiteExample> examples);

/// Reads a suite with its examples, wherever they stand.
PromptSuite load_prompt_suite(const std::filesystem::path& path);

/// The examples of a split; all of them without one. Throws usage if there are none.
std::vector<SuiteExample> examples_of_split(const PromptSuite& suite, const std::string& split);

/// "prompt", "search", "answer", "rerank".
std::string_view target_name(TargetKind kind);
/// "accuracy", "relevance", "none".
std::string_view group_name(ScoreGroup group);

/// Whether the reference has what such an evaluator compares with.
bool can_evaluate(EvaluatorKind kind, const Reference& reference);

/// Whether the target or an evaluator asks a chat model.
bool needs_model(const PromptSuite& suite);
bool needs_judge(const PromptSuite& suite);

}  // namespace gitctx
