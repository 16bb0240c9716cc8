#include "ingest/blob_pipeline.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "base/trace.h"

namespace gitctx {

namespace {

// Batches are counted in files, not bytes: their borders must not depend on what reading finds.
constexpr std::size_t batch_files = 32;

/// Hands out batch numbers and takes results back in order.
class BatchExchange {
 public:
  BatchExchange(std::size_t batch_count, std::size_t window)
      : batch_count_(batch_count), window_(window) {}

  /// The next batch to work on; batch_count when there is none left.
  std::size_t claim() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || next_ < consumed_ + window_; });
    return closed_ || next_ >= batch_count_ ? batch_count_ : next_++;
  }

  void put(std::size_t batch, BatchResult result) {
    const std::lock_guard lock(mutex_);
    ready_.emplace(batch, std::move(result));
    changed_.notify_all();
  }

  void fail(const std::exception_ptr& error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
    changed_.notify_all();
  }

  /// Waits for the next batch in order. Nothing once `stop` was asked for.
  std::optional<BatchResult> take(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [&] { return error_ || ready_.contains(consumed_); });
    if (error_) std::rethrow_exception(error_);
    if (stop.stop_requested()) return std::nullopt;
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
  const std::size_t batch_count_;
  const std::size_t window_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::size_t, BatchResult> ready_;
  std::size_t next_ = 0;
  std::size_t consumed_ = 0;
  bool closed_ = false;
  std::exception_ptr error_;
};

void work(BatchExchange& exchange, std::size_t batch_count, const RepositoryLayout& layout,
          const Settings& settings, const TextEdit& edit,
          std::span<const ViewEntry* const> entries) {
  name_trace_thread("worker");
  try {
    BatchIndexer indexer(layout, settings, edit);
    for (std::size_t b = exchange.claim(); b < batch_count; b = exchange.claim()) {
      const std::size_t begin = b * batch_files;
      exchange.put(
          b, indexer.index(entries.subspan(begin, std::min(batch_files, entries.size() - begin))));
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

bool index_blobs(const RepositoryLayout& layout, const Settings& settings, const TextEdit& edit,
                 std::span<const ViewEntry* const> entries, const std::stop_token& stop,
                 const std::function<void(BatchResult&&, std::size_t)>& consume) {
  const std::size_t batch_count = (entries.size() + batch_files - 1) / batch_files;
  const std::size_t workers =
      std::min(static_cast<std::size_t>(worker_count(settings.index.threads)), batch_count);
  BatchExchange exchange(batch_count, 2 * workers + 2);
  std::vector<std::jthread> threads;
  // Closed before the threads are joined, also when `consume` throws.
  struct Closer {
    BatchExchange& exchange;
    ~Closer() { exchange.close(); }
  };
  for (std::size_t i = 0; i < workers; ++i) {
    threads.emplace_back([&] { work(exchange, batch_count, layout, settings, edit, entries); });
  }
  const Closer closer{exchange};
  for (std::size_t b = 0; b < batch_count; ++b) {
    std::optional<BatchResult> result = exchange.take(stop);
    if (!result) return false;
    consume(std::move(*result), std::min(entries.size(), (b + 1) * batch_files));
  }
  return true;
}

}  // namespace gitctx
