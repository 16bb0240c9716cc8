// Git objects: the parsers of trees, commits and tags accept arbitrary bytes, and never read
// outside of them.
#include "base/utf8.h"
#include "fuzz/fuzz_input.h"
#include "git/raw_objects.h"

namespace gitctx {
namespace {

void read_tree(std::string_view bytes) {
  std::size_t taken = 0;
  TreeCursor cursor(bytes);
  for (; !cursor.at_end(); cursor.advance()) {
    const TreeEntry& entry = cursor.entry();
    GITCTX_CHECK(entry.name.data() >= bytes.data());
    GITCTX_CHECK(entry.id<TreeId>().bytes.size() == 20);
    GITCTX_CHECK(entry.same_as(entry) && compare_tree_names(entry, entry) == 0);
    taken += entry.name.size() + 20;
    entry.kind();
  }
  GITCTX_CHECK(taken <= bytes.size());
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const std::string_view bytes = input_text(data, size);
  read_tree(bytes);
  parse_commit(bytes);
  parse_tag_target(bytes);
  const CommitInfo commit = parse_commit_info(CommitId{}, bytes);
  GITCTX_CHECK(is_valid_utf8(commit.subject));
  return 0;
}
