// The manifest of an index: an accepted manifest is unchanged after it is written and read again.
// The target adds the checksum line, because no input would have the correct one.
#include <fmt/format.h>

#include <string>

#include "base/hash.h"
#include "fuzz/fuzz_input.h"
#include "index/manifest.h"
#include "testing/temp_dir.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  static const TempDir temp;
  const std::string body = std::string(input_text(data, size)) + "\n";
  temp.write(manifest_path({}).string(), body + fmt::format("#{:016x}\n", hash64(body)));
  read_or_refuse([&] {
    const auto manifest = read_manifest(temp.path());
    GITCTX_CHECK(manifest.has_value());
    write_manifest(temp.path(), *manifest);
    GITCTX_CHECK(read_manifest(temp.path()) == manifest);
  });
  return 0;
}
