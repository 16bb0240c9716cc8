// Loose objects: reading an object from arbitrary bytes never crashes and never writes more than
// the size that the header states.
#include <string>

#include "fuzz/fuzz_input.h"
#include "git/objects/loose_object.h"
#include "testing/temp_dir.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  static const TempDir temp;
  const AnyId id;
  temp.write("00/" + id.hex().substr(2), input_text(data, size));
  LooseObject object(temp.path(), id);
  GITCTX_CHECK(object.is_open());
  const auto header = object.read_header();
  if (!header) return 0;
  GITCTX_CHECK(header->kind != ObjectKind::other);
  std::string content(header->size_bytes, '\0');
  object.read(content);
  return 0;
}
