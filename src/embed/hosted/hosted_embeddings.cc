#include "embed/hosted/hosted_embeddings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "base/error.h"
#include "base/stop.h"

namespace gitctx {
namespace {

/// Whether services treat a text as empty and refuse it.
bool is_empty_text(std::string_view text) { return trimmed(text, " \t\r\n\f\v").empty(); }

/// The text that is embedded to learn the dimension.
constexpr std::string_view probe_text = "dimension";

}  // namespace

/// A distinct text and the rows that need its vector.
struct HostedEmbeddings::Want {
  ContentHash hash{};
  std::string text;  ///< text as sent
  std::vector<std::size_t> rows;
  std::vector<float> vector;  ///< empty until the vector arrives
};

/// The texts that one call is embedding. Until the claim is destroyed, other calls wait for these
/// texts.
class HostedEmbeddings::Claim {
 public:
  explicit Claim(HostedEmbeddings& embeddings) : embeddings_(embeddings) {}
  ~Claim() {
    const std::lock_guard lock(embeddings_.mutex_);
    for (const ContentHash& hash : hashes_) embeddings_.under_way_.erase(hash);
    embeddings_.arrived_.notify_all();
  }
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

  /// Returns false if another call is embedding the text. The caller must hold the mutex.
  bool add(const ContentHash& hash) {
    if (!embeddings_.under_way_.insert(hash).second) return false;
    hashes_.push_back(hash);
    return true;
  }
  bool has(const ContentHash& hash) const {
    return std::ranges::find(hashes_, hash) != hashes_.end();
  }
  bool empty() const { return hashes_.empty(); }

 private:
  HostedEmbeddings& embeddings_;
  std::vector<ContentHash> hashes_;
};

HostedEmbeddings::HostedEmbeddings(HostedModel model, RequestOptions requests, BillOptions bill,
                                   std::filesystem::path cache_file)
    : model_(std::move(model)),
      cache_file_(std::move(cache_file)),
      bill_(model_.provider, model_.name, std::move(bill)),
      requests_(model_, std::move(requests), bill_),
      dimension_(model_.dimension) {}

EmbeddingCache& HostedEmbeddings::cache() {
  if (!cache_) cache_.emplace(EmbeddingCache::open(cache_file_));
  return *cache_;
}

void HostedEmbeddings::use_cache(bool is_required,
                                 const std::function<void(EmbeddingCache&)>& use) {
  if (is_required) return use(cache());
  if (cache_fault_) return;
  try {
    use(cache());
  } catch (const Error& error) {
    cache_fault_ = error;
  }
}

void HostedEmbeddings::store(bool is_required, const std::string& name,
                             std::span<const ContentHash> hashes, const EmbeddingMatrix& vectors) {
  bool is_kept = false;
  const auto put = [&](EmbeddingCache& cache) {
    cache.store(name, hashes, vectors);
    is_kept = true;
  };
  try {
    use_cache(is_required, put);
  } catch (const Error&) {
    all_kept_ = false;
    throw;
  }
  all_kept_ = all_kept_ && is_kept;
}

ContentHash HostedEmbeddings::hash_of(std::string_view text, InputKind kind) const {
  return hash128(model_.sent_text(text, kind));
}

std::size_t HostedEmbeddings::dimension(const std::stop_token& stop) {
  if (dimension_ == 0) ask_for_dimension(stop);
  return dimension_;
}

void HostedEmbeddings::ask_for_dimension(const std::stop_token& stop) {
  const std::lock_guard once(dimension_mutex_);
  if (dimension_ != 0) return;
  const std::string name = model_.full_name() + "/probe";
  const ContentHash hash = hash128(probe_text);
  {
    const std::lock_guard lock(mutex_);
    use_cache(requires_cache_, [&](EmbeddingCache& cache) {
      const auto known = cache.find(name, std::span(&hash, 1)).front();
      if (known) dimension_ = known->size();
      if (!known && requires_cache_) cache.check_names(model_.full_name() + "/");
    });
  }
  if (dimension_ != 0) return;
  const std::string text(probe_text);
  const auto keep = [&](std::size_t, const EmbeddingMatrix& vectors) {
    const std::lock_guard lock(mutex_);
    store(requires_cache_, name, std::span(&hash, 1), vectors);
    dimension_ = vectors.dimension;
  };
  requests_.send(std::span(&text, 1), InputKind::document, 0, keep, stop);
}

EmbeddingUsage HostedEmbeddings::usage() const {
  Bill::Totals totals = bill_.totals();
  const std::lock_guard lock(mutex_);
  return {.model = model_.full_name(),
          .texts = texts_,
          .cached_texts = cached_texts_,
          .secrets = secrets_,
          .calls = totals.requests,
          .tokens = totals.tokens,
          .dollars = totals.usd,
          .price_is_known = bill_.price().has_value(),
          .budget_warning = std::move(totals.warning),
          .cache_fault = cache_fault_,
          .all_kept = all_kept_};
}

void HostedEmbeddings::check_query(std::string_view text) const {
  // A token has at least one byte, so short texts need no count.
  if (model_.input_tokens == 0 || text.size() <= model_.input_tokens) return;
  const std::uint64_t count = tokens().at_least(text);
  if (count <= model_.input_tokens) return;
  throw Error(ErrorCode::usage,
              fmt::format("the query has {}{} tokens, {} accepts {}",
                          tokens().is_exact() ? "" : "at least ", count, model_.full_name(),
                          model_.input_tokens),
              "Use fewer words");
}

EmbeddingMatrix HostedEmbeddings::embed(std::span<const std::string_view> texts, InputKind kind,
                                        const std::stop_token& stop) {
  std::vector<Want> wants;
  std::map<ContentHash, std::size_t> places;
  std::size_t blank = 0;
  std::size_t secrets = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (is_empty_text(texts[i])) {
      ++blank;
      continue;
    }
    std::string text = model_.sent_text(texts[i], kind, &secrets);
    if (kind == InputKind::query) check_query(text);
    const ContentHash hash = hash128(text);
    const auto [place, is_new] = places.try_emplace(hash, wants.size());
    if (is_new) wants.push_back({.hash = hash, .text = std::move(text), .rows = {}, .vector = {}});
    wants[place->second].rows.push_back(i);
  }
  EmbeddingMatrix matrix{.rows = texts.size(), .dimension = dimension(stop), .values = {}};
  matrix.values.resize(matrix.rows * matrix.dimension);
  const std::string name = model_.cache_name(matrix.dimension, kind);
  std::size_t sent = 0;
  for (;;) {
    Claim claim(*this);
    look_up(name, wants, kind, claim);
    if (!claim.empty()) {
      sent += static_cast<std::size_t>(
          std::ranges::count_if(wants, [&](const Want& want) { return claim.has(want.hash); }));
      fetch(name, wants, claim, kind, stop);
    } else if (std::ranges::any_of(wants, [](const Want& want) { return want.vector.empty(); })) {
      await_others(wants, stop);
    } else {
      break;
    }
  }
  texts_ += texts.size() - blank;
  secrets_ += secrets;
  cached_texts_ += texts.size() - blank - sent;
  for (const Want& want : wants) {
    for (const std::size_t row : want.rows) std::ranges::copy(want.vector, matrix.row(row).begin());
  }
  return matrix;
}

