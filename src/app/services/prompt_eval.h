#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/config/config.h"
#include "app/config/environment.h"
#include "app/services/scratch_index.h"
#include "core/result.h"
#include "core/settings.h"
#include "embed/embedder_source.h"
#include "eval/prompts/prompt_runner.h"
#include "eval/prompts/prompt_suite.h"
#include "llm/chat_model.h"
#include "llm/prompts/prompt.h"

namespace gitctx {

/// Hits in the form that evals and traces use.
std::vector<RetrievedChunk> chunks_of(const std::vector<Hit>& hits);

/// The names of the models of a run.
struct EvalModelNames {
  std::string model;  ///< "provider/name"; empty: the setting model.chat
  std::string judge;  ///< empty: the same as `model`
};

struct EvalChatModels {
  std::shared_ptr<ChatModel> model;
  std::shared_ptr<ChatModel> judge;
  std::optional<ModelPrice> model_price;  ///< nothing: unknown
  std::optional<ModelPrice> judge_price;
};

/// Opens the models of a run. Throws Error(configuration) if no model is named.
EvalChatModels make_eval_models(const EvalModelNames& names, const Config& config,
                                const RepositoryLayout& layout, const Environment& environment);

struct EvalRequest {
  const PromptSuite* suite = nullptr;
  /// Returns the prompt with that name. Throws Error(usage) for an unknown name. Must be
  /// thread-safe.
  std::function<Prompt(const std::string& name)> load_prompt;
  RepositoryLayout layout;
  Settings settings;
  EmbedderSource* embedders = nullptr;
  CommitId commit;
  EvalChatModels models;    ///< empty: only recorded replies are used
  std::string model_title;  ///< "provider/name"; also set for recorded replies
  std::string judge_title;
  ReplyStore* replies = nullptr;
  TextByName metadata;  ///< more metadata for the run
};

/// Implements EvalServices for one commit of the repository: a scratch index, the embedder, prompts
/// and models. The services refer to this object, so it must outlive them.
class EvalServiceSet {
 public:
  /// Throws as ScratchIndex does, and Error(usage) for a missing or invalid prompt.
  EvalServiceSet(EvalRequest request, const std::stop_token& stop,
                 const std::function<void(const IndexProgress&)>& progress);

  const EvalServices& services() const { return services_; }

 private:
  std::vector<RetrievedChunk> retrieve(std::string_view query, int limit);
  const Prompt& prompt(const std::string& name);
  void add_models();
  void add_steps();

  EvalRequest request_;
  std::optional<ScratchIndex> index_;
  std::unique_ptr<Embedder> embedder_;
  std::mutex retrieval_;  ///< guards the embedder, which is not thread-safe
  std::mutex prompts_;
  std::map<std::string, Prompt> loaded_prompts_;
  EvalServices services_;
};

}  // namespace gitctx
