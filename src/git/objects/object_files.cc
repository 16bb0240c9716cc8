#include "git/objects/object_files.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

#include "base/ascii.h"
#include "base/error.h"
#include "git/checked_file.h"
#include "git/git_config.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

/// The maximum number of object folders: the repository's own folder, and the folders that files
/// named `objects/info/alternates` add. Git limits only the length of a chain of alternates, to
/// five.
constexpr std::size_t most_object_folders = 100;

/// The maximum size of a file named `objects/info/alternates`. A path takes several times the
/// memory of its text.
constexpr std::uint64_t most_alternates_bytes = std::uint64_t{1} << 20;

constexpr const char* hint = "Run: git fsck";

/// The number of objects according to a fan-out table. For each first byte, the table has the
/// number of objects with this or a lower first byte.
std::uint64_t count_in_fanout(const CheckedFile& file, std::uint64_t offset) {
  const std::string table = file.read(offset, fanout_bytes);
  std::uint32_t count = 0;
  for (std::size_t at = 0; at < table.size(); at += 4) {
    const std::uint32_t next = number_at(table, at);
    file.require(next >= count);
    count = next;
  }
  return count;
}

void check_files_in(const fs::path& folder) {
  std::error_code failed;
  for (auto it = fs::directory_iterator(folder, failed); !failed && it != fs::directory_iterator();
       it.increment(failed)) {
    std::error_code ignored;
    if (it->path().extension() == ".idx") {
      check_pack_index(it->path());
    } else if (!it->is_regular_file(ignored)) {
      require_regular_or_missing(it->path());
    }
  }
}

/// Checks the loose objects, which are in folders of two hexadecimal digits, and the packs.
void check_objects_in(const fs::path& objects_dir) {
  check_files_in(objects_dir / "pack");
  std::error_code failed;
  for (auto it = fs::directory_iterator(objects_dir, failed);
       !failed && it != fs::directory_iterator(); it.increment(failed)) {
    if (it->path().filename().native().size() == 2) check_files_in(it->path());
  }
}

void check_folder(const fs::path& objects_dir, std::set<fs::path>& seen,
                  std::vector<fs::path>& folders) {
  if (!seen.insert(objects_dir.lexically_normal()).second) return;
  folders.push_back(objects_dir);
  if (seen.size() > most_object_folders) {
    throw Error(ErrorCode::failure, "the repository has more than " +
                                        std::to_string(most_object_folders) +
                                        " folders of objects (objects/info/alternates)");
  }
  check_objects_in(objects_dir);
  const std::string lines =
      read_small_file(objects_dir / "info" / "alternates", most_alternates_bytes).value_or("");
  std::string_view rest = lines;
  while (!rest.empty()) {
    const std::string_view line = trimmed(take_part(rest, '\n'));
    if (!line.empty() && line.front() != '#') check_folder(objects_dir / line, seen, folders);
  }
}

}  // namespace

/// Makes the same check as git. libgit2 makes this check with 32-bit numbers, which overflow if the
/// index states a large number of objects.
void check_pack_index(const fs::path& path) {
  const CheckedFile file(path, {.kind = "a pack index", .hint = hint});
  if (!file.exists()) return;
  constexpr std::uint64_t trailer_bytes = 2 * id_bytes;
  const std::string start = file.read(0, 8);
  if (!start.starts_with("\377tOc")) {  // version 1 has no header
    const std::uint64_t count = count_in_fanout(file, 0);
    file.require(file.size() == fanout_bytes + count * (4 + id_bytes) + trailer_bytes);
    return;
  }
  file.require(number_at(start, 4) == 2);
  const std::uint64_t count = count_in_fanout(file, start.size());
  const std::uint64_t least = start.size() + fanout_bytes + count * (id_bytes + 8) + trailer_bytes;
  const std::uint64_t most_large_offsets = count == 0 ? 0 : count - 1;
  file.require(file.size() >= least && file.size() <= least + most_large_offsets * 8);
}

std::vector<fs::path> check_object_files(const fs::path& objects_dir) {
  std::set<fs::path> seen;
  std::vector<fs::path> folders;
  check_folder(objects_dir, seen, folders);
  return folders;
}

}  // namespace gitctx
