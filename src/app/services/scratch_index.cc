#include "app/services/scratch_index.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <map>
#include <string>
#include <system_error>
#include <unordered_map>

#include "base/error.h"
#include "base/stop.h"
#include "core/storage_paths.h"
#include "git/repository.h"
#include "git/views/view_builder.h"
#include "ingest/requested_view.h"

namespace gitctx {
namespace {

using HiddenRanges = std::vector<HiddenRange>;

/// Groups the hidden parts by blob instead of by path, because a blob is indexed once for all its
/// paths.
std::unordered_map<BlobId, HiddenRanges> hidden_by_blob(const RepositoryLayout& layout,
                                                        const CommitId& commit,
                                                        std::span<const HiddenPart> hidden,
                                                        const std::stop_token& stop) {
  std::unordered_map<BlobId, HiddenRanges> by_blob;
  if (hidden.empty()) return by_blob;
  std::map<std::string_view, HiddenRanges> by_path;
  for (const HiddenPart& part : hidden) by_path[part.path].push_back(part.range);
  Repository repository = Repository::open(layout);
  const View view = build_snapshot_view(repository, commit, {.stop = stop});
  for (const ViewEntry& entry : view.entries) {
    const auto found = by_path.find(entry.path);
    if (found == by_path.end()) continue;
    HiddenRanges& ranges = by_blob[entry.blob];
    ranges.insert(ranges.end(), found->second.begin(), found->second.end());
  }
  return by_blob;
}

bool is_below(std::string_view path, std::string_view folder) {
  return folder.empty() ||
         (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

/// Whether the file is a suite or has recorded replies. Both contain queries word for word, so no
/// search may find them.
bool is_suite(std::string_view path) {
  if (is_below(path, suites_folder("").native())) return true;
  return path.starts_with("evals/") &&
         (path.ends_with(".yml") || path.ends_with(".yaml") || path.ends_with(".json"));
}

constexpr std::string_view folder_prefix = "gitctx-eval-";
constexpr int most_removed = 100;

/// Opens and locks the folder. Returns nothing if the folder is in use, was removed, is not a
/// folder, or belongs to another user.
UniqueFd lock_folder(const std::filesystem::path& folder) {
  UniqueFd opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status{};
  if (!opened.is_open() || ::flock(opened.get(), LOCK_EX | LOCK_NB) != 0 ||
      ::fstat(opened.get(), &status) != 0 || status.st_uid != ::geteuid() || status.st_nlink == 0) {
    return {};
  }
  return opened;
}

void remove_leftovers(const std::filesystem::path& parent) {
  std::error_code error;
  std::vector<std::filesystem::path> found;
  for (std::filesystem::directory_iterator entry(parent, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename();
    const bool is_ours = name.starts_with(folder_prefix) && name.size() == folder_prefix.size() + 6;
    if (is_ours && found.size() < most_removed) found.push_back(entry->path());
  }
  for (const std::filesystem::path& folder : found) {
    const UniqueFd lock = lock_folder(folder);
    if (lock.is_open()) std::filesystem::remove_all(folder, error);
  }
}

}  // namespace

void remove_scratch_leftovers() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  if (!error) remove_leftovers(folder);
}

ScratchIndex::Folder::Folder() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  if (error) {
    throw Error(ErrorCode::failure, "cannot find a folder for temporary files",
                "Set TMPDIR to a writable folder");
  }
  remove_leftovers(folder);
  // Until the new folder is locked, another process may take it for the folder of a killed process
  // and remove it.
  for (int tries = 0; tries < 10 && !lock_.is_open(); ++tries) {
    if (tries > 0) std::filesystem::remove(path_, error);
    std::string name = (folder / folder_prefix).string() + "XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw_system_error(errno, "cannot create", name);
    path_ = name;
    lock_ = lock_folder(path_);
  }
}

ScratchIndex::Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

ScratchIndex::ScratchIndex(const RepositoryLayout& layout, const Settings& settings,
                           EmbedderSource& embedders, const CommitId& commit,
                           std::span<const HiddenPart> hidden, const std::stop_token& stop,
                           const std::function<void(const IndexProgress&)>& progress,
                           std::string_view folder) {
  const auto ranges = hidden_by_blob(layout, commit, hidden, stop);
  IndexRequest request;
  request.refs = {commit.hex()};
  request.head = false;
  request.directory = folder_.path();
  request.edit = [&ranges, folder](const ViewEntry& entry, std::string& text) {
    if (is_suite(entry.path) || !is_below(entry.path, folder)) {
      blank_out(text, ByteRange{0, static_cast<std::uint32_t>(text.size())});
    }
    const auto found = ranges.find(entry.blob);
    if (found != ranges.end()) blank_out(text, found->second);
  };
  if (run_index(layout, settings, embedders, request, stop, progress).interrupted)
    throw_interrupted();
  snapshot_ = Snapshot::open(folder_.path());
  const ViewRecord* record = snapshot_->find_view_of(ref_owner(commit.hex()));
  if (record == nullptr || record->entries == 0) {
    throw Error(ErrorCode::failure,
                "commit " + commit.hex().substr(0, 7) + " has no files to search");
  }
  view_.emplace(snapshot_->open_view(*record));
  if (!folder.empty() && view_->chunk_count() == 0) {
    throw Error(ErrorCode::failure, fmt::format("the folder {} has no files to search at commit {}",
                                                folder, commit.hex().substr(0, 7)));
  }
}

}  // namespace gitctx
