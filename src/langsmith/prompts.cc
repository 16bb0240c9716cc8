#include "langsmith/prompts.h"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <utility>

#include "base/error.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;
using Role = ChatMessage::Role;

struct Identifier {
  std::string owner = "-";
  std::string name;
  std::string commit = "latest";
};

bool is_plain(std::string_view text) {
  return !text.empty() && !text.starts_with('.') &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
             "XYZ0123456789-_.") == std::string_view::npos;
}

[[noreturn]] void throw_no_identifier(std::string_view text) {
  throw Error(ErrorCode::usage, fmt::format("'{}' is no prompt of LangSmith", text),
              "give [OWNER/]NAME[:COMMIT]");
}

Identifier parse_identifier(std::string_view text) {
  Identifier out;
  std::string_view rest = text;
  if (const auto colon = rest.find(':'); colon != std::string_view::npos) {
    out.commit = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
  }
  if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
    out.owner = rest.substr(0, slash);
    rest = rest.substr(slash + 1);
  }
  out.name = rest;
  if (!is_plain(out.name) || !is_plain(out.owner) || !is_plain(out.commit)) {
    throw_no_identifier(text);
  }
  return out;
}

OrderedJson constructor(std::initializer_list<const char*> id, OrderedJson arguments) {
  OrderedJson path = OrderedJson::array();
  for (const char* const part : id) path.push_back(part);
  return {{"lc", 1}, {"type", "constructor"}, {"id", path}, {"kwargs", std::move(arguments)}};
}

const char* class_of(Role role) {
  switch (role) {
    case Role::system:
      return "SystemMessagePromptTemplate";
    case Role::user:
      return "HumanMessagePromptTemplate";
    case Role::assistant:
      return "AIMessagePromptTemplate";
  }
  return "";
}

std::optional<Role> role_of(std::string_view class_name) {
  if (class_name.starts_with("System")) return Role::system;
  if (class_name.starts_with("Human")) return Role::user;
  if (class_name.starts_with("AI")) return Role::assistant;
  return std::nullopt;
}

/// The names between {{ and }}.
std::set<std::string> names_in(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t begin = text.find("{{"); begin != std::string_view::npos;
       begin = text.find("{{", begin)) {
    const std::size_t end = text.find("}}", begin);
    if (end == std::string_view::npos) break;
    std::string_view name = text.substr(begin + 2, end - begin - 2);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (is_plain(name)) names.emplace(name);
    begin = end + 2;
  }
  return names;
}

/// {name} becomes {{name}}, {{ becomes {.
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
              fmt::format("the prompt '{}' of LangSmith is no list of chat messages", name));
}

std::string class_name(const Json& object) {
  const Json id = object.is_object() ? object.value("id", Json()) : Json();
  if (!id.is_array() || id.empty() || !id.back().is_string()) return {};
  return id.back().get<std::string>();
}

Json arguments_of(const Json& object) {
  const Json arguments = object.is_object() ? object.value("kwargs", Json()) : Json();
  return arguments.is_object() ? arguments : Json::object();
}

std::string latest_commit(LangSmithClient& client, const std::string& name,
                          const std::stop_token& stop) {
  const Json found = client.get(fmt::format("/commits/-/{}/?limit=1&offset=0", name),
                                "read the prompt's commits in LangSmith", stop);
  const Json commits = found.is_object() ? found.value("commits", Json()) : Json();
  if (!commits.is_array() || commits.empty()) return {};
  return commits[0].value("commit_hash", "");
}

void create_if_missing(LangSmithClient& client, const PromptPush& push,
                       const std::stop_token& stop) {
  const auto known = client.send("GET", "/repos/-/" + push.name, {}, {}, stop);
  if (known.status != 404) {
    client.require_good(known, "look for the prompt in LangSmith");
    return;
  }
  OrderedJson body{{"repo_handle", push.name}};
  if (!push.description.empty()) body["description"] = push.description;
  body["is_public"] = false;
  client.post("/repos/", body, "make the prompt in LangSmith", stop);
}

}  // namespace

