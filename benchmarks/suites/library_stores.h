#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "vector/vector_store.h"

namespace gitctx::bench {

/// A vector store of a library, for comparison.
struct LibraryStore {
  std::string name;
  bool is_yardstick = false;
  std::function<std::unique_ptr<VectorStore>(std::size_t dimension)> make;
};

/// The libraries that were installed at build time: FAISS (8-bit scalar quantiser, the yardstick)
/// and hnswlib. They do not support views: adjustments are ignored.
std::vector<LibraryStore> library_stores();

}  // namespace gitctx::bench
