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
  bool superseded = false;   ///< legacy, deprecated or old code, according to the names
  bool vendored = false;     ///< third-party or generated code
  bool declaration = false;  ///< headers, type stubs
  bool entry = false;        ///< only combines other files: index, __init__, mod, init
  bool namesake = false;     ///< in a folder named after the repository
  /// In a folder whose name begins with the name of the repository, as MessagePack.Annotations
  /// does.
  bool namesake_package = false;
  int depth = 0;  ///< number of folders above the file
};

/// Reduces the name of a repository or folder to its letters and digits, in lower case. Names are
/// compared in this form.
std::string plain_name(std::string_view name);

/// The folders that would hold newer versions of a file, up to three versions ahead: for
/// "api/v1/a.go" these are "api/v2", "api/v3" and "api/v4". For "api/v1beta2/a.go", "api/v1" is
/// also one of them. If such a folder exists, the file is a former version.
std::vector<std::string> newer_versions(std::string_view path);

/// Names of folders that may contain the main code of a repository: the repository name, and each
/// of its words with at least four letters ("MessagePack-CSharp": messagepackcsharp, messagepack,
/// csharp).
std::vector<std::string> namesakes(std::string_view repository);

PathTraits path_traits(std::string_view path, std::span<const std::string> namesakes = {});

}  // namespace gitctx
