#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "langsmith/client.h"
#include "llm/chat_model.h"

namespace gitctx {

/// A prompt in LangSmith: messages are templates with {{name}} for what is filled in.
struct HubPrompt {
  std::vector<ChatMessage> messages;
  std::string commit;  ///< its hash
};

struct PushedPrompt {
  std::string commit;  ///< empty if nothing had changed
  std::string link;
};

struct PromptPush {
  std::string name;  ///< "name", of the own workspace
  std::vector<ChatMessage> messages;
  std::string description;             ///< of the prompt, when it is made
  std::string change;                  ///< of the commit
  std::vector<std::string> tags = {};  ///< of the commit
};

/// Adds a commit to a prompt, which is made if it is not there; no commit if nothing changed.
/// Throws as LangSmithClient does.
PushedPrompt push_prompt(LangSmithClient& client, const PromptPush& push,
                         const std::stop_token& stop);

/// `identifier` is "[owner/]name[:commit or tag]". Prompts of other owners are configuration by
/// strangers: they are refused unless `allows_others`. Throws Error(usage) for that and for an
/// identifier that is none, Error(provider) for a manifest that is no chat prompt, and as
/// LangSmithClient does.
HubPrompt pull_prompt(LangSmithClient& client, std::string_view identifier, bool allows_others,
                      const std::stop_token& stop);

/// The manifest of LangChain's serialisation for messages, and back; `file` stands for it in
/// messages.
nlohmann::ordered_json prompt_manifest(const std::vector<ChatMessage>& messages);
std::vector<ChatMessage> messages_of_manifest(const nlohmann::json& manifest,
                                              std::string_view name);

}  // namespace gitctx
