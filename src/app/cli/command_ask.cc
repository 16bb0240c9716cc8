#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "app/chat_models.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/messages.h"
#include "app/cli/query_input.h"
#include "app/config.h"
#include "app/embedders.h"
#include "app/reranked_search.h"
#include "app/search_session.h"
#include "base/error.h"
#include "llm/answer.h"
#include "llm/query_expansion.h"

namespace gitctx {
namespace {

std::vector<AnswerContext> contexts_of(const std::vector<Hit>& hits) {
  std::vector<AnswerContext> contexts;
  for (const Hit& hit : hits) contexts.push_back({hit.path, hit.lines, hit.text});
  return contexts;
}

nlohmann::ordered_json places_json(const std::vector<Citation>& citations) {
  auto places = nlohmann::ordered_json::array();
  for (const Citation& citation : citations) {
    places.push_back({{"path", citation.path},
                      {"start_line", citation.lines.first},
                      {"end_line", citation.lines.last}});
  }
  return places;
}

std::string answer_json(std::string_view question, const Answer& answer,
                        const SearchAnswer& found) {
  auto sources = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < answer.contexts_used; ++i) {
    const Hit& hit = found.result.hits[i];
    sources.push_back({{"path", hit.path},
                       {"start_line", hit.lines.first},
                       {"end_line", hit.lines.last},
                       {"score", hit.score}});
  }
  const ChatBill& bill = answer.bill;
  const nlohmann::ordered_json json = {
      {"question", question},
      {"view", {{"name", found.view_name}, {"commit", found.view_commit.hex()}}},
      {"answer", answer.text},
      {"citations", places_json(answer.citations)},
      {"rejected_citations", places_json(answer.rejected)},
      {"sources", sources},
      {"model", answer.model},
      {"truncated", answer.truncated},
      {"usage",
       {{"calls", bill.calls},
        {"input_tokens", bill.usage.input_tokens},
        {"output_tokens", bill.usage.output_tokens},
        {"cost_usd", bill.cost_usd},
        {"saved_usd", bill.saved_usd}}}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

/// The hits of the question and of what the model makes of it.
std::vector<Hit> look_for_rewordings(ChatModel& model, const RepositoryLayout& layout,
                                     const SearchRequest& request, SearchSession& session,
                                     std::vector<Hit> hits, const std::stop_token& stop) {
  const QueryExpansion expansion =
      expand_query(model, repository_prompt("expand_query", layout), request.query.text, stop);
  std::vector<std::vector<Hit>> found;
  found.push_back(std::move(hits));
  std::vector<std::string> wordings = expansion.rewrites;
  if (!expansion.identifiers.empty()) {
    wordings.push_back(fmt::format("{}", fmt::join(expansion.identifiers, " ")));
  }
  for (const std::string& wording : wordings) {
    SearchRequest other = request;
    other.query.text = wording;
    found.push_back(session.search(other).result.hits);
  }
  return merge_hits(std::move(found), static_cast<std::size_t>(request.query.limit));
}

/// What is said of an answer beside it.
void write_remarks(const Answer& answer) {
  if (!answer.rejected.empty()) {
    write_notice(
        {fmt::format("{} of {} citations are not in the sources and are marked",
                     answer.rejected.size(), answer.rejected.size() + answer.citations.size()),
         {}});
  }
  if (answer.truncated) write_notice({"the answer was cut off: it reached the longest length", {}});
}

}  // namespace

int run_ask_command(const AskArguments& arguments, CommandContext& context) {
  // Where, and with which settings.
  const RepositoryLayout layout = require_repository(context.directory);
  const Config config =
      load_config(config_paths(layout.worktree, context.environment), context.environment);
  write_notices(config.notices);
  const std::string question = query_text("ask", arguments.words);
  const auto chat =
      open_chat_model(config, layout, context.environment,
                      {.name = arguments.model, .max_cost_usd = arguments.max_cost_usd});
  const Prompt prompt = repository_prompt("answer", layout);

  // What to answer from.
  const InterruptWatch interrupt(false, "");
  const auto embedders = open_embedders(config, layout, context.environment);
  SearchRequest request;
  request.query.text = question;
  request.query.limit = arguments.limit.value_or(config.settings.search.limit);
  request.query.paths = arguments.paths;
  request.query.min_best_similarity = config.settings.search.min_best_similarity;
  request.view = arguments.view;
  SearchSession session(layout, config.settings, *embedders, interrupt.token());
  SearchAnswer found = session.search(request);
  write_notices(found.notices);
  if (arguments.expand) {
    found.result.hits = look_for_rewordings(chat->model(), layout, request, session,
                                            std::move(found.result.hits), interrupt.token());
  }
  if (found.result.hits.empty()) {
    write_notice({"nothing was found to answer from", "try other words, or gitctx search"});
    return static_cast<int>(ErrorCode::failure);
  }

  // The answer, as it comes.
  const bool streams = !arguments.json && context.out_terminal.is_terminal;
  const auto show = [&](std::string_view piece) {
    context.out.write(piece);
    context.out.flush();
  };
  const Answer answer = answer_question(
      chat->model(), prompt, question, contexts_of(found.result.hits),
      streams ? std::function<void(std::string_view)>(show) : nullptr, interrupt.token());
  if (arguments.json) {
    context.out.write(answer_json(question, answer, found));
  } else {
    context.out.write(streams ? "\n" : answer.text + "\n");
    write_remarks(answer);
  }
  context.out.flush();
  if (const auto warning = chat->take_warning()) write_notice({*warning, {}});
  return 0;
}

}  // namespace gitctx
