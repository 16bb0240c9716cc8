#include "llm/tasks/query_expansion.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/json_text.h"
#include "llm/prompts/quoted_text.h"

namespace gitctx {
namespace {

std::vector<std::string> read_list(const nlohmann::json& list, std::string_view query,
                                   std::size_t most) {
  std::vector<std::string> texts;
  for (const nlohmann::json& item : list) {
    if (!item.is_string()) continue;
    std::string text = quote_name(trimmed(item.get<std::string>()));
    const bool is_new = text != query && std::ranges::find(texts, text) == texts.end();
    if (!text.empty() && is_new && texts.size() < most) texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace

QueryExpansion expand_query(ChatModel& model, const Prompt& prompt, std::string_view query,
                            const std::stop_token& stop) {
  constexpr std::size_t most_query_tokens = 2000, most_rewrites = 3, most_identifiers = 8;
  const std::string shown = quote_lines(cut_to_tokens(query, most_query_tokens).text);
  const ChatReply reply = model.complete(render_prompt(prompt, {{"query", shown}}), stop);
  const auto lists = parse_json(reply.text);
  QueryExpansion expansion;
  expansion.rewrites = read_list(json_member(lists, "rewrites"), trimmed(query), most_rewrites);
  expansion.identifiers =
      read_list(json_member(lists, "identifiers"), trimmed(query), most_identifiers);
  expansion.bill.add(reply);
  return expansion;
}

}  // namespace gitctx
