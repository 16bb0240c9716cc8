#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "langsmith/client.h"
#include "llm/chat_model.h"

namespace gitctx {

/// A prompt in LangSmith. Its messages are templates with {{name}} for each variable.
struct HubPrompt {
  std::vector<ChatMessage> messages;
  std::string commit;  ///< the hash of the commit
};

struct PushedPrompt {
  std::string commit;  ///< hash of the new commit; empty if nothing changed
  std::string link;
};

struct PromptPush {
  std::string name;  ///< name in the user's workspace, without an owner
  std::vector<ChatMessage> messages;
  std::string description;  ///< description of the prompt, used only when it is created
  std::string change;       ///< description of the commit
};

/// Adds a commit to a prompt unless nothing changed. Creates the prompt if it is missing. Throws as
/// LangSmithClient does.
PushedPrompt push_prompt(LangSmithClient& client, const PromptPush& push,
                         const std::stop_token& stop);

/// Pulls a prompt of the user's workspace. `identifier` must have the form "[-/]name[:commit or
/// tag]". Prompts of other owners are refused, because those owners can change them at any time.
/// Throws Error(usage) for such prompts and for a malformed identifier, and Error(provider) for a
/// manifest that is not a chat prompt. Otherwise throws as LangSmithClient does.
HubPrompt pull_prompt(LangSmithClient& client, std::string_view identifier,
                      const std::stop_token& stop);

/// The messages in YAML, one per line, each after the name of its role.
std::string messages_yaml(const std::vector<ChatMessage>& messages);

/// Converts messages to LangChain's serialisation format and back. `name` is the name of the prompt
/// in error messages.
nlohmann::ordered_json prompt_manifest(const std::vector<ChatMessage>& messages);
std::vector<ChatMessage> messages_of_manifest(const nlohmann::json& manifest,
                                              std::string_view name);

}  // namespace gitctx
