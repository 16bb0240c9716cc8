#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// What a path says about a file without looking into it.
struct PathTraits {
  bool test = false;         ///< tests, specs, fixtures, mocks
  bool example = false;      ///< examples, benchmarks, documentation, samples
  bool vendored = false;     ///< third-party or generated code
  bool declaration = false;  ///< headers, type stubs
  bool entry = false;        ///< gathers the files beside it: index, __init__, mod, init
  bool namesake = false;     ///< lies in a folder that bears the repository's name
  int depth = 0;             ///< folders above it
};

/// The name of a repository, or of a folder, as both are compared: letters and digits, lower case.
std::string plain_name(std::string_view name);

/// What folders are called that hold the main code of a repository: its name, and each word of that
/// of at least four letters ("MessagePack-CSharp": messagepackcsharp, messagepack, csharp).
std::vector<std::string> namesakes(std::string_view repository);

PathTraits path_traits(std::string_view path, std::span<const std::string> namesakes = {});

}  // namespace gitctx
