#include "langsmith/prompts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "base/error.h"
#include "base/json_text.h"
#include "langsmith/run.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;
using Role = ChatMessage::Role;

bool is_plain(std::string_view text) {
  return !text.empty() && !text.starts_with('.') && std::ranges::all_of(text, [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
  });
}

[[noreturn]] void throw_bad_identifier(std::string_view text) {
  throw Error(ErrorCode::usage, fmt::format("'{}' is not a LangSmith prompt name", text),
              "Use NAME or NAME:COMMIT");
}

struct Identifier {
  std::string name;
  std::string commit = "latest";
};

Identifier parse_identifier(std::string_view text) {
  std::string_view rest = text;
  Identifier out;
  if (const auto colon = rest.find(':'); colon != std::string_view::npos) {
    out.commit = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
  }
  const std::size_t slash = rest.find('/');
  const std::string_view owner = slash == std::string_view::npos ? "-" : rest.substr(0, slash);
  out.name = slash == std::string_view::npos ? rest : rest.substr(slash + 1);
  if (!is_plain(out.name) || !is_plain(owner) || !is_plain(out.commit)) throw_bad_identifier(text);
  if (owner == "-") return out;
  throw Error(
      ErrorCode::usage,
      fmt::format("the prompt '{}' names an owner, and gitctx pulls only prompts of your own "
                  "workspace",
                  text),
      fmt::format("Fork it in LangSmith, then run: gitctx eval pull-prompt {}", out.name));
}

/// A constructor object in LangChain's serialisation format.
OrderedJson constructor(const char* module, std::string_view class_name, OrderedJson arguments) {
  return {{"lc", 1},
          {"type", "constructor"},
          {"id", {"langchain", "prompts", module, class_name}},
          {"kwargs", std::move(arguments)}};
}

/// The prefixes of the class names of messages, by ChatMessage::Role.
constexpr std::array<std::string_view, 3> role_prefixes{"System", "Human", "AI"};

std::optional<Role> role_of(std::string_view class_name) {
  for (std::size_t i = 0; i < role_prefixes.size(); ++i) {
    if (class_name.starts_with(role_prefixes[i])) return static_cast<Role>(i);
  }
  return std::nullopt;
}

/// The names between {{ and }}.
std::set<std::string> names_in(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t begin = text.find("{{"); begin != std::string_view::npos;
       begin = text.find("{{", begin)) {
    const std::size_t end = text.find("}}", begin);
    if (end == std::string_view::npos) break;
    const std::string_view name = trimmed(text.substr(begin + 2, end - begin - 2), " ");
    if (is_plain(name)) names.emplace(name);
    begin = end + 2;
  }
  return names;
}

/// Converts an f-string template: {name} becomes {{name}}, and {{ becomes {.
std::string from_f_string(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_brace = text[i] == '{' || text[i] == '}';
    const bool is_doubled = is_brace && i + 1 < text.size() && text[i + 1] == text[i];
    out += text[i];
    if (is_doubled) {
      ++i;
    } else if (is_brace) {
      out += text[i];
    }
  }
  return out;
}

[[noreturn]] void throw_no_chat(std::string_view name) {
  throw Error(ErrorCode::provider,
              fmt::format("the LangSmith prompt '{}' is not a list of chat messages", name));
}

std::string class_name(const Json& object) {
  const Json id = json_member(object, "id");
  return id.is_array() && !id.empty() && id.back().is_string() ? id.back() : "";
}

std::string latest_commit(LangSmithClient& client, const std::string& name,
                          const std::stop_token& stop) {
  const Json commits = json_member(client.get(fmt::format("/commits/-/{}/?limit=1&offset=0", name),
                                              "read the prompt's commits in LangSmith", stop),
                                   "commits");
  return commits.is_array() && !commits.empty() ? json_string_member(commits[0], "commit_hash")
                                                : "";
}

