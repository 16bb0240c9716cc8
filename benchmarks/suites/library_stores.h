#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "vector/vector_store.h"

namespace gitctx::bench {

/// A vector store of a library, to compare with.
struct LibraryStore {
  std::string name;
  bool is_yardstick = false;
  std::function<std::unique_ptr<VectorStore>(std::size_t dimension)> make;
};

/// Those that were installed when this was built: FAISS (8-bit scalar quantiser, the yardstick) and
/// hnswlib. They know no views: adjustments are ignored.
std::vector<LibraryStore> library_stores();

}  // namespace gitctx::bench
