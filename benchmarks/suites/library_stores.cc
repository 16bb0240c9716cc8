#include "benchmarks/suites/library_stores.h"

#ifdef GITCTX_HAVE_FAISS
#include <faiss/IndexScalarQuantizer.h>
#include <omp.h>
#endif
#ifdef GITCTX_HAVE_HNSWLIB
#include <hnswlib/hnswlib.h>
#endif

namespace gitctx::bench {

namespace {

#ifdef GITCTX_HAVE_FAISS

class FaissStore final : public VectorStore {
 public:
  explicit FaissStore(std::size_t dimension)
      : dimension_(dimension),
        index_(static_cast<faiss::Index::idx_t>(dimension), faiss::ScalarQuantizer::QT_8bit,
               faiss::METRIC_INNER_PRODUCT) {
    omp_set_num_threads(1);
  }

  void add(std::span<const float> rows) override {
    const auto count = static_cast<faiss::Index::idx_t>(rows.size() / dimension_);
    if (!index_.is_trained) index_.train(count, rows.data());
    index_.add(count, rows.data());
  }
  void optimise() override {}
  std::vector<VectorHit> search(std::span<const float> query, std::size_t k,
                                const RowAdjustment&) const override {
    std::vector<float> scores(k);
    std::vector<faiss::Index::idx_t> rows(k);
    index_.search(1, query.data(), static_cast<faiss::Index::idx_t>(k), scores.data(), rows.data());
    std::vector<VectorHit> hits;
    for (std::size_t i = 0; i < k; ++i) {
      if (rows[i] >= 0) hits.push_back({static_cast<std::uint32_t>(rows[i]), scores[i]});
    }
    return hits;
  }
  std::size_t size() const override { return static_cast<std::size_t>(index_.ntotal); }
  VectorStoreStatistics statistics() const override {
    return {size(), dimension_, index_.codes.size(), 0};
  }

 private:
  std::size_t dimension_;
  faiss::IndexScalarQuantizer index_;
};

#endif

#ifdef GITCTX_HAVE_HNSWLIB

class HnswStore final : public VectorStore {
 public:
  explicit HnswStore(std::size_t dimension)
      : dimension_(dimension), space_(dimension), index_(&space_, first_capacity, 16, 200) {
    index_.setEf(64);
  }

  void add(std::span<const float> rows) override {
    for (std::size_t begin = 0; begin < rows.size(); begin += dimension_) {
      if (size_ == index_.max_elements_) index_.resizeIndex(2 * size_);
      index_.addPoint(rows.data() + begin, size_++);
    }
  }
  void optimise() override {}
  std::vector<VectorHit> search(std::span<const float> query, std::size_t k,
                                const RowAdjustment&) const override {
    auto found = index_.searchKnn(query.data(), k);
    std::vector<VectorHit> hits(found.size());
    for (std::size_t i = found.size(); i-- > 0; found.pop()) {
      hits[i] = {static_cast<std::uint32_t>(found.top().second), 1 - found.top().first};
    }
    return hits;
  }
  std::size_t size() const override { return size_; }
  VectorStoreStatistics statistics() const override {
    return {size_, dimension_, size_ * index_.size_data_per_element_, 0};
  }

 private:
  static constexpr std::size_t first_capacity = 16384;

  std::size_t dimension_;
  std::size_t size_ = 0;
  hnswlib::InnerProductSpace space_;
  hnswlib::HierarchicalNSW<float> index_;
};

#endif

}  // namespace

void add_library_stores([[maybe_unused]] ProtocolBenchmark<VectorStore>& benchmark,
                        [[maybe_unused]] std::size_t dimension) {
#ifdef GITCTX_HAVE_FAISS
  benchmark.add_yardstick<FaissStore>("faiss sq8", dimension);
#endif
#ifdef GITCTX_HAVE_HNSWLIB
  benchmark.add<HnswStore>("hnswlib", dimension);
#endif
}

}  // namespace gitctx::bench
