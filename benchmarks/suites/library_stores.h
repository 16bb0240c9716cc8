#pragma once

#include "benchmarks/framework/protocol_benchmark.h"
#include "vector/vector_store.h"

namespace gitctx::bench {

/// Adds the vector stores of the libraries that were installed at build time: FAISS (8-bit scalar
/// quantiser, the yardstick) and hnswlib. These stores do not support views, so they ignore
/// the score adjustments of a view.
void add_library_stores(ProtocolBenchmark<VectorStore>& benchmark, std::size_t dimension);

}  // namespace gitctx::bench
