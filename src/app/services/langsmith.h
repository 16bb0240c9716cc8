#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "app/config/config.h"
#include "app/config/environment.h"
#include "eval/prompts/prompt_run.h"
#include "git/repository_layout.h"
#include "langsmith/client.h"
#include "langsmith/experiment.h"
#include "langsmith/record.h"
#include "langsmith/spool.h"

namespace gitctx {

/// A connection to LangSmith as the environment and the user's settings describe it, with the
/// folder that keeps what could not be delivered, which belongs to the repository.
class LangSmithSession {
 public:
  /// Throws configuration for settings that are none. Nobody is asked yet.
  LangSmithSession(const Config& config, const RepositoryLayout& layout,
                   const Environment& environment, const RetryPolicy& policy = {});

  LangSmithClient& client() { return client_; }
  LangSmithSpool& spool() { return spool_; }

 private:
  std::unique_ptr<HttpTransport> transport_;
  LangSmithClient client_;
  LangSmithSpool spool_;
};

/// A run of a suite of prompts as an experiment: an example for each of the suite's, a run for each
/// output with its retrievals and model calls inside, the scores as feedback, the means as scores
/// of the whole, and what is known of the run as metadata. Its ids are made of the run: the same
/// run is the same experiment, also when it comes out of the store.
ExperimentRecord experiment_of(const PromptRun& run);

/// A run with what is sent of it.
struct SentRun {
  explicit SentRun(const PromptRun& sent) : run(sent), record(experiment_of(sent)) {}

  const PromptRun& run;
  ExperimentRecord record;
};

/// Throws usage for runs that LangSmith cannot compare: of two suites, or without outputs.
void check_comparable(const PromptRun& before, const PromptRun& now);

/// Which of two runs of one suite answers each example better, by its accuracy, else its relevance.
/// The data set is not known yet.
ExperimentComparison comparison_of(const SentRun& before, const SentRun& now);

/// The examples of a data set in YAML, as the `examples` file of a suite.
std::string examples_yaml_of(const std::vector<ExperimentExample>& examples);

}  // namespace gitctx
