#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ranges.h"
#include "eval/prompts/prompt_suite.h"
#include "eval/resampling.h"
#include "llm/chat_model.h"

namespace gitctx {

struct EvalRun;

/// A chunk that a search returned.
struct RetrievedChunk {
  std::string path;
  LineRange lines;
  std::string symbol;  ///< may be empty
  std::string text;
  double score = 0;

  FilePart part() const { return {path, lines}; }
};

/// The output of a target for an example.
struct TargetOutput {
  std::string text;
  std::vector<FilePart> hits;        ///< best first; for a rerank target, in the model's order
  std::vector<FilePart> plain_hits;  ///< hits in the search's order; only for a rerank target
  std::vector<FilePart> citations;   ///< citations of chunks that the model received
  std::vector<std::string> rejected_citations;
};

/// A retrieval or model call made for an example.
struct RunStep {
  enum class Kind : std::uint8_t { retrieval, model, judge };
  Kind kind = Kind::model;
  std::string name;             ///< the prompt's name; "search" for a retrieval
  std::string model;            ///< model name from the reply; empty for a retrieval
  std::int64_t started_ms = 0;  ///< milliseconds since 1970
  double ms = 0;                ///< duration; for a recorded reply, that of the original request
  std::vector<ChatMessage> messages;
  std::string output;
  std::vector<RetrievedChunk> chunks;  ///< results of a retrieval; stored without their text
  ChatUsage usage;
  double cost_usd = 0;
  bool is_kept = false;       ///< true: a recorded reply, for which nothing was paid
  bool cost_is_known = true;  ///< false: the model has no known price, and cost_usd is 0
};

/// A named score. A missing value does not count as 0. Instead, the score is left out of means and
/// lowers the coverage.
struct Score {
  std::string name;
  ScoreGroup group = ScoreGroup::none;
  std::optional<double> value;
  std::string comment;  ///< remark, such as the reasons or the failure of a judge
};

/// One repetition of one example.
struct ExampleResult {
  SuiteExample example;
  int repetition = 0;
  TargetOutput output;
  std::string error;  ///< reason for a missing output; otherwise empty
  std::vector<Score> scores;
  std::vector<RunStep> steps;
  std::int64_t started_ms = 0;  ///< milliseconds since 1970
  double latency_ms = 0;        ///< latency of the target, without judges
  bool is_done = false;         ///< false if the run stopped before this result was done

  /// The mean of those scores in a group that have a value; nothing if no score has a value.
  std::optional<double> metric(ScoreGroup group) const;
  const Score* find_score(std::string_view name) const;
  /// The cost of the target, or of the judges if `of_judges` is true.
  double cost_usd(bool of_judges) const;
  bool cost_is_known(bool of_judges) const;
  ChatUsage usage(bool of_judges) const;
};

/// A run of a suite, in the form in which runs are stored, shown and compared.
struct PromptRun {
  std::int64_t id = 0;  ///< number in the run store; 0 if not stored
  std::string suite;
  std::string purpose;
  std::string target;
  std::int64_t started_ms = 0;
  std::int64_t ended_ms = 0;
  std::string commit;  ///< the commit that was searched; may be empty
  std::string model;   ///< "provider/name"; empty if no model is needed
  std::string judge;
  int k = 10;
  int repetitions = 1;
  TextByName metadata;  ///< versions of prompts, the source of replies, ...
  GateLimits limits;
  std::string stopped;                 ///< reason why the run is incomplete; empty if complete
  double paid_usd = 0;                 ///< cost of this run; recorded replies cost nothing
  std::vector<ExampleResult> results;  ///< in suite order; repetitions are adjacent

  bool is_complete() const { return stopped.empty(); }
};

/// A metric: the mean over the examples. The repetitions of each example are averaged first.
struct ScoreSummary {
  std::string name;
  ScoreGroup group = ScoreGroup::none;
  MetricSummary value;
  std::size_t scored = 0;  ///< outputs that have a value
  std::size_t asked = 0;   ///< outputs that should have a value
};

/// Extracts a value from a result; nothing if the result lacks this value.
using ResultValue = std::function<std::optional<double>(const ExampleResult&)>;
ResultValue score_value(const std::string& name);
ResultValue group_value(ScoreGroup group);

struct PromptSummary {
  std::size_t examples = 0;
  std::size_t done = 0;    ///< finished results; each repetition counts
  std::size_t failed = 0;  ///< results without an output
  ScoreSummary accuracy;   ///< `scored` is 0 if no score counts for the accuracy
  ScoreSummary relevance;
  std::vector<ScoreSummary> scores;  ///< in the order of the evaluators
  double cost_usd = 0;               ///< mean per example, without judges
  double judge_cost_usd = 0;         ///< per example
  bool cost_is_known = true;         ///< false: the cost of a call is unknown and counted as 0
  bool judge_cost_is_known = true;
  bool paid_is_known = true;  ///< false: PromptRun::paid_usd omits an unknown cost
  double input_tokens = 0;    ///< per example, without judges
  double output_tokens = 0;
  double p50_ms = 0;
  double p95_ms = 0;
};

PromptSummary summarize(const PromptRun& run);

/// The mean of a value over the repetitions of each example; examples without a value are left out.
std::vector<std::pair<const SuiteExample*, double>> values_by_example(const PromptRun& run,
                                                                      const ResultValue& value_of);

/// Replaces the secrets in every text of the run (redact/redactor.h), so that no page, record or
/// upload of the run contains a secret.
void redact_run(PromptRun& run);

/// Milliseconds since 1970.
std::int64_t now_ms();

/// Converts a run of a query suite: hit@1 becomes the accuracy, and NDCG becomes the relevance.
PromptRun prompt_run_of(const EvalRun& run, std::int64_t started_ms);

/// Whether prompt_run_of() made the run.
bool is_of_queries(const PromptRun& run);

}  // namespace gitctx
