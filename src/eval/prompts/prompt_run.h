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
  std::vector<FilePart> hits;        ///< best first; for a rerank target, as the model orders them
  std::vector<FilePart> plain_hits;  ///< for a rerank target: as the search orders them
  std::vector<FilePart> citations;   ///< only those of chunks that the model was given
  std::vector<std::string> rejected_citations;
};

/// A retrieval or model call made for an example.
struct RunStep {
  enum class Kind : std::uint8_t { retrieval, model, judge };
  Kind kind = Kind::model;
  std::string name;             ///< the prompt's name; "search" for a retrieval
  std::string model;            ///< as the model names itself; empty for a retrieval
  std::int64_t started_ms = 0;  ///< since 1970
  double ms = 0;                ///< duration; for a recorded reply, of the original request
  std::vector<ChatMessage> messages;
  std::string output;
  std::vector<RetrievedChunk> chunks;  ///< of a retrieval; stored without their text
  ChatUsage usage;
  double cost_usd = 0;
  bool is_kept = false;       ///< a recorded reply: nothing was paid
  bool cost_is_known = true;  ///< false: the model has no known price, and cost_usd is 0
};

/// A score without a value is not 0. It is left out of means, and it lowers the coverage.
struct Score {
  std::string name;
  ScoreGroup group = ScoreGroup::none;
  std::optional<double> value;
  std::string comment;  ///< such as a judge's reasons, or why the judge failed
};

/// One repetition of one example.
struct ExampleResult {
  SuiteExample example;
  int repetition = 0;
  TargetOutput output;
  std::string error;  ///< why there is no output; else empty
  std::vector<Score> scores;
  std::vector<RunStep> steps;
  std::int64_t started_ms = 0;  ///< since 1970
  double latency_ms = 0;        ///< of the target, without judges
  bool is_done = false;         ///< false if the run stopped before this result was done

  /// The mean of the scores of a group that have a value; nothing if none has.
  std::optional<double> metric(ScoreGroup group) const;
  const Score* find_score(std::string_view name) const;
  /// The cost of the target, or of the judges if `of_judges`.
  double cost_usd(bool of_judges) const;
  bool cost_is_known(bool of_judges) const;
  ChatUsage usage(bool of_judges) const;
};

/// The results of a suite, as they are stored, shown and compared.
struct PromptRun {
  std::int64_t id = 0;  ///< in the store; 0 if not stored
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
  std::string stopped;                 ///< why the run is incomplete; empty if it is complete
  double paid_usd = 0;                 ///< by this run; recorded replies cost nothing
  std::vector<ExampleResult> results;  ///< in the order of the suite, repetitions together

  bool is_complete() const { return stopped.empty(); }
};

/// A metric over examples: the mean over examples of the mean over their repetitions.
struct ScoreSummary {
  std::string name;
  ScoreGroup group = ScoreGroup::none;
  MetricSummary value;
  std::size_t scored = 0;  ///< outputs with a value
  std::size_t asked = 0;   ///< outputs that should have a value
};

/// A value of a result; nothing if it has none.
using ResultValue = std::function<std::optional<double>(const ExampleResult&)>;
ResultValue score_value(const std::string& name);
ResultValue group_value(ScoreGroup group);

struct PromptSummary {
  std::size_t examples = 0;
  std::size_t done = 0;    ///< finished results; each repetition counts
  std::size_t failed = 0;  ///< results without an output
  ScoreSummary accuracy;   ///< `scored` is 0 if no score counts for it
  ScoreSummary relevance;
  std::vector<ScoreSummary> scores;  ///< in the order of the evaluators
  double cost_usd = 0;               ///< per example, without judges
  double judge_cost_usd = 0;         ///< per example
  bool cost_is_known = true;         ///< false: the cost of a call is unknown and counted as 0
  bool judge_cost_is_known = true;
  bool paid_is_known = true;  ///< the same of PromptRun::paid_usd
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

/// Converts a run of a query suite: hit@1 becomes the accuracy, NDCG the relevance.
PromptRun prompt_run_of(const EvalRun& run, std::int64_t started_ms);

}  // namespace gitctx
