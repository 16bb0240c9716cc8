#include "eval/prompts/reply_cassette.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/ascii.h"
#include "base/json_text.h"
#include "base/utf8.h"
#include "eval/record_file.h"
#include "eval/yaml_reader.h"
#include "http/secret_scrubber.h"

namespace gitctx {
namespace {

constexpr int cassette_version = 1;
constexpr std::size_t longest_end = 70;
constexpr std::string_view cassette_hint = "Run: gitctx eval run SUITE --record FILE";

class CassetteParser : public YamlReader {
 public:
  explicit CassetteParser(std::string_view file) : YamlReader(file, cassette_hint) {}

  ReplyCassette::Source source(const YAML::Node& root) const {
    if (!root.IsMap()) fail(root, "expected a cassette, a map with 'replies'");
    check_version(root, cassette_version);
    check_keys(root, {"version", "note", "model", "judge", "replies"});
    return {text(root, "model", false), text(root, "judge", false), text(root, "note", false)};
  }

  ChatReply reply(const YAML::Node& node) const {
    if (!node.IsMap()) fail(node, "expected a reply with 'key' and 'text'");
    check_keys(node, {"key", "request", "text", "model", "truncated", "input_tokens",
                      "cached_input_tokens", "output_tokens", "cost_usd", "ms"});
    ChatReply reply;
    reply.text = text(node, "text", false);
    reply.model = text(node, "model", false);
    reply.truncated = flag(node, "truncated", false);
    reply.usage = {count(node, "input_tokens"), count(node, "cached_input_tokens"),
                   count(node, "output_tokens")};
    constexpr double largest = 1e9;
    if (node["cost_usd"]) reply.cost_usd = real(node["cost_usd"], "cost_usd", 0, largest);
    if (node["ms"]) reply.ms = real(node["ms"], "ms", 0, largest);
    return reply;
  }

  std::string key(const YAML::Node& node) const {
    std::string written = text(node, "key", true);
    if (!std::ranges::all_of(written, is_alphanumeric)) {
      fail(node["key"], "expected a key of letters and digits");
    }
    return written;
  }

 private:
  std::uint64_t count(const YAML::Node& node, const char* name) const {
    constexpr int largest = 2'000'000'000;
    return node[name] ? static_cast<std::uint64_t>(whole_number(node[name], name, 0, largest)) : 0;
  }
};

/// The beginning and the end of the last message, on one line and without secrets.
std::string preview(const ChatRequest& request) {
  if (request.messages.empty()) return {};
  // Secrets are removed before the text is cut, because a cut secret would not be recognised.
  const std::string text = scrub_secrets(request.messages.back().content, {});
  std::string line(truncate_utf8(text, longest_end));
  if (line.size() < text.size()) {
    // If the cut splits a character, the rest of the character becomes U+FFFD.
    line += " ... " + text.substr(text.size() - std::min(longest_end, text.size() - line.size()));
  }
  std::ranges::replace(line, '\n', ' ');
  return replace_invalid_utf8(line);
}

}  // namespace

ReplyCassette ReplyCassette::parse(std::string_view yaml, std::string_view file) {
  const CassetteParser parser(file);
  return parser.read(yaml, [&](const YAML::Node& root) {
    ReplyCassette cassette(parser.source(root));
    const YAML::Node replies = root["replies"];
    if (!replies || !replies.IsSequence()) parser.fail(root, "expected a list below 'replies'");
    for (const YAML::Node& node : replies) {
      ChatReply reply = parser.reply(node);
      cassette.replies_[parser.key(node)] = {parser.text(node, "request", false), std::move(reply)};
    }
    return cassette;
  });
}

std::optional<ChatReply> ReplyCassette::find(const std::string& key, const ChatRequest& request) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = replies_.find(key);
    if (found != replies_.end()) return found->second.reply;
  }
  auto reply = known_ == nullptr ? std::nullopt : known_->find(key, request);
  if (reply) add(key, request, *reply);
  return reply;
}

void ReplyCassette::keep(const std::string& key, const ChatRequest& request,
                         const ChatReply& reply) {
  add(key, request, reply);
  if (known_ != nullptr) known_->keep(key, request, reply);
}

void ReplyCassette::add(const std::string& key, const ChatRequest& request,
                        const ChatReply& reply) {
  Entry entry{preview(request), reply};
  entry.reply.text = scrub_secrets(reply.text, {});
  const std::lock_guard lock(mutex_);
  replies_[key] = std::move(entry);
}

std::string ReplyCassette::yaml() const {
  const std::lock_guard lock(mutex_);
  std::string out =
      fmt::format("version: {}\nnote: {}\n", cassette_version, yaml_string(source_.note));
  if (!source_.model.empty()) out += fmt::format("model: {}\n", yaml_string(source_.model));
  if (!source_.judge.empty()) out += fmt::format("judge: {}\n", yaml_string(source_.judge));
  out += replies_.empty() ? "replies: []\n" : "replies:\n";
  for (const auto& [key, entry] : replies_) {
    const ChatReply& reply = entry.reply;
    out += fmt::format("  - key: \"{}\"\n    request: {}\n    text: {}\n", key,
                       yaml_string(entry.request), yaml_string(reply.text));
    out += fmt::format("    model: {}\n", yaml_string(reply.model));
    if (reply.truncated) out += "    truncated: true\n";
    out += fmt::format(
        "    input_tokens: {}\n    cached_input_tokens: {}\n    output_tokens: {}\n"
        "    cost_usd: {}\n    ms: {}\n",
        reply.usage.input_tokens, reply.usage.cached_input_tokens, reply.usage.output_tokens,
        rounded_usd(reply.cost_usd), std::round(reply.ms));
  }
  return out;
}

}  // namespace gitctx
