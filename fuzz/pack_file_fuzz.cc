// A pack and its index. The first 4 bytes of the input are the size of the index. The index comes
// next, and the rest is the pack. Looking up an id that the index lists always terminates.
#include <algorithm>
#include <string>

#include "fuzz/fuzz_input.h"
#include "git/checked_file.h"
#include "git/objects/pack_file.h"
#include "testing/temp_dir.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  static const TempDir temp;
  const std::string_view input = input_text(data, size);
  if (input.size() < 4) return 0;
  const std::size_t index_bytes = std::min<std::size_t>(number_at(input, 0), input.size() - 4);
  const auto index = temp.write("x.idx", input.substr(4, index_bytes));
  temp.write("x.pack", input.substr(4 + index_bytes));
  read_or_refuse([&] {
    const auto pack = PackFile::open(index);
    if (pack == nullptr) return;
    pack->for_each_match({}, [&pack](const AnyId& id) {
      const auto offset = pack->find(id);
      if (offset) pack->entry_at(*offset);
    });
  });
  return 0;
}
