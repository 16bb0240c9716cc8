#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "testing/conformance/conformance_provider.h"

namespace gitctx {

/// Imitates POST /embeddings of OpenAI and of compatible servers.
class OpenAiEmbeddings {
 public:
  OpenAiEmbeddings(ModelPlay play, bool is_compatible)
      : play_(std::move(play)), is_compatible_(is_compatible) {}

  struct Work {
    std::string model;
    std::vector<std::string> texts;
    std::size_t dimensions = 0;
    bool base64 = false;
    CallUsage usage;
  };
  /// Checks a request. Throws ConformanceRefusal if OpenAI would refuse the request.
  Work check(const nlohmann::json& body) const;
  /// The reply as text. The text is written directly, without a JSON document, because most of the
  /// reply consists of vectors.
  std::string reply(const Work& work) const;

 private:
  std::vector<std::string> texts_of(const nlohmann::json& input) const;

  ModelPlay play_;
  bool is_compatible_;
};

/// Imitates /files and /batches of OpenAI. Each request for the status of a batch moves the batch
/// to its next state, and the third request completes the batch. The usage of a batch is counted
/// when the batch is created.
class ConformanceBatches {
 public:
  explicit ConformanceBatches(const OpenAiEmbeddings& embeddings) : embeddings_(embeddings) {}

  /// Answers a request under /files or /batches, or throws ConformanceRefusal.
  ServedReply answer(ProviderCall& call);

 private:
  struct File {
    std::string name;
    std::string purpose;
    std::string content;
  };
  struct Batch {
    nlohmann::json document;
    std::string output;
    std::string errors;
    int looks = 0;
  };
  ServedReply answer_files(ProviderCall& call);
  ServedReply create_file(const ServedRequest& request);
  ServedReply create_batch(ProviderCall& call);
  void run_lines(const File& file, Batch& batch, CallUsage& usage) const;
  nlohmann::json look_at(Batch& batch);
  nlohmann::json file_document(const std::string& id) const;
  std::string store(File file);

  const OpenAiEmbeddings& embeddings_;
  std::mutex mutex_;
  std::map<std::string, File> files_;
  std::map<std::string, Batch> batches_;
  int next_id_ = 1;
};

/// Answers POST /chat/completions, or throws ConformanceRefusal.
ServedReply answer_chat_completion(ProviderCall& call, const ModelPlay& play, bool is_compatible);

}  // namespace gitctx
