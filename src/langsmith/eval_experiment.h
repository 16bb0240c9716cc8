#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eval/prompts/prompt_run.h"
#include "langsmith/experiment.h"
#include "langsmith/record.h"

namespace gitctx {

/// Converts a run of a prompt suite to an experiment. Examples remain examples. Each output becomes
/// a run that contains its retrievals and model calls. Scores become feedback, mean scores become
/// scores of the whole experiment, and facts about the run become metadata. `runner` names the
/// program and its version. Ids are derived from the run, so a run gives the same experiment when
/// it has just ended and when it is read from the store.
ExperimentRecord experiment_of(const PromptRun& run, std::string_view runner);

/// A run with its experiment.
struct SentRun {
  SentRun(const PromptRun& sent, std::string_view runner)
      : run(sent), record(experiment_of(sent, runner)) {}

  const PromptRun& run;
  ExperimentRecord record;
};

/// Throws Error(usage) if LangSmith cannot compare the runs, because they belong to different
/// suites or have no outputs.
void check_comparable(const PromptRun& before, const PromptRun& now);

/// Compares two runs of one suite: decides which run answers each example better, by accuracy or,
/// if there is none, by relevance. `dataset_id` remains empty.
ExperimentComparison comparison_of(const SentRun& before, const SentRun& now);

/// The examples of a data set in YAML, in the format of the `data` file of a suite.
std::string examples_yaml_of(const std::vector<ExperimentExample>& examples);

}  // namespace gitctx
