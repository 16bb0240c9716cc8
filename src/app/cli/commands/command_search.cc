#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/commands/command_trace.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/query_input.h"
#include "app/cli/render/render_search.h"
#include "app/cli/render/text_format.h"
#include "app/cli/terminal/interrupt.h"
#include "app/cli/terminal/messages.h"
#include "app/config/config.h"
#include "app/field_limits.h"
#include "app/services/chat_models.h"
#include "app/services/embedders.h"
#include "app/services/reranked_search.h"
#include "app/services/search_session.h"
#include "base/error.h"
#include "langsmith/tracer.h"

namespace gitctx {
namespace {

SearchRequest make_request(const SearchArguments& arguments, const Settings& settings,
                           std::vector<std::string> paths) {
  SearchRequest request;
  request.query = {
      .text = query_text("search", arguments.words),
      .mode = arguments.mode,
      .limit = arguments.limit.value_or(settings.search.limit),
      .min_similarity = arguments.min_similarity.value_or(settings.search.min_similarity),
      .min_best_similarity = arguments.min_similarity ? 0 : settings.search.min_best_similarity,
      .paths = std::move(paths),
      .languages = arguments.languages,
      .explain = arguments.explain};
  request.view = arguments.view;
  request.shows_secrets = arguments.shows_secrets;
  return request;
}

/// Throws unless standard output is a terminal or GITCTX_NO_REDACT is on.
void check_may_show_secrets(const CommandContext& context) {
  constexpr std::string_view variable = "GITCTX_NO_REDACT";
  if (context.out_terminal.is_terminal || context.environment.is_on(variable)) return;
  throw Error(ErrorCode::usage, "--no-redact shows secrets only on a terminal",
              "Set GITCTX_NO_REDACT=1 to write them to a file or another program");
}

/// Writes a notice with the number of secrets that are replaced in the shown parts of the hits.
void write_replaced(const std::vector<Hit>& hits, SearchFormat format) {
  ReplacedSecrets replaced = count_replaced(hits);
  if (format == SearchFormat::terse) replaced.in_code = 0;
  if (format == SearchFormat::mcp) replaced.in_commits = 0;
  if (replaced.all() == 0) return;
  const bool is_one = replaced.all() == 1;
  write_notice({fmt::format("{} {} replaced in these results (--no-redact shows {} on a terminal)",
                            counted(replaced.all(), "secret"), is_one ? "was" : "were",
                            is_one ? "it" : "them"),
                {}});
}

/// Lets a chat model reorder the hits. If that fails, keeps the first ranking and writes a notice.
/// The model and the trace get no secrets, even if the results show them.
void rerank_results(SearchAnswer& answer, std::string_view query, const Config& config,
                    const RepositoryLayout& layout, const Environment& environment,
                    CommandTrace& trace, bool quiet) {
  const bool shows_secrets = !answer.redacted_hits.empty();
  std::vector<Hit>& hits = shows_secrets ? answer.redacted_hits : answer.result.hits;
  const InterruptWatch interrupt(false, "");
  try {
    const auto chat = open_chat_model(config, layout, environment, {.is_impatient = true});
    const Prompt prompt = repository_prompt("rerank", config);
    const auto inputs = [&] {
      return nlohmann::ordered_json{{"query", query}, {"hits", hits_shape(hits)["documents"]}};
    };
    trace.record("rerank", inputs, [&](TracedRun& run) {
      TracedChatModel model(chat->model(), run, prompt.name);
      const auto positions = rerank_hits(model, prompt, query, hits, interrupt.token());
      if (shows_secrets) put_in_order(answer.result.hits, positions);
      return run.is_recorded() ? hits_shape(hits) : nlohmann::ordered_json();
    });
    if (!quiet) write_notices(chat->notices());
  } catch (const Error& error) {
    if (error.code() == ErrorCode::interrupted) throw;
    write_notice({"the results are not reranked: " + error.message(), error.hint()});
  }
}

/// The names of the given options that restrict the search to some files, such as "--path and
/// --lang"; empty if no such option was given.
std::string given_filters(const Query& query) {
  if (query.paths.empty()) return query.languages.empty() ? "" : "--lang";
  return query.languages.empty() ? "--path" : "--path and --lang";
}

/// Suggests what to try if there are no results. The suggestion depends on the cause, for example
/// that the view is empty, or that the best score is below the minimum.
std::string zero_results_hint(const Query& query, const SearchAnswer& answer) {
  if (answer.result.files_in_view == 0)
    return "The view has no searchable files. Run: gitctx status --skipped";
  if (answer.result.no_word_found) {
    return "No word of the query occurs in the view. Try other words";
  }
  if (answer.result.hidden_score > 0) {
    return fmt::format(
        "The best match has a score of {:.2f}. Try other words, or use --min-similarity 0 to see "
        "it",
        answer.result.hidden_score);
  }
  if (const std::string filters = given_filters(query); !filters.empty()) {
    return fmt::format("Search without {}, or run: gitctx status --skipped", filters);
  }
  if (query.mode != SearchMode::hybrid) return "Use --mode hybrid, or try other words";
  return "Try other words, or run: gitctx status --skipped";
}

std::string render(const SearchAnswer& answer, const SearchArguments& arguments, const Query& query,
                   const Terminal& terminal) {
  const Theme& theme = arguments.theme.empty() ? default_theme() : find_theme(arguments.theme);
  const RenderOptions options{.terminal = terminal, .theme = &theme, .explain = arguments.explain};
  switch (arguments.format) {
    case SearchFormat::terse:
      return render_terse(answer, options);
    case SearchFormat::verbose:
      return render_verbose(answer, options);
    case SearchFormat::mcp:
      return render_mcp(answer, options);
    case SearchFormat::json:
      return render_json(answer, query);
  }
  return {};
}

}  // namespace

int run_command(const SearchArguments& arguments, CommandContext& context) {
  if (arguments.shows_secrets) check_may_show_secrets(context);
  // The repository and its settings.
  const RepositoryLayout layout = require_repository(context.directory);
  std::vector<std::string> paths = path_patterns(layout, context.directory, arguments.paths);
  const Config config = load_config(config_paths(layout, context.environment), context.environment);
  const Rerank rerank = arguments.rerank.value_or(config.settings.search.rerank);
  const bool quiet = arguments.verbosity == Verbosity::quiet;
  if (!quiet) {
    write_notices(rerank == Rerank::llm ? notices_before_chat(config, "") : config.notices);
  }

  // The query and its results.
  SearchRequest request = make_request(arguments, config.settings, std::move(paths));
  request.query.other_model_hint = other_model_hint(config, true);
  request.view.other_model_hint = other_model_hint(config, false);
  const int limit = request.query.limit;
  if (rerank == Rerank::llm) request.query.limit = reranked_candidates(limit);
  const auto embedders = open_embedders(config, layout, context.environment);
  SearchSession session(layout, config.settings, *embedders);
  SearchAnswer answer = session.search(request);
  if (!quiet) write_notices(answer.notices);
  std::optional<CommandTrace> trace;
  if (rerank == Rerank::llm) {
    const auto begin = std::chrono::steady_clock::now();
    trace.emplace(config, layout, context.environment);
    rerank_results(answer, request.query.text, config, layout, context.environment, *trace, quiet);
    const double ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    answer.result.passes.push_back({"rerank", ms});
    answer.elapsed_ms += ms;
    if (answer.result.hits.size() > static_cast<std::size_t>(limit)) {
      answer.result.hits.resize(static_cast<std::size_t>(limit));
    }
    request.query.limit = limit;
  }

  limit_fields(answer);
  context.out.write(render(answer, arguments, request.query, context.out_terminal));
  context.out.flush();
  if (quiet) return 0;
  write_replaced(answer.result.hits, arguments.format);
  if (!answer.result.missing_name.empty()) {
    write_notice({fmt::format("'{}' does not occur in the view; the results have parts of it",
                              answer.result.missing_name),
                  {}});
  }
  if (answer.result.hits.empty()) {
    write_notice({"no results", zero_results_hint(request.query, answer)});
  } else if (answer.result.hits[0].improbable) {
    write_notice({fmt::format("no result is probable; the best score is {:.2f}",
                              answer.result.hits[0].score),
                  {}});
  }
  return 0;
}

}  // namespace gitctx
