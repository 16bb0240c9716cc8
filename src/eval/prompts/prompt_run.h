#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ranges.h"
#include "eval/prompts/prompt_suite.h"
#include "eval/queries/eval_run.h"
#include "llm/chat_model.h"

namespace gitctx {

/// A piece of code that a search gave.
struct RetrievedChunk {
  std::string path;
  LineRange lines;
  std::string symbol;  ///< may be empty
  std::string text;
  double score = 0;

  FilePart part() const { return {path, lines}; }
};

/// What a target made of an example.
struct TargetOutput {
  std::string text;
  std::vector<FilePart> hits;        ///< best first; of a rerank in the order of the model
  std::vector<FilePart> plain_hits;  ///< of a rerank, as the search gave them
  std::vector<FilePart> citations;   ///< that lie in what was given to the model
  std::vector<std::string> rejected_citations;
};

/// One thing that was done for an example.
struct RunStep {
  enum class Kind : std::uint8_t { retrieval, model, judge };
  Kind kind = Kind::model;
  std::string name;             ///< of a prompt, "search" of a retrieval
  std::string model;            ///< that answered; empty of a retrieval
  std::int64_t started_ms = 0;  ///< since 1970
  double ms = 0;                ///< of a kept reply, as it took when it was paid for
  std::vector<ChatMessage> messages;
  std::string output;
  std::vector<RetrievedChunk> chunks;  ///< of a retrieval; their text is not stored
  ChatUsage usage;
  double cost_usd = 0;
  bool is_kept = false;  ///< the reply was there already: nothing was paid
};

/// A missing value is not 0: it is left out of means, and the coverage says so.
struct Score {
  std::string name;
  ScoreGroup group = ScoreGroup::none;
  std::optional<double> value;
  std::string comment;  ///< of a judge: its reasons, or why it failed
};

/// One example, once.
struct ExampleResult {
  SuiteExample example;
  int repetition = 0;
  TargetOutput output;
  std::string error;  ///< why there is no output; empty if there is one
  std::vector<Score> scores;
  std::vector<RunStep> steps;
  std::int64_t started_ms = 0;  ///< since 1970
  double latency_ms = 0;        ///< of the target, without judges
  bool is_done = false;         ///< false: the run was stopped before

  /// The mean of the scores of a group that have a value.
  std::optional<double> metric(ScoreGroup group) const;
  const Score* find_score(std::string_view name) const;
  /// Of the target, or of the judges.
  double cost_usd(bool of_judges) const;
  ChatUsage usage(bool of_judges) const;
};

/// What a suite gave: the record that is stored, shown and compared.
struct PromptRun {
  std::int64_t id = 0;  ///< in the store; 0: not stored
  std::string suite;
  std::string purpose;
  std::string target;
  std::int64_t started_ms = 0;
  std::int64_t ended_ms = 0;
  std::string commit;  ///< that was searched; may be empty
  std::string model;   ///< "provider/name"; empty if none was asked
  std::string judge;
  int k = 10;
  int repetitions = 1;
  TextByName metadata;  ///< versions of prompts, where replies come from, ...
  GateLimits limits;
  std::string stopped;  ///< why not everything was done; empty if it was
  double paid_usd = 0;  ///< for this run; replies that were there already cost nothing
  std::vector<ExampleResult> results;  ///< in the order of the suite, repetitions together

  bool is_complete() const { return stopped.empty(); }
};

/// A metric over examples: first the mean of the repetitions of each, then over examples.
struct ScoreSummary {
  std::string name;
  ScoreGroup group = ScoreGroup::none;
  MetricSummary value;
  std::size_t scored = 0;  ///< outputs with a value
  std::size_t asked = 0;   ///< outputs that should have one

  double coverage() const;
};

struct PromptSummary {
  std::size_t examples = 0;
  std::size_t done = 0;    ///< with repetitions
  std::size_t failed = 0;  ///< of these, without an output
  ScoreSummary accuracy;   ///< `scored` is 0 if nothing counts for it
  ScoreSummary relevance;
  std::vector<ScoreSummary> scores;  ///< in the order of the evaluators
  double cost_usd = 0;               ///< of an example, without judges
  double judge_cost_usd = 0;         ///< of an example
  double input_tokens = 0;           ///< of an example, without judges
  double output_tokens = 0;
  double p50_ms = 0;
  double p95_ms = 0;
};

PromptSummary summarize(const PromptRun& run);

/// The mean of a value over the repetitions of each example; examples without any are left out.
std::vector<std::pair<const SuiteExample*, double>> values_by_example(
    const PromptRun& run,
    const std::function<std::optional<double>(const ExampleResult&)>& value_of);

/// A run of `gitctx eval run` over queries as such a record: hit@1 is its accuracy, NDCG its
/// relevance.
PromptRun prompt_run_of(const EvalRun& run, std::int64_t started_ms);

}  // namespace gitctx
