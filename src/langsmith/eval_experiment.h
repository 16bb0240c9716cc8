#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eval/prompts/prompt_run.h"
#include "langsmith/experiment.h"
#include "langsmith/record.h"

namespace gitctx {

/// Converts a run of a prompt suite to an experiment. Examples stay examples; each output becomes a
/// run that contains its retrievals and model calls; scores become feedback, means become scores of
/// the whole experiment, and facts about the run become metadata. `runner` names the program and
/// its version. Ids are derived from the run, so that the same run is the same experiment, whether
/// it was just made or comes from the store.
ExperimentRecord experiment_of(const PromptRun& run, std::string_view runner);

/// A run with its experiment.
struct SentRun {
  SentRun(const PromptRun& sent, std::string_view runner)
      : run(sent), record(experiment_of(sent, runner)) {}

  const PromptRun& run;
  ExperimentRecord record;
};

/// Throws Error(usage) for runs that LangSmith cannot compare: of two suites, or without outputs.
void check_comparable(const PromptRun& before, const PromptRun& now);

/// Which of two runs of one suite answers each example better, by accuracy, else by relevance. The
/// id of the data set is left empty.
ExperimentComparison comparison_of(const SentRun& before, const SentRun& now);

/// The examples of a data set in YAML, as the `data` file of a suite.
std::string examples_yaml_of(const std::vector<ExperimentExample>& examples);

}  // namespace gitctx
