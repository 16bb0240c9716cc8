#include "benchmarks/suites/source_files.h"

#include <fstream>
#include <functional>

#include "base/error.h"
#include "benchmarks/framework/callgrind.h"
#include "benchmarks/framework/resource_meter.h"
#include "core/storage_paths.h"
#include "git/blob_reader.h"
#include "testing/code_generator.h"
#include "text/encodings/encoding.h"
#include "text/languages.h"

namespace gitctx::bench {

namespace {

namespace fs = std::filesystem;

std::vector<SourceFile> generated_files(std::uint32_t count, std::size_t most_bytes) {
  std::vector<SourceFile> files;
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < count && bytes < most_bytes; ++i) {
    GeneratedFile file = generate_file(i);
    bytes += file.text.size();
    const Language language = detect_language(file.path, file.text);
    files.push_back({std::move(file.path), std::move(file.text), language});
  }
  return files;
}

std::vector<SourceFile> repository_files(const fs::path& repo, std::size_t most_bytes) {
  Repository repository = Repository::discover(repo);
  const View view = head_view(repository);
  BlobReader reader(repository.layout(), largest_blob);
  // Takes every n-th file. Otherwise, the limit would select only files in the first folders.
  const std::size_t step = std::max<std::size_t>(1, view.entries.size() / 4000);
  std::vector<SourceFile> files;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < view.entries.size() && bytes < most_bytes; i += step) {
    BlobContent content = reader.read(view.entries[i]);
    if (!content.ok()) continue;
    std::optional<DecodedText> decoded = decode_text(std::move(content.bytes));
    if (!decoded) continue;
    bytes += decoded->text.size();
    const Language language = detect_language(view.entries[i].path, decoded->text);
    files.push_back({view.entries[i].path, std::string(decoded->text), language});
  }
  return files;
}

/// Calls `visit` for every regular file below a folder, except the files in a `.git` folder.
void for_each_file(const fs::path& folder, const std::function<void(const fs::path&)>& visit) {
  for (auto place = fs::recursive_directory_iterator(folder); place != fs::end(place); ++place) {
    if (place->path().filename() == ".git") place.disable_recursion_pending();
    if (place->is_regular_file()) visit(place->path());
  }
}

double bytes_of(const fs::path& folder) {
  double bytes = 0;
  for_each_file(folder,
                [&](const fs::path& file) { bytes += static_cast<double>(fs::file_size(file)); });
  return bytes;
}

}  // namespace

std::vector<SourceFile> source_files(const SuiteOptions& options, std::size_t most_bytes) {
  return options.repo.empty() ? generated_files(options.files, most_bytes)
                              : repository_files(options.repo, most_bytes);
}

View head_view(Repository& repository) {
  const auto head = repository.head();
  if (!head) {
    throw Error(ErrorCode::failure, repository.layout().git_dir.string() + " has no commit");
  }
  return build_snapshot_view(repository, *head, {});
}

WorkRepository::WorkRepository(const SuiteOptions& options) : path_(temp_ / "repo") {
  if (!options.repo.empty()) {
    run_program({"git", "clone", "--quiet", "--shared", options.repo.string(), path_.string()});
    return;
  }
  for (std::uint32_t i = 0; i < options.files; ++i) {
    const GeneratedFile file = generate_file(i);
    temp_.write("repo/" + file.path, file.text);
  }
  git({"init", "--quiet"});
  git({"add", "--all"});
  git({"commit", "--quiet", "--message", "generated"});
}

void WorkRepository::git(std::vector<std::string> arguments) const {
  std::vector<std::string> command = {
      "git", "-C", path_.string(), "-c", "user.name=Bench", "-c", "user.email=bench@example.com"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  run_program(command);
}

RepositoryLayout WorkRepository::layout() const { return require_repository(path_); }

void WorkRepository::drop_index() const { fs::remove_all(index_directory(path_ / ".git")); }

void WorkRepository::touch_files(std::size_t count) {
  ++changes_;
  std::size_t touched = 0;
  for_each_file(path_, [&](const fs::path& file) {
    if (touched == count || fs::is_symlink(file) || fs::file_size(file) < 64) return;
    std::ofstream(file, std::ios::app) << "\n// change " << changes_ << "\n";
    ++touched;
  });
  git({"commit", "--all", "--quiet", "--message", "change"});
}

std::size_t WorkRepository::file_count() const {
  std::size_t count = 0;
  for_each_file(path_, [&](const fs::path&) { ++count; });
  return count;
}

double WorkRepository::index_share() const {
  return bytes_of(index_directory(path_ / ".git")) / bytes_of(path_);
}

const std::vector<std::string>& query_set() {
  static const std::vector<std::string> queries = [] {
    constexpr const char* things[] = {"user",  "request", "cache",  "token",  "session", "retry",
                                      "queue", "stream",  "header", "config", "client",  "metric"};
    constexpr const char* forms[] = {"where is the {} closed", "{}_timeout",
                                     "parse {} header",        "how are {} records validated",
                                     "{} backoff policy",      "load{}",
                                     "update the {} index",    "{} unless its cursor is flushed",
                                     "merge {} batch",         "authentication of the {}"};
    std::vector<std::string> all;
    const std::span<const char* const> used(things);
    for (const char* form : forms) {
      // Counting is slow but exact, so under callgrind one query of each form suffices.
      for (const char* thing : used.first(is_under_callgrind() ? 1 : used.size())) {
        std::string query = form;
        query.replace(query.find("{}"), 2, thing);
        all.push_back(std::move(query));
      }
    }
    return all;
  }();
  return queries;
}

}  // namespace gitctx::bench
