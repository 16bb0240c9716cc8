#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "app/cli/commands/command_trace.h"
#include "app/cli/commands/commands.h"
#include "app/cli/commands/query_input.h"
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
#include "base/json_text.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "langsmith/tracer.h"
#include "llm/tasks/answer.h"
#include "llm/tasks/query_expansion.h"

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

std::string answer_json(std::string_view question, const Answer& answer, const SearchAnswer& found,
                        bool price_is_known) {
  auto sources = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < answer.contexts_used; ++i) {
    const Hit& hit = found.result.hits[i];
    sources.push_back({{"path", cut_field(hit.path, field_limit::path)},
                       {"start_line", hit.lines.first},
                       {"end_line", hit.lines.last},
                       {"score", hit.score}});
  }
  const ChatBill& bill = answer.bill;
  const nlohmann::ordered_json cost =
      price_is_known ? nlohmann::ordered_json(bill.cost_usd) : nlohmann::ordered_json(nullptr);
  const nlohmann::ordered_json json = {{"question", question},
                                       {"view",
                                        {{"name", cut_field(found.view_name, field_limit::name)},
                                         {"commit", found.view_commit.hex()}}},
                                       {"answer", answer.text},
                                       {"citations", places_json(answer.citations)},
                                       {"rejected_citations", places_json(answer.rejected)},
                                       {"sources", sources},
                                       {"redacted", count_replaced(found.result.hits).in_code},
                                       {"model", answer.model},
                                       {"truncated", answer.truncated},
                                       {"usage",
                                        {{"calls", bill.calls},
                                         {"input_tokens", bill.usage.input_tokens},
                                         {"output_tokens", bill.usage.output_tokens},
                                         {"cost_usd", cost},
                                         {"saved_usd", bill.saved_usd}}}};
  return json_text(json) + "\n";
}

/// The merged hits for the question and for the model's rewordings of the question.
std::vector<Hit> search_rewordings(TracedRun& run, ChatModel& chat, const Config& config,
                                   const SearchRequest& request, SearchSession& session,
                                   std::vector<Hit> hits, const std::stop_token& stop) {
  TracedChatModel model(chat, run, "expand_query");
  const QueryExpansion expansion =
      expand_query(model, repository_prompt("expand_query", config), request.query.text, stop);
  std::vector<std::vector<Hit>> found;
  found.push_back(std::move(hits));
  std::vector<std::string> wordings = expansion.rewrites;
  if (!expansion.identifiers.empty()) {
    wordings.push_back(fmt::format("{}", fmt::join(expansion.identifiers, " ")));
  }
  for (const std::string& wording : wordings) {
    SearchRequest other = request;
    other.query.text = wording;
    found.push_back(traced_search(run, session, other).result.hits);
  }
  return merge_hits(std::move(found), static_cast<std::size_t>(request.query.limit));
}

/// Writes the notices about an answer.
void write_remarks(const Answer& answer) {
  if (!answer.rejected.empty()) {
    const std::size_t rejected = answer.rejected.size();
    const std::string_view verb = rejected == 1 ? "is" : "are";
    write_notice({fmt::format("{} of {} {} not in the sources and {} marked", rejected,
                              counted(rejected + answer.citations.size(), "citation"), verb, verb),
                  {}});
  }
  if (answer.truncated) write_notice({"the answer is cut off: it reached the maximum length", {}});
}

/// Prints an answer piece by piece, up to the size limit.
class AnswerPrinter {
 public:
  explicit AnswerPrinter(Output& out) : out_(out) {}

  void add(std::string_view piece) {
    const std::string_view part = cut_utf8(piece, left_);
    out_.write(shown_.add(part));
    out_.flush();
    is_cut_ |= part.size() < piece.size();
    left_ = is_cut_ ? 0 : left_ - part.size();
  }
  void end() {
    out_.write(shown_.finish() + (is_cut_ ? "...\n" : "\n"));
    // Notices about the answer must appear after its last line.
    out_.flush();
  }

 private:
  Output& out_;
  PrintableStream shown_;
  std::size_t left_ = field_limit::answer;
  bool is_cut_ = false;
};

