#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "embed/embedder_source.h"
#include "embed/hosted/hosted_embeddings.h"
#include "http/clock.h"

namespace gitctx {

struct BatchOptions {
  std::filesystem::path file;                   ///< record of the pending batches
  std::size_t most_texts = 20'000;              ///< limit for a batch; OpenAI accepts 50,000
  std::size_t most_bytes = 32 * 1024 * 1024;    ///< limit for a batch; OpenAI accepts 200 MB
  std::chrono::milliseconds first_wait{5'000};  ///< wait after the first poll; doubles each time
  std::chrono::milliseconds longest_wait{60'000};
};

/// Embeds texts with OpenAI's Batch API. A batch is a file with one request for each text. OpenAI
/// completes a batch within a day, at half the price. The uploaded file is recorded on disk before
/// the batch is created, and the id of the batch is recorded afterwards. So a later run finds the
/// batch even if this run is killed in between. Each request is named after the hash of its text,
/// which is the key in the embedding cache. So results can be cached without their texts.
class OpenAiBatches final : public EmbeddingBatches {
 public:
  /// `embeddings` and `clock` must outlive the object.
  OpenAiBatches(HostedEmbeddings& embeddings, BatchOptions options, Clock& clock = machine_clock());

  void collect(const std::stop_token& stop,
               const std::function<void(const BatchProgress&)>& progress) override;
  std::uint64_t pending_texts() override;
  void add(std::span<const std::string> texts, const std::stop_token& stop) override;
  void send(const std::stop_token& stop) override;

 private:
  /// A batch at the service.
  struct Pending {
    std::string file_id;
    std::string id;     ///< empty until the service is known to have the batch
    std::string model;  ///< HostedModel::id
    std::uint64_t texts = 0;
    std::uint64_t tokens = 0;
  };

  std::vector<Pending> load() const;
  void save(const std::vector<Pending>& batches) const;
  std::string add_line(const std::string& text, const std::string& id) const;
  std::string upload(const std::stop_token& stop);
  void begin(Pending& batch, bool look_first, const std::stop_token& stop);
  std::string find_begun(const std::string& file_id, const std::stop_token& stop);
  std::string create(const std::string& file_id, const std::stop_token& stop);
  void await(const Pending& batch, const std::stop_token& stop,
             const std::function<void(const BatchProgress&)>& progress);
  void take_results(const std::string& file_id, const std::stop_token& stop);
  HttpResponse call(HttpRequest request, const std::stop_token& stop);

  HostedEmbeddings& embeddings_;
  const BatchOptions options_;
  Clock& clock_;
  std::string lines_;
  std::uint64_t line_count_ = 0;
  std::uint64_t line_tokens_ = 0;
  std::set<ContentHash> added_;
};

}  // namespace gitctx
