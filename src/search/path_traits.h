#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// Properties of a file that follow from its path.
struct PathTraits {
  bool test = false;         ///< tests, specs, fixtures, mocks
  bool example = false;      ///< examples, benchmarks, documentation, samples
  bool vendored = false;     ///< third-party or generated code
  bool declaration = false;  ///< headers, type stubs
  bool entry = false;        ///< only combines other files: index, __init__, mod, init
  bool namesake = false;     ///< in a folder named after the repository
  int depth = 0;             ///< number of folders above the file
};

/// Reduces the name of a repository or folder to its letters and digits, in lower case. Names are
/// compared in this form.
std::string plain_name(std::string_view name);

/// Names of folders that may contain the main code of a repository: the repository name, and each
/// of its words with at least four letters ("MessagePack-CSharp": messagepackcsharp, messagepack,
/// csharp).
std::vector<std::string> namesakes(std::string_view repository);

PathTraits path_traits(std::string_view path, std::span<const std::string> namesakes = {});

}  // namespace gitctx
