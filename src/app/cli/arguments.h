#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "app/services/search_session.h"
#include "base/log.h"
#include "core/settings.h"
#include "eval/queries/suite.h"
#include "ingest/index_run.h"

namespace gitctx {

// Each command and each verb has its own struct. A text or an optional is empty if the user did not
// give a value.

enum class Verbosity { quiet, normal, verbose };
enum class SearchFormat { terse, verbose, mcp, json };

struct QuickStartArguments {};
struct VersionArguments {};

struct HelpArguments {
  std::string command{};  ///< "search", "eval run"; empty: the program
  bool man = false;
};

struct CompletionArguments {
  std::string shell;  ///< "bash", "zsh" or "fish"
};

struct IndexArguments {
  IndexRequest request;
  Verbosity verbosity = Verbosity::normal;
  bool json = false;
  bool yes = false;
  double max_cost_usd = 0;  ///< 0: no limit
};

struct SearchArguments {
  std::vector<std::string> words;  ///< empty, or only "-": standard input is read
  std::optional<int> limit;
  std::optional<double> min_similarity;
  SearchFormat format = SearchFormat::terse;
  SearchMode mode = SearchMode::hybrid;
  std::vector<std::string> paths;
  std::vector<Language> languages;
  ViewRequest view;
  bool explain = false;
  std::string theme;
  bool shows_secrets = false;
  std::optional<Rerank> rerank;  ///< empty: the setting search.rerank decides
  Verbosity verbosity = Verbosity::normal;
};

struct AskArguments {
  std::vector<std::string> words;  ///< empty, or only "-": standard input is read
  std::optional<int> limit;        ///< number of sources for the answer
  std::vector<std::string> paths;
  ViewRequest view;
  std::string model;
  double max_cost_usd = 0;  ///< 0: no limit
  bool expand = false;
  bool json = false;
  Verbosity verbosity = Verbosity::normal;
};

struct StatusArguments {
  bool json = false;
  bool skipped = false;
};

struct ClearArguments {
  bool database = false;
  bool embeddings = false;
  bool force = false;
};

struct CacheStatusArguments {
  bool json = false;
};

struct CacheExportArguments {
  std::string file;
};

struct CacheImportArguments {
  std::string file;
};

struct ConfigInitArguments {
  bool force = false;
  bool quiet = false;
};

struct ConfigGetArguments {
  std::string key;
  bool verbose = false;
};

struct ConfigSetArguments {
  std::string key;
  std::string value;  ///< "-": read standard input
  bool user = false;
  bool quiet = false;
};

struct ConfigListArguments {
  bool verbose = false;
};

struct TrustArguments {
  /// Suites to show in addition to those in .gitctx/evals and evals.
  std::vector<std::string> suites;
  bool list = false;
  bool revoke = false;
  bool yes = false;
  bool json = false;
};

struct EvalInitArguments {
  std::string name;  ///< name of the suite to write
  std::size_t size = 0;
  bool force = false;
  Verbosity verbosity = Verbosity::normal;
};

/// The lowest value that a metric may have.
struct ScoreFloor {
  Metric metric = Metric::ndcg;
  int k = 0;  ///< the number after the '@'; 0: none was given
  double value = 0;
};

struct EvalRunArguments {
  std::vector<std::string> suites;  ///< names of suites, or paths of their files
  std::string ref;
  Verbosity verbosity = Verbosity::normal;
  bool json = false;
  std::string json_file, html_file;
  std::string baseline;
  bool save_baseline = false;
  /// The largest permitted fall of a metric, in percent of its value in the baseline.
  std::optional<double> fail_on_regression;
  // For query suites only.
  std::vector<std::string> query_flags;  ///< names of the given flags for query suites
  std::optional<SearchMode> mode;
  std::optional<JudgeLevel> level;
  std::optional<int> k;
  std::vector<ScoreFloor> fail_below;
  // For prompt suites only.
  std::vector<std::string> prompt_flags;  ///< names of the given flags for prompt suites
  std::string model, judge;               ///< "provider/name"
  std::optional<double> max_cost_usd;
  std::string split;
  std::optional<int> repetitions;
  int jobs = 0;
  std::string replay, record;  ///< a cassette, or a folder of cassettes
  bool langsmith = false;
};

struct EvalListArguments {
  std::string suite;
  std::size_t limit = 0;
  bool json = false;
  bool quiet = false;
};

struct EvalShowArguments {
  std::string run;
  bool json = false;
  bool quiet = false;
};

struct EvalCompareArguments {
  std::string before, now;  ///< two runs, each given by number, suite or file
  bool json = false;
  bool langsmith = false;
  bool quiet = false;
};

struct EvalReportArguments {
  std::string run;
  std::string html_file;
  std::string baseline;
  bool quiet = false;
};

struct EvalPushArguments {
  std::string run;  ///< empty: all undelivered data
  bool quiet = false;
};

struct EvalPullArguments {
  std::string dataset;
  bool quiet = false;
};

struct EvalPushPromptArguments {
  std::string name;
  bool quiet = false;
};

struct EvalPullPromptArguments {
  std::string name;
  bool quiet = false;
};

using CommandArguments =
    std::variant<QuickStartArguments, VersionArguments, HelpArguments, CompletionArguments,
                 IndexArguments, SearchArguments, AskArguments, StatusArguments, ClearArguments,
                 CacheStatusArguments, CacheExportArguments, CacheImportArguments,
                 ConfigInitArguments, ConfigGetArguments, ConfigSetArguments, ConfigListArguments,
                 TrustArguments, EvalInitArguments, EvalRunArguments, EvalListArguments,
                 EvalShowArguments, EvalCompareArguments, EvalReportArguments, EvalPushArguments,
                 EvalPullArguments, EvalPushPromptArguments, EvalPullPromptArguments>;

/// A parsed command line. It has passed every check that needs neither files nor a repository.
struct Arguments {
  std::filesystem::path directory{};  ///< the value of -C; empty: the current directory
  std::string trace_file{};           ///< empty: no trace
  LogLevel log_level = LogLevel::off;
  CommandArguments command{};
};

/// `words` are the words after the program's name. Throws Error(usage); the message names the
/// option and its possible values.
Arguments parse_arguments(std::span<const std::string> words);

}  // namespace gitctx
