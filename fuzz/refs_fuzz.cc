// Files with refs: the first two NUL bytes split the input into the file HEAD, a loose ref and the
// file packed-refs.
#include <algorithm>

#include "fuzz/fuzz_input.h"
#include "git/head_reader.h"
#include "testing/temp_dir.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  static const TempDir temp;
  const auto [head, others] = split_input(input_text(data, size));
  const auto [loose, packed] = split_input(others);
  temp.write("HEAD", head);
  temp.write("refs/heads/main", loose);
  temp.write("packed-refs", packed);
  temp.write("shallow", loose);
  RepositoryLayout layout;
  layout.git_dir = layout.common_dir = temp.path();

  read_or_refuse([&] {
    const HeadState state = read_head(layout);
    GITCTX_CHECK(state.commit.has_value() || !state.ref.empty());
  });
  read_or_refuse([&] {
    const auto refs = list_refs(layout, "refs/");
    GITCTX_CHECK(std::ranges::is_sorted(refs, {}, &StoredRef::name));
    for (const StoredRef& ref : refs) read_ref(layout, ref.name);
  });
  read_or_refuse([&] { list_worktree_heads(layout); });
  read_or_refuse([&] { read_short_ref(layout, packed.substr(0, 32)); });
  read_or_refuse([&] { read_shallow_boundary(layout); });
  return 0;
}
