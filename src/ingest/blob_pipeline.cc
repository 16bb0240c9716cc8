#include "ingest/blob_pipeline.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "base/stop.h"
#include "base/trace.h"

namespace gitctx {

namespace {

// Counted in files, not bytes, because batch boundaries must not depend on the content of files.
constexpr std::size_t batch_files = 32;

/// A batch without its vectors.
struct UnembeddedBatch {
  std::size_t number = 0;
  BatchResult result;
};

/// Hands out batch numbers and collects the results in order. Results without vectors first go
/// through the embedding threads.
class BatchExchange {
 public:
  BatchExchange(std::size_t batch_count, std::size_t window)
      : batch_count_(batch_count), window_(window) {}

  /// The next batch to work on, or batch_count if none is left.
  std::size_t claim() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_over() || next_ < consumed_ + window_; });
    return is_over() || next_ >= batch_count_ ? batch_count_ : next_++;
  }

  void put_unembedded(std::size_t batch, BatchResult result) {
    const std::lock_guard lock(mutex_);
    unembedded_.push_back({batch, std::move(result)});
    changed_.notify_all();
  }

  /// Waits for a batch. Nothing if there are no more batches.
  std::optional<UnembeddedBatch> take_unembedded() {
    std::unique_lock lock(mutex_);
    changed_.wait(
        lock, [&] { return is_over() || !unembedded_.empty() || ready_count_ == batch_count_; });
    if (is_over() || unembedded_.empty()) return std::nullopt;
    std::optional<UnembeddedBatch> batch = std::move(unembedded_.front());
    unembedded_.pop_front();
    return batch;
  }

  void put(std::size_t batch, BatchResult result) {
    const std::lock_guard lock(mutex_);
    ready_.emplace(batch, std::move(result));
    ++ready_count_;
    changed_.notify_all();
  }

  void fail(const std::exception_ptr& error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
    changed_.notify_all();
  }

  /// Waits for the next batch in order. Nothing after a stop request. If a worker failed, returns
  /// the complete batches that are next in order, then rethrows the error of the worker.
  std::optional<BatchResult> take(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [&] { return error_ || ready_.contains(consumed_); });
    if (stop.stop_requested()) return std::nullopt;
    if (!ready_.contains(consumed_)) std::rethrow_exception(error_);
    auto node = ready_.extract(consumed_++);
    changed_.notify_all();
    return std::move(node.mapped());
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  bool is_over() const { return closed_ || error_ != nullptr; }

  const std::size_t batch_count_;
  const std::size_t window_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<UnembeddedBatch> unembedded_;
  std::map<std::size_t, BatchResult> ready_;
  std::size_t ready_count_ = 0;  // completed batches, including those taken
  std::size_t next_ = 0;
  std::size_t consumed_ = 0;
  bool closed_ = false;
  std::exception_ptr error_;
};

void work(BatchExchange& exchange, std::size_t batch_count, const IndexingTools& tools,
          std::span<const ViewEntry* const> entries) {
  name_trace_thread("worker");
  try {
    BatchIndexer indexer(tools.layout, tools.settings, tools.embedders, tools.edit);
    const bool waits_for_vectors = tools.embeds && tools.embedders.is_hosted();
    for (std::size_t b = exchange.claim(); b < batch_count; b = exchange.claim()) {
      const std::size_t begin = b * batch_files;
      BatchResult result =
          indexer.index(entries.subspan(begin, std::min(batch_files, entries.size() - begin)));
      if (waits_for_vectors) {
        exchange.put_unembedded(b, std::move(result));
      } else {
        exchange.put(b, std::move(result));
      }
    }
  } catch (...) {
    exchange.fail(std::current_exception());
  }
}

void embed(BatchExchange& exchange, EmbedderSource& embedders, const std::stop_token& stop) {
  name_trace_thread("embedder");
  try {
    const std::unique_ptr<Embedder> embedder = embedders.make_embedder(stop);
    while (auto batch = exchange.take_unembedded()) {
      embed_texts(*embedder, batch->result);
      exchange.put(batch->number, std::move(batch->result));
    }
  } catch (...) {
    exchange.fail(std::current_exception());
  }
}

}  // namespace

int worker_count(int threads_setting) {
  if (threads_setting > 0) return threads_setting;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

bool index_blobs(const IndexingTools& tools, std::span<const ViewEntry* const> entries,
                 const std::stop_token& stop,
                 const std::function<void(BatchResult&&, std::size_t)>& consume) {
  const std::size_t batch_count = (entries.size() + batch_files - 1) / batch_files;
  const std::size_t workers =
      std::min(static_cast<std::size_t>(worker_count(tools.settings.index.threads)), batch_count);
  const std::size_t embedding = tools.embeds && tools.embedders.is_hosted()
                                    ? std::min(tools.embedders.parallel_calls(), batch_count)
                                    : 0;
  BatchExchange exchange(batch_count, 2 * (workers + embedding) + 2);
  std::stop_source ended;
  const std::stop_callback end_with_caller(stop, [&ended] { ended.request_stop(); });
  std::vector<std::jthread> threads;
  // Closes the exchange before the threads are joined, even if `consume` throws.
  struct Closer {
    BatchExchange& exchange;
    std::stop_source& ended;
    ~Closer() {
      exchange.close();
      ended.request_stop();
    }
  };
  const Closer closer{exchange, ended};
  start_threads(threads, workers, 1, [&] { work(exchange, batch_count, tools, entries); });
  start_threads(threads, embedding, 1,
                [&] { embed(exchange, tools.embedders, ended.get_token()); });
  for (std::size_t b = 0; b < batch_count; ++b) {
    std::optional<BatchResult> result = exchange.take(stop);
    if (!result) return false;
    consume(std::move(*result), std::min(entries.size(), (b + 1) * batch_files));
  }
  return true;
}

}  // namespace gitctx
