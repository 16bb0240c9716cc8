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

enum class Verbosity { quiet, normal, verbose };
enum class SearchFormat { terse, verbose, mcp, json };

struct QuickStartArguments {};
struct VersionArguments {};
struct HelpArguments {
  std::string command;  ///< empty: of the program
};

struct IndexArguments {
  IndexRequest request;
  Verbosity verbosity = Verbosity::normal;
  bool json = false;
  bool yes = false;
  double max_cost_usd = 0;  ///< of --max-cost; 0: no limit
};

struct SearchArguments {
  std::vector<std::string> words;  ///< empty or "-": read standard input
  std::optional<int> limit;
  std::optional<double> min_similarity;
  SearchFormat format = SearchFormat::terse;
  SearchMode mode = SearchMode::hybrid;
  std::vector<std::string> paths;
  std::vector<Language> languages;
  ViewRequest view;
  bool explain = false;
  std::string theme;             ///< empty: the default
  std::optional<Rerank> rerank;  ///< default: the setting search.rerank
};

struct AskArguments {
  std::vector<std::string> words;  ///< empty or "-": read standard input
  std::optional<int> limit;        ///< sources to answer from
  std::vector<std::string> paths;
  ViewRequest view;
  std::string model;        ///< empty: model.chat
  double max_cost_usd = 0;  ///< 0: no limit
  bool expand = false;      ///< look for other wordings of the question, too
  bool json = false;
};

struct CacheArguments {
  enum class Action { status, export_file, import_file };
  Action action = Action::status;
  std::string file;
  bool json = false;
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

struct ConfigArguments {
  enum class Action { init, get, set, list };
  Action action = Action::list;
  std::string key;
  std::string value;
  bool user = false;
  bool force = false;
  Verbosity verbosity = Verbosity::normal;
};

/// The least that a metric has to be.
struct ScoreFloor {
  Metric metric = Metric::ndcg;
  int k = 0;  ///< as written behind the '@'; 0: not written
  double value = 0;
};

struct EvalArguments {
  enum class Action {
    init,
    run,
    list,
    show,
    compare,
    report,
    push,
    pull,
    push_prompt,
    pull_prompt
  };
  Action action = Action::run;
  std::string name = "default";    ///< of the suite that init writes
  std::vector<std::string> words;  ///< suites (names, or paths of files), or runs
  std::size_t size = 150;
  bool force = false;
  std::optional<SearchMode> mode;  ///< what is not given is as the suite says
  std::optional<JudgeLevel> level;
  std::optional<int> k;
  std::string ref;  ///< empty: the commit of the suite
  bool json = false;
  std::string json_file, html_file;  ///< empty: not written
  std::string baseline;              ///< empty: the one beside the suite, if it is there
  bool save_baseline = false;
  std::vector<ScoreFloor> fail_below;
  std::optional<double> fail_on_regression;  ///< percent of the baseline
  // Of suites of prompts.
  std::string split;
  std::optional<int> repetitions;
  std::optional<double> max_cost_usd;
  std::string model, judge;    ///< "provider/name"; empty: as the settings say
  std::string replay, record;  ///< a cassette, or a folder of them
  int jobs = 4;
  bool langsmith = false;  ///< the run goes there, too
  std::size_t limit = 20;  ///< of a list
  Verbosity verbosity = Verbosity::normal;
};

using CommandArguments =
    std::variant<QuickStartArguments, VersionArguments, HelpArguments, IndexArguments,
                 SearchArguments, AskArguments, StatusArguments, ClearArguments, CacheArguments,
                 ConfigArguments, EvalArguments>;

/// What a command line asks for, checked as far as that needs neither files nor a repository.
struct Arguments {
  std::filesystem::path directory;  ///< of -C; empty: the current one
  std::string trace_file;           ///< of --trace; empty: no trace
  LogLevel log_level = LogLevel::off;
  CommandArguments command;
};

/// `words` are those behind the program's name. Throws usage, naming the option and what it takes.
Arguments parse_arguments(std::span<const std::string> words);

}  // namespace gitctx
