#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "app/cli/commands.h"
#include "app/cli/messages.h"
#include "app/cli/render_search.h"
#include "app/config.h"
#include "app/embedders.h"
#include "app/search_session.h"
#include "base/error.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

constexpr std::size_t longest_query_bytes = 64 * 1024;

std::string read_standard_input() {
  std::string text;
  char buffer[4096];
  while (text.size() <= longest_query_bytes) {
    const ssize_t got = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_system_error(errno, "cannot read", "standard input");
    if (got == 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

std::string query_text(const std::vector<std::string>& words) {
  const bool from_input = words.empty() || (words.size() == 1 && words[0] == "-");
  if (words.empty() && ::isatty(STDIN_FILENO) == 1) {
    throw Error(ErrorCode::usage, "search: no query given",
                "gitctx search WORDS... looks for words, names or a description");
  }
  std::string text = from_input ? read_standard_input() : fmt::format("{}", fmt::join(words, " "));
  if (text.size() > longest_query_bytes) {
    throw Error(ErrorCode::usage,
                fmt::format("search: the query is longer than {} KB", longest_query_bytes / 1024));
  }
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) throw Error(ErrorCode::usage, "search: the query is empty");
  text = text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
  return replace_invalid_utf8(text);
}

SearchRequest make_request(const SearchArguments& arguments, const Settings& settings) {
  SearchRequest request;
  request.query = {
      .text = query_text(arguments.words),
      .mode = arguments.mode,
      .limit = arguments.limit.value_or(settings.search.limit),
      .min_similarity = arguments.min_similarity.value_or(settings.search.min_similarity),
      .min_best_similarity = arguments.min_similarity ? 0 : settings.search.min_best_similarity,
      .paths = arguments.paths,
      .languages = arguments.languages,
      .explain = arguments.explain};
  request.view = arguments.view;
  return request;
}

/// What to try when nothing was found.
std::string zero_results_hint(const Query& query, const SearchAnswer& answer) {
  if (answer.result.files_in_view == 0) return "the view has no files that can be searched";
  if (!query.paths.empty() || !query.languages.empty()) {
    return "look without --path and --lang, or see gitctx status --skipped";
  }
  if (query.mode != SearchMode::hybrid) return "look with --mode hybrid, or try other words";
  if (query.min_similarity > 0 || query.min_best_similarity > 0) {
    return "try other words; --min-similarity 0 shows results that are no likely answers";
  }
  return "try other words; gitctx status --skipped shows what was left out";
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

int run_search_command(const SearchArguments& arguments, CommandContext& context) {
  // Where, and with which settings.
  const RepositoryLayout layout = require_repository(context.directory);
  const Config config =
      load_config(config_paths(layout.worktree, context.environment), context.environment);
  write_notices(config.notices);

  // What is asked, and the answer.
  const SearchRequest request = make_request(arguments, config.settings);
  const auto embedders = open_embedders(config, layout, context.environment);
  SearchSession session(layout, config.settings, *embedders);
  const SearchAnswer answer = session.search(request);
  write_notices(answer.notices);

  context.out.write(render(answer, arguments, request.query, context.out_terminal));
  context.out.flush();
  if (answer.result.hits.empty()) {
    write_notice({"nothing was found", zero_results_hint(request.query, answer)});
  }
  return 0;
}

}  // namespace gitctx
