#include "app/services/prompt_eval.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/services/chat_models.h"
#include "app/services/search_session.h"
#include "base/error.h"
#include "eval/prompts/text_similarity.h"
#include "llm/tasks/answer.h"
#include "llm/tasks/reranker.h"
#include "search/search.h"

namespace gitctx {
namespace {

std::shared_ptr<ChatModel> open_model(const std::string& name, const Config& config,
                                      const RepositoryLayout& layout,
                                      const Environment& environment,
                                      std::optional<ModelPrice>& price) {
  // The run records replies itself, by example and repetition.
  const std::shared_ptr<OpenChatModel> opened =
      open_chat_model(config, layout, environment, {.name = name, .keep_replies = false});
  price = opened->price();
  return {opened, &opened->model()};
}

std::vector<RerankCandidate> candidates_of(std::span<const RetrievedChunk> chunks) {
  std::vector<RerankCandidate> candidates;
  for (const RetrievedChunk& chunk : chunks) {
    candidates.push_back({chunk.path, chunk.symbol, chunk.text});
  }
  return candidates;
}

TargetOutput answer_from(ChatModel& model, const Prompt& prompt, std::string_view question,
                         std::span<const RetrievedChunk> chunks, const std::stop_token& stop) {
  // Without hits, the example still needs an output to score, even if the score is bad.
  if (chunks.empty()) return {.text = "Nothing was found to answer from."};
  std::vector<AnswerContext> contexts;
  for (const RetrievedChunk& chunk : chunks) {
    contexts.push_back({chunk.path, chunk.lines, chunk.text});
  }
  const Answer answer = answer_question(model, prompt, question, contexts, {}, stop);
  TargetOutput output{.text = answer.text};
  for (const Citation& citation : answer.citations) {
    output.citations.push_back({citation.path, citation.lines});
  }
  for (const Citation& citation : answer.rejected) {
    output.rejected_citations.push_back(
        fmt::format("{}:{}-{}", citation.path, citation.lines.first, citation.lines.last));
  }
  return output;
}

}  // namespace

std::vector<RetrievedChunk> chunks_of(const std::vector<Hit>& hits) {
  std::vector<RetrievedChunk> chunks;
  for (const Hit& hit : hits) {
    chunks.push_back({hit.path, hit.lines, hit.symbol, hit.text, hit.score});
  }
  return chunks;
}

EvalChatModels make_eval_models(const EvalModelNames& names, const Config& config,
                                const RepositoryLayout& layout, const Environment& environment) {
  const std::string& name = names.model.empty() ? config.settings.model.chat : names.model;
  if (name.empty()) {
    if (is_waiting(config, "model.chat")) throw waiting_chat_error();
    throw Error(ErrorCode::configuration, "this suite needs a chat model, and none is set",
                "Use --model openai/NAME, --model anthropic/NAME or the setting model.chat, or "
                "--replay FILE for recorded replies");
  }
  EvalChatModels models;
  models.model = open_model(name, config, layout, environment, models.model_price);
  const std::string& judge = names.judge.empty() ? name : names.judge;
  models.judge = open_model(judge, config, layout, environment, models.judge_price);
  return models;
}

EvalServiceSet::EvalServiceSet(EvalRequest request, const std::stop_token& stop,
                               const std::function<void(const IndexProgress&)>& progress)
    : request_(std::move(request)), embedder_(request_.embedders->make_embedder(stop)) {
  const PromptSuite& suite = *request_.suite;
  services_.metadata = request_.metadata;
  if (suite.target.kind != TargetKind::prompt) {
    index_.emplace(request_.layout, request_.settings, *request_.embedders, request_.commit,
                   std::span<const HiddenPart>(), stop, progress, suite.target.folder);
    services_.metadata["embedding"] = index_->snapshot().manifest().model;
    services_.metadata["searched"] = fmt::format("{} chunks", index_->view().chunk_count());
    services_.retrieve = [this](std::string_view query, int limit) {
      return retrieve(query, limit);
    };
  }
  // Uses the embedded model, because it is always available and the same everywhere.
  services_.similarity = make_text_similarity(make_local_embedders({})->make_embedder());
  services_.replies = request_.replies;
  add_models();
  add_steps();
}

void EvalServiceSet::add_models() {
  const PromptSuite& suite = *request_.suite;
  if (needs_model(suite)) {
    services_.model = {request_.model_title, request_.models.model.get(),
                       request_.models.model_price};
  }
  if (needs_judge(suite)) {
    services_.judge = {request_.judge_title, request_.models.judge.get(),
                       request_.models.judge_price};
  }
  const auto add_version = [this](const std::string& name) {
    const Prompt& used = prompt(name);
    services_.metadata["prompt " + used.name] =
        fmt::format("version {}, {}", used.version, prompt_hash(used));
  };
  if (needs_model(suite)) {
    add_version(suite.target.prompt.empty() ? std::string(target_name(suite.target.kind))
                                            : suite.target.prompt);
  }
  if (needs_judge(suite)) add_version("judge");
}

void EvalServiceSet::add_steps() {
  services_.render = [this](const std::string& name, const TextByName& values) {
    return render_prompt(prompt(name), values);
  };
  const SuiteTarget& target = request_.suite->target;
  const std::string name =
      target.prompt.empty() ? std::string(target_name(target.kind)) : target.prompt;
  services_.rerank = [this, name](ChatModel& model, std::string_view query,
                                  std::span<const RetrievedChunk> chunks,
                                  const std::stop_token& stop) {
    return rerank(model, prompt(name), query, candidates_of(chunks), stop).order;
  };
  services_.answer = [this, name](ChatModel& model, std::string_view question,
                                  std::span<const RetrievedChunk> chunks,
                                  const std::stop_token& stop) {
    return answer_from(model, prompt(name), question, chunks, stop);
  };
}

std::vector<RetrievedChunk> EvalServiceSet::retrieve(std::string_view text, int limit) {
  Query query;
  query.text = text;
  query.mode = request_.suite->target.mode;
  query.limit = limit;
  query.min_similarity = request_.suite->target.min_similarity;
  query.repository = request_.layout.name();
  const std::lock_guard lock(retrieval_);
  std::vector<Hit> hits = search(index_->snapshot(), index_->view(), query, *embedder_).hits;
  redact_hits(index_->view(), hits);
  return chunks_of(hits);
}

const Prompt& EvalServiceSet::prompt(const std::string& name) {
  const std::lock_guard lock(prompts_);
  const auto found = loaded_prompts_.find(name);
  if (found != loaded_prompts_.end()) return found->second;
  return loaded_prompts_.emplace(name, request_.load_prompt(name)).first->second;
}

}  // namespace gitctx