void create_if_missing(LangSmithClient& client, const PromptPush& push,
                       const std::stop_token& stop) {
  const auto known =
      client.send("GET", "/repos/-/" + push.name, {}, "find the prompt in LangSmith", stop, {404});
  if (known.status != 404) return;
  OrderedJson body{{"repo_handle", push.name}};
  if (!push.description.empty()) body["description"] = push.description;
  body["is_public"] = false;
  client.post("/repos/", body, "create the prompt in LangSmith", stop);
}

}  // namespace

OrderedJson prompt_manifest(const std::vector<ChatMessage>& messages) {
  OrderedJson list = OrderedJson::array();
  std::set<std::string> all_names;
  for (const ChatMessage& message : messages) {
    const auto names = names_in(message.content);
    all_names.insert(names.begin(), names.end());
    OrderedJson prompt = constructor("prompt", "PromptTemplate",
                                     {{"template", message.content},
                                      {"input_variables", names},
                                      {"template_format", "mustache"}});
    const std::string_view prefix = role_prefixes[static_cast<std::size_t>(message.role)];
    list.push_back(constructor("chat", fmt::format("{}MessagePromptTemplate", prefix),
                               {{"prompt", std::move(prompt)}}));
  }
  return constructor("chat", "ChatPromptTemplate",
                     {{"messages", std::move(list)}, {"input_variables", all_names}});
}

std::string messages_yaml(const std::vector<ChatMessage>& messages) {
  std::string out = "messages:\n";
  for (const ChatMessage& message : messages) {
    out += fmt::format("  - {}: {}\n", role_name(message.role), yaml_string(message.content));
  }
  return out;
}

std::vector<ChatMessage> messages_of_manifest(const Json& manifest, std::string_view name) {
  // A prompt with a bound model is the first element of a sequence.
  if (class_name(manifest) == "RunnableSequence") {
    return messages_of_manifest(json_member(json_member(manifest, "kwargs"), "first"), name);
  }
  const Json list = json_member(json_member(manifest, "kwargs"), "messages");
  if (!list.is_array() || list.empty()) throw_no_chat(name);
  std::vector<ChatMessage> messages;
  for (const Json& one : list) {
    const auto role = role_of(class_name(one));
    const Json prompt = json_member(json_member(json_member(one, "kwargs"), "prompt"), "kwargs");
    const Json text = json_member(prompt, "template");
    if (!role || !text.is_string()) throw_no_chat(name);
    const bool is_f_string = prompt.value("template_format", Json("f-string")) == "f-string";
    auto content = text.get<std::string>();
    messages.push_back({*role, is_f_string ? from_f_string(content) : std::move(content)});
  }
  return messages;
}

PushedPrompt push_prompt(LangSmithClient& client, const PromptPush& push,
                         const std::stop_token& stop) {
  if (!is_plain(push.name)) throw_bad_identifier(push.name);
  create_if_missing(client, push, stop);
  const std::string parent = latest_commit(client, push.name, stop);
  OrderedJson body{{"manifest", prompt_manifest(push.messages)}, {"parent_commit", nullptr}};
  const std::string secrets[]{client.settings().api_key};
  scrub_json(body["manifest"], secrets);
  if (!parent.empty()) body["parent_commit"] = parent;
  if (!push.change.empty()) body["description"] = push.change;
  const auto reply = client.send("POST", "/commits/-/" + push.name, json_body(body),
                                 "push the prompt to LangSmith", stop, {409});
  PushedPrompt pushed{
      .link =
          fmt::format("{}/prompts/{}", langsmith_web_url(client.settings().endpoint), push.name)};
  // Status 409 means that nothing changed.
  if (reply.status == 409) return pushed;
  const Json commit = json_member(reply.document, "commit");
  pushed.commit = json_string_member(commit.is_null() ? reply.document : commit, "commit_hash");
  return pushed;
}

HubPrompt pull_prompt(LangSmithClient& client, std::string_view identifier,
                      const std::stop_token& stop) {
  const Identifier wanted = parse_identifier(identifier);
  const Json found = client.get(fmt::format("/commits/-/{}/{}", wanted.name, wanted.commit),
                                "pull the prompt from LangSmith", stop);
  return {messages_of_manifest(json_member(found, "manifest"), identifier),
          json_string_member(found, "commit_hash")};
}

}  // namespace gitctx
