#pragma once

#include <string_view>

namespace gitctx {

/// What a path says about a file without looking into it.
struct PathTraits {
  bool test = false;         ///< tests, specs, fixtures, mocks
  bool example = false;      ///< examples, benchmarks, documentation, samples
  bool vendored = false;     ///< third-party or generated code
  bool declaration = false;  ///< headers, type stubs
  bool entry = false;        ///< gathers the files beside it: index, __init__, mod, init
  int depth = 0;             ///< folders above it
};

PathTraits path_traits(std::string_view path);

}  // namespace gitctx
