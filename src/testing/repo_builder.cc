#include "testing/repo_builder.h"

#include <sys/wait.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "testing/run_program.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t first_commit_time_s = 1'700'000'000;

/// The environment of git, without the caller's git settings.
std::vector<std::string> git_environment(const fs::path& home, std::int64_t time_s) {
  const char* path = std::getenv("PATH");
  const std::string date = std::to_string(time_s) + " +0000";
  return {"PATH=" + std::string(path == nullptr ? "/usr/bin:/bin" : path),
          "HOME=" + home.string(),
          "LC_ALL=C",
          "GIT_CONFIG_NOSYSTEM=1",
          "GIT_CONFIG_SYSTEM=/dev/null",
          "GIT_CONFIG_GLOBAL=/dev/null",
          "GIT_TERMINAL_PROMPT=0",
          "GIT_EDITOR=true",
          "GIT_AUTHOR_NAME=Ada Author",
          "GIT_AUTHOR_EMAIL=ada@example.com",
          "GIT_COMMITTER_NAME=Carl Committer",
          "GIT_COMMITTER_EMAIL=carl@example.com",
          "GIT_AUTHOR_DATE=" + date,
          "GIT_COMMITTER_DATE=" + date};
}

fs::path object_file(const fs::path& git_dir, const std::string& hex) {
  const fs::path file = git_dir / "objects" / hex.substr(0, 2) / hex.substr(2);
  if (!fs::exists(file)) throw std::runtime_error("no loose object " + hex);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  return file;
}

std::string without_newline(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace

RepoBuilder::RepoBuilder(Options options)
    : root_(temp_.path() / (options.bare ? "repo.git" : "repo")), clock_s_(first_commit_time_s) {
  fs::create_directories(root_);
  std::vector<std::string> arguments{"init", "--quiet", "--initial-branch=main"};
  if (options.bare) arguments.push_back("--bare");
  git(arguments);
}

RepoBuilder& RepoBuilder::write(std::string_view path, std::string_view content) {
  const fs::path file = root_ / path;
  fs::create_directories(file.parent_path());
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << content;
  if (!stream.flush()) throw std::runtime_error("cannot write " + file.string());
  return *this;
}

RepoBuilder& RepoBuilder::remove(std::string_view path) {
  if (fs::remove_all(root_ / path) == 0) throw std::runtime_error("nothing to remove");
  return *this;
}

RepoBuilder& RepoBuilder::make_executable(std::string_view path) {
  fs::permissions(root_ / path, fs::perms::owner_exec, fs::perm_options::add);
  return *this;
}

RepoBuilder& RepoBuilder::symlink(std::string_view path, std::string_view target) {
  fs::create_directories((root_ / path).parent_path());
  fs::create_symlink(target, root_ / path);
  return *this;
}

CommitId RepoBuilder::commit(std::string_view message) {
  git({"add", "--all"});
  return commit_staged(message);
}

CommitId RepoBuilder::commit_staged(std::string_view message) {
  git({"commit", "--quiet", "--allow-empty", "--allow-empty-message", "--file=-",
       "--cleanup=verbatim"},
      message.empty() ? "\n" : message);
  clock_s_ += 60;
  return rev_parse("HEAD");
}

RepoBuilder& RepoBuilder::branch(std::string_view name) {
  git({"checkout", "--quiet", "-b", std::string(name)});
  return *this;
}

RepoBuilder& RepoBuilder::checkout(std::string_view rev) {
  git({"checkout", "--quiet", std::string(rev)});
  return *this;
}

CommitId RepoBuilder::merge(std::string_view rev, const std::vector<std::string>& options) {
  std::vector<std::string> arguments{"merge", "--quiet", "--no-ff", "--no-edit"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  arguments.emplace_back(rev);
  git(arguments);
  clock_s_ += 60;
  return rev_parse("HEAD");
}

RepoBuilder& RepoBuilder::tag(std::string_view name) {
  git({"tag", std::string(name)});
  return *this;
}

RepoBuilder& RepoBuilder::annotated_tag(std::string_view name, std::string_view message) {
  git({"tag", "-a", "-m", std::string(message), std::string(name)});
  return *this;
}

CommitId RepoBuilder::commit_equal_folders(int levels, std::string_view leaf) {
  const auto line = [](std::string text) { return text.substr(0, text.find('\n')); };
  std::string tree = line(git({"mktree", "--missing"}, leaf));
  for (int level = 0; level < levels; ++level) {
    std::string entries;
    for (int i = 0; i < 10; ++i)
      entries += "040000 tree " + tree + "\td" + std::to_string(i) + "\n";
    tree = line(git({"mktree"}, entries));
  }
  const std::string commit = line(git({"commit-tree", "-m", "equal folders", tree}));
  git({"update-ref", "HEAD", commit});
  return rev_parse("HEAD");
}

RepoBuilder& RepoBuilder::gitlink(std::string_view path, const CommitId& commit) {
  git({"update-index", "--add", "--cacheinfo", "160000," + commit.hex() + "," + std::string(path)});
  return *this;
}

fs::path RepoBuilder::add_worktree(std::string_view name, std::string_view new_branch) {
  const fs::path folder = beside(name);
  git({"worktree", "add", "--quiet", "-b", std::string(new_branch), folder.string()});
  return folder;
}

fs::path RepoBuilder::shallow_clone(std::string_view name, int depth) {
  const fs::path folder = beside(name);
  git({"clone", "--quiet", "--depth", std::to_string(depth), "file://" + root_.string(),
       folder.string()});
  return folder;
}

fs::path RepoBuilder::shared_clone(std::string_view name) {
  const fs::path folder = beside(name);
  git({"clone", "--quiet", "--shared", root_.string(), folder.string()});
  return folder;
}

RepoBuilder& RepoBuilder::corrupt_object(const std::string& hex) {
  const fs::path git_dir = fs::exists(root_ / ".git") ? root_ / ".git" : root_;
  std::ofstream(object_file(git_dir, hex), std::ios::trunc) << "this is no object";
  return *this;
}

RepoBuilder& RepoBuilder::delete_object(const std::string& hex) {
  const fs::path git_dir = fs::exists(root_ / ".git") ? root_ / ".git" : root_;
  fs::remove(object_file(git_dir, hex));
  return *this;
}

RepoBuilder& RepoBuilder::fast_import(std::string_view stream) {
  git({"fast-import", "--quiet", "--force"}, stream);
  return *this;
}

std::string RepoBuilder::git(const std::vector<std::string>& arguments,
                             std::string_view input) const {
  return git_in(root_, arguments, input);
}

std::string RepoBuilder::git_in(const fs::path& folder, const std::vector<std::string>& arguments,
                                std::string_view input) const {
  std::vector<std::string> command{
      "git", "-C", folder.string(), "-c", "protocol.file.allow=always", "-c", "gc.auto=0"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const ProgramResult result = run_program(command, git_environment(temp_.path(), clock_s_), input);
  if (result.status != 0) {
    std::string line = "git";
    for (const std::string& argument : arguments) line += " " + argument;
    throw std::runtime_error(line + " failed: " + result.errors);
  }
  return result.output;
}

CommitId RepoBuilder::rev_parse(std::string_view rev) const {
  return CommitId::from_hex(without_newline(git({"rev-parse", "--verify", std::string(rev)})))
      .value();
}

BlobId RepoBuilder::blob_id(std::string_view rev_and_path) const {
  return BlobId{rev_parse(rev_and_path).bytes};
}

}  // namespace gitctx