/// Writes a notice with the number of secrets that were replaced in the sources.
void write_replaced_in_sources(const std::vector<Hit>& sources) {
  const std::size_t replaced = count_replaced(sources).in_code;
  if (replaced == 0) return;
  write_notice({fmt::format("{} {} replaced in the sources", counted(replaced, "secret"),
                            replaced == 1 ? "was" : "were"),
                {}});
}

/// Gets the answer and prints it. On a terminal, prints each piece of the answer as it arrives.
Answer show_answer(const SearchAnswer& found, std::string_view question, ChatModel& model,
                   bool price_is_known, const Prompt& prompt, const AskArguments& arguments,
                   CommandContext& context, const std::stop_token& stop) {
  const bool streams = !arguments.json && context.out_terminal.is_terminal;
  AnswerPrinter printer(context.out);
  const auto show = [&](std::string_view piece) { printer.add(piece); };
  Answer answer =
      answer_question(model, prompt, question, contexts_of(found.result.hits),
                      streams ? std::function<void(std::string_view)>(show) : nullptr, stop);
  if (arguments.json) {
    limit_fields(answer);
    context.out.write(answer_json(question, answer, found, price_is_known));
  } else {
    if (!streams) printer.add(answer.text);
    printer.end();
    if (arguments.verbosity != Verbosity::quiet) write_remarks(answer);
  }
  context.out.flush();
  return answer;
}

}  // namespace

int run_command(const AskArguments& arguments, CommandContext& context) {
  // The repository and its settings.
  const RepositoryLayout layout = require_repository(context.directory);
  std::vector<std::string> paths = path_patterns(layout, context.directory, arguments.paths);
  const Config config = load_config(config_paths(layout, context.environment), context.environment);
  const bool quiet = arguments.verbosity == Verbosity::quiet;
  if (!quiet) write_notices(notices_before_chat(config, arguments.model));
  const std::string question = query_text("ask", arguments.words);
  const auto chat = open_chat_model(config, layout, context.environment,
                                    {.name = arguments.model,
                                     .named_by = arguments.model.empty() ? "model.chat" : "--model",
                                     .max_cost_usd = arguments.max_cost_usd});
  const Prompt prompt = repository_prompt("answer", config);

  // The sources and the answer.
  const InterruptWatch interrupt(false, "");
  const std::stop_token stop = interrupt.token();
  const auto embedders = open_embedders(config, layout, context.environment);
  SearchRequest request;
  request.query.text = question;
  request.query.limit = arguments.limit.value_or(config.settings.search.limit);
  request.query.paths = std::move(paths);
  request.query.min_best_similarity = config.settings.search.min_best_similarity;
  request.query.other_model_hint = other_model_hint(config, false);
  request.view = arguments.view;
  request.view.other_model_hint = request.query.other_model_hint;
  SearchSession session(layout, config.settings, *embedders, stop);
  CommandTrace trace(config, layout, context.environment);
  int status = 0;
  const auto ask = [&](TracedRun& run) -> nlohmann::ordered_json {
    SearchAnswer found = traced_search(run, session, request);
    if (!quiet) write_notices(found.notices);
    if (!found.view_commit.is_none()) run.add_metadata("revision_id", found.view_commit.hex());
    if (arguments.expand) {
      found.result.hits = search_rewordings(run, chat->model(), config, request, session,
                                            std::move(found.result.hits), stop);
    }
    if (found.result.hits.empty()) {
      write_notice({"no results to answer from", "Try other words, or run: gitctx search"});
      status = static_cast<int>(ErrorCode::failure);
      return {{"answer", ""}};
    }
    TracedChatModel model(chat->model(), run, prompt.name);
    const Answer answer = show_answer(found, question, model, chat->price().has_value(), prompt,
                                      arguments, context, stop);
    if (!quiet) write_replaced_in_sources(found.result.hits);
    return {{"answer", answer.text}, {"citations", places_json(answer.citations)}};
  };
  trace.record("ask", [&] { return nlohmann::ordered_json{{"question", question}}; }, ask);
  if (!quiet) write_notices(chat->notices());
  return status;
}

}  // namespace gitctx
