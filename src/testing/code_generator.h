#pragma once

#include <cstdint>
#include <string>

namespace gitctx {

struct GeneratedFile {
  std::string path;
  std::string text;
};

/// File `number` of an invented code base. Each file has about 110 lines of Go, Java, Python, C or
/// Markdown, with comments, definitions, and calls between definitions. Each folder has forty
/// files. Names are drawn from a fixed vocabulary with a natural (Zipf-like) distribution. The same
/// number gives the same file.
GeneratedFile generate_file(std::uint32_t number);

}  // namespace gitctx
