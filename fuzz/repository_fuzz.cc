// The files that say where a repository is. The first three NUL bytes split the input into the file
// .git of a worktree, and the files commondir, gitdir and config in the folder that the .git file
// may name. If a repository is found, the paths of its folders are absolute.
#include <string>

#include "fuzz/fuzz_input.h"
#include "git/head_reader.h"
#include "git/repository_layout.h"
#include "testing/temp_dir.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  static const TempDir temp;
  const auto [git_file, after_git_file] = split_input(input_text(data, size));
  const auto [common, after_common] = split_input(after_git_file);
  const auto [git_dir, config] = split_input(after_common);
  temp.write("worktree/.git", git_file);
  temp.write("store/.git/HEAD", "ref: refs/heads/main\n");
  temp.write("store/.git/config", config);
  temp.write("store/.git/objects/keep", "");
  temp.write("store/.git/refs/keep", "");
  temp.write("store/.git/worktrees/w/HEAD", "ref: refs/heads/other\n");
  temp.write("store/.git/worktrees/w/commondir", common);
  temp.write("store/.git/worktrees/w/gitdir", git_dir);
  GitEnvironment environment;
  environment.ceilings = {temp.path()};
  for (const char* const place : {"worktree", "store"}) {
    read_or_refuse([&] {
      const auto layout = find_repository(temp / place, environment);
      if (!layout) return;
      GITCTX_CHECK(layout->git_dir.is_absolute() && layout->common_dir.is_absolute());
      GITCTX_CHECK(layout->worktree.empty() || layout->worktree.is_absolute());
      GITCTX_CHECK(layout->name().find('/') == std::string::npos);
      read_head(*layout);
      list_worktree_heads(*layout);
    });
  }
  return 0;
}
