#pragma once

#include <cstdint>
#include <string>

namespace gitctx {

struct GeneratedFile {
  std::string path;
  std::string text;
};

/// File `number` of a made-up code base: Go, Java, Python, C or Markdown in folders of forty, about
/// 110 lines each, with comments, definitions, and calls between definitions. Names are drawn from
/// a fixed vocabulary with a natural (Zipf-like) distribution. The same number gives the same file.
GeneratedFile generate_file(std::uint32_t number);

}  // namespace gitctx
