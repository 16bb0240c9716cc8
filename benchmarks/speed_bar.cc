// Measures the program as a user meets it, on a repository of its own: the first index, a run with
// nothing new, a run after a commit that touches ten files, searches from a cold process, peak
// memory and the size of the index. It protects the promises of docs/performance.md; it judges
// nothing, since a time means little on a machine that others use.
//
//   speed_bar GITCTX [--repo FOLDER] [--files N]
//
// Works on a clone of --repo, or on N (10,000) generated files.

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "testing/code_generator.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

struct Measurement {
  double seconds = 0;
  double cpu_seconds = 0;
  double peak_mb = 0;
};

double seconds_of(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
}

/// Runs a command with its output thrown away. Throws if it fails.
Measurement run(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const auto begin = std::chrono::steady_clock::now();
  pid_t child = 0;
  const int failed =
      posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + command[0]);
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  Measurement result;
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  result.cpu_seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  result.peak_mb = static_cast<double>(usage.ru_maxrss) / 1024;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error(fmt::format("{} failed", fmt::join(command, " ")));
  }
  return result;
}

Measurement median(std::vector<Measurement> runs) {
  std::ranges::sort(runs, {}, &Measurement::seconds);
  return runs[runs.size() / 2];
}

void report(const char* what, const Measurement& m) {
  fmt::print("{:<34}{:>10.3f} s wall{:>10.3f} s cpu{:>9.0f} MB peak\n", what, m.seconds,
             m.cpu_seconds, m.peak_mb);
}

class SpeedBar {
 public:
  SpeedBar(std::string gitctx, const std::string& source, std::uint32_t files)
      : gitctx_(std::move(gitctx)), repo_(temp_ / "repo") {
    if (!source.empty()) {
      run({"git", "clone", "--quiet", "--shared", source, repo_.string()});
      return;
    }
    for (std::uint32_t i = 0; i < files; ++i) {
      const GeneratedFile file = generate_file(i);
      temp_.write("repo/" + file.path, file.text);
    }
    git({"init", "--quiet"});
    commit("generated");
  }

  void measure() {
    report("first index", run({gitctx_, "-C", repo_.string(), "index", "-q"}));
    report("nothing new", median_of(5, [&] { return index(); }));
    report("after a commit of ten files", median_of(5, [&] {
             touch_ten_files();
             return index();
           }));
    report("cold search", median_of(21, [&] { return search("where is the retry timeout"); }));
    report("cold search for a symbol", median_of(21, [&] { return search("parse_header"); }));
    const double text_mb = megabytes(repo_, ".git");
    const double index_mb = megabytes(repo_ / ".git" / "gitctx", "");
    fmt::print("{:<34}{:>10.1f} MB of {:.1f} MB checked out ({:.2f})\n", "index on disk", index_mb,
               text_mb, index_mb / text_mb);
  }

 private:
  template <class Body>
  static Measurement median_of(int count, Body&& body) {
    std::vector<Measurement> runs;
    runs.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) runs.push_back(body());
    return median(std::move(runs));
  }

  void git(std::vector<std::string> arguments) {
    std::vector<std::string> command = {"git",
                                        "-C",
                                        repo_.string(),
                                        "-c",
                                        "user.name=bench",
                                        "-c",
                                        "user.email=bench@localhost",
                                        "-c",
                                        "gc.auto=0"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    run(command);
  }
  void commit(const std::string& message) {
    git({"add", "--all"});
    git({"commit", "--quiet", "--message", message});
  }

  Measurement index() { return run({gitctx_, "-C", repo_.string(), "index", "-q"}); }
  Measurement search(const std::string& query) {
    return run({gitctx_, "-C", repo_.string(), "search", query});
  }

  void touch_ten_files() {
    int touched = 0;
    for (const auto& entry : fs::recursive_directory_iterator(repo_)) {
      if (touched == 10) break;
      const std::string path = entry.path().string();
      if (!entry.is_regular_file() || path.find("/.git/") != std::string::npos) continue;
      std::ofstream(path, std::ios::app) << "// change " << ++changes_ << "\n";
      ++touched;
    }
    commit("ten files");
  }

  static double megabytes(const fs::path& folder, const std::string& left_out) {
    std::uintmax_t bytes = 0;
    for (auto i = fs::recursive_directory_iterator(folder); i != fs::end(i); ++i) {
      if (!left_out.empty() && i->path().filename() == left_out) i.disable_recursion_pending();
      if (i->is_regular_file()) bytes += i->file_size();
    }
    return static_cast<double>(bytes) / 1e6;
  }

  TempDir temp_;
  std::string gitctx_;
  fs::path repo_;
  int changes_ = 0;
};

int main_of(int argc, char** argv) {
  std::string source;
  std::uint32_t files = 10000;
  if (argc < 2 || argc % 2 != 0) {
    fmt::print(stderr, "usage: speed_bar GITCTX [--repo FOLDER] [--files N]\n");
    return 2;
  }
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--repo") source = fs::absolute(argv[i + 1]).string();
    if (option == "--files") files = static_cast<std::uint32_t>(std::stoul(argv[i + 1]));
  }
  SpeedBar(fs::absolute(argv[1]).string(), source, files).measure();
  return 0;
}

}  // namespace
}  // namespace gitctx

int main(int argc, char** argv) {
  try {
    return gitctx::main_of(argc, argv);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "speed_bar: {}\n", problem.what());
    return 1;
  }
}