void HostedEmbeddings::look_up(const std::string& name, std::span<Want> wants, InputKind kind,
                               Claim& claim) {
  std::vector<ContentHash> hashes;
  std::vector<Want*> unknown;
  for (Want& want : wants) {
    if (!want.vector.empty()) continue;
    hashes.push_back(want.hash);
    unknown.push_back(&want);
  }
  // The look-up and the claim share one lock. Otherwise, another call could cache the vector of a
  // text and end its claim in between, and the text would be embedded twice.
  const std::lock_guard lock(mutex_);
  std::vector<std::optional<std::vector<float>>> found(hashes.size());
  use_cache(kind == InputKind::document, [&](EmbeddingCache& cache) {
    found = cache.find(name, hashes);
    if (kind == InputKind::document) cache.check_dimension(name, dimension_);
  });
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    if (found[i]) {
      unknown[i]->vector = std::move(*found[i]);
    } else {
      claim.add(hashes[i]);
    }
  }
}

void HostedEmbeddings::fetch(const std::string& name, std::span<Want> wants, const Claim& claim,
                             InputKind kind, const std::stop_token& stop) {
  std::vector<Want*> claimed;
  std::vector<std::string> texts;
  std::vector<ContentHash> hashes;
  for (Want& want : wants) {
    if (!want.vector.empty() || !claim.has(want.hash)) continue;
    claimed.push_back(&want);
    texts.push_back(want.text);
    hashes.push_back(want.hash);
  }
  const auto keep = [&](std::size_t begin, const EmbeddingMatrix& vectors) {
    {
      const std::lock_guard lock(mutex_);
      store(kind == InputKind::document, name, std::span(hashes).subspan(begin, vectors.rows),
            vectors);
    }
    for (std::size_t i = 0; i < vectors.rows; ++i) {
      const auto row = vectors.row(i);
      claimed[begin + i]->vector.assign(row.begin(), row.end());
    }
  };
  requests_.send(texts, kind, dimension_, keep, stop);
}

void HostedEmbeddings::await_others(std::span<const Want> wants, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto has_arrived = [&] {
    return std::ranges::any_of(wants, [&](const Want& want) {
      return want.vector.empty() && !under_way_.contains(want.hash);
    });
  };
  if (!arrived_.wait(lock, stop, has_arrived)) throw_interrupted();
}

std::vector<std::size_t> HostedEmbeddings::missing_documents(std::span<const std::string> texts,
                                                             const std::stop_token& stop) {
  std::vector<std::size_t> places;
  std::vector<ContentHash> hashes;
  std::set<ContentHash> seen;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (is_empty_text(texts[i])) continue;
    const ContentHash hash = hash_of(texts[i], InputKind::document);
    if (!seen.insert(hash).second) continue;
    places.push_back(i);
    hashes.push_back(hash);
  }
  const std::string name = model_.cache_name(dimension(stop), InputKind::document);
  const std::lock_guard lock(mutex_);
  const auto found = cache().find(name, hashes);
  cache().check_dimension(name, dimension_);
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i]) missing.push_back(places[i]);
  }
  return missing;
}

void HostedEmbeddings::keep_documents(std::span<const ContentHash> texts,
                                      const EmbeddingMatrix& vectors, const std::stop_token& stop) {
  const std::string name = model_.cache_name(dimension(stop), InputKind::document);
  const std::lock_guard lock(mutex_);
  store(true, name, texts, vectors);
}

}  // namespace gitctx