OrderedJson prompt_manifest(const std::vector<ChatMessage>& messages) {
  OrderedJson list = OrderedJson::array();
  std::set<std::string> all_names;
  for (const ChatMessage& message : messages) {
    const auto names = names_in(message.content);
    all_names.insert(names.begin(), names.end());
    OrderedJson prompt = constructor({"langchain", "prompts", "prompt", "PromptTemplate"},
                                     {{"template", message.content},
                                      {"input_variables", names},
                                      {"template_format", "mustache"}});
    list.push_back(constructor({"langchain", "prompts", "chat", class_of(message.role)},
                               {{"prompt", std::move(prompt)}}));
  }
  return constructor({"langchain", "prompts", "chat", "ChatPromptTemplate"},
                     {{"messages", std::move(list)}, {"input_variables", all_names}});
}

std::vector<ChatMessage> messages_of_manifest(const Json& manifest, std::string_view name) {
  // With a model bound to it, the prompt is the first of a sequence.
  if (class_name(manifest) == "RunnableSequence") {
    return messages_of_manifest(arguments_of(manifest).value("first", Json()), name);
  }
  const Json list = arguments_of(manifest).value("messages", Json());
  if (!list.is_array() || list.empty()) throw_no_chat(name);
  std::vector<ChatMessage> messages;
  for (const Json& one : list) {
    const auto role = role_of(class_name(one));
    const Json prompt = arguments_of(arguments_of(one).value("prompt", Json()));
    const Json text = prompt.value("template", Json());
    if (!role || !text.is_string()) throw_no_chat(name);
    const bool is_f_string = prompt.value("template_format", Json("f-string")) == "f-string";
    messages.push_back(
        {*role, is_f_string ? from_f_string(text.get<std::string>()) : text.get<std::string>()});
  }
  return messages;
}

PushedPrompt push_prompt(LangSmithClient& client, const PromptPush& push,
                         const std::stop_token& stop) {
  constexpr std::string_view what = "push the prompt to LangSmith";
  if (!is_plain(push.name)) throw_no_identifier(push.name);
  create_if_missing(client, push, stop);
  const std::string parent = latest_commit(client, push.name, stop);
  OrderedJson body{{"manifest", prompt_manifest(push.messages)}, {"parent_commit", nullptr}};
  if (!parent.empty()) body["parent_commit"] = parent;
  if (!push.change.empty()) body["description"] = push.change;
  const auto reply = client.send_json("POST", "/commits/-/" + push.name, body, stop);
  PushedPrompt pushed{
      .link =
          fmt::format("{}/prompts/{}", langsmith_web_url(client.settings().endpoint), push.name)};
  // LangSmith says so when nothing changed.
  if (reply.status == 409) return pushed;
  client.require_good(reply, what);
  const Json commit =
      reply.document.is_object() ? reply.document.value("commit", reply.document) : Json::object();
  pushed.commit = commit.value("commit_hash", "");
  for (const std::string& tag : push.tags) {
    client.post(fmt::format("/repos/-/{}/tags", push.name),
                {{"tag_name", tag}, {"commit_id", commit.value("id", "")}}, what, stop);
  }
  return pushed;
}

HubPrompt pull_prompt(LangSmithClient& client, std::string_view identifier, bool allows_others,
                      const std::stop_token& stop) {
  const Identifier wanted = parse_identifier(identifier);
  if (wanted.owner != "-" && !allows_others) {
    throw Error(ErrorCode::usage,
                fmt::format("the prompt '{}' belongs to somebody else", identifier),
                "look at what it says before it is used, then allow it");
  }
  const Json found =
      client.get(fmt::format("/commits/{}/{}/{}", wanted.owner, wanted.name, wanted.commit),
                 "pull the prompt from LangSmith", stop);
  if (!found.is_object()) throw_no_chat(identifier);
  return {messages_of_manifest(found.value("manifest", Json()), identifier),
          found.value("commit_hash", "")};
}

}  // namespace gitctx
