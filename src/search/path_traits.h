#pragma once

#include <string_view>

namespace gitctx {

/// What a path says about a file without looking into it.
struct PathTraits {
  bool test = false;         ///< tests, specs, fixtures, mocks
  bool example = false;      ///< examples, benchmarks, documentation, samples
  bool vendored = false;     ///< third-party or generated code
  bool declaration = false;  ///< headers, type stubs
  int depth = 0;             ///< folders above it
};

PathTraits path_traits(std::string_view path);

/// The file name without folders and without its last extension.
std::string_view file_stem(std::string_view path);

}  // namespace gitctx
