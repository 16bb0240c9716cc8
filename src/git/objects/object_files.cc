#include "git/objects/object_files.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
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

constexpr const char* hint = "Run: git fsck";

/// The number of objects according to a fan-out table, which counts for each first byte the objects
/// with this or a lower first byte.
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

/// The start of a file that consists of chunks: a header, then a table of the chunks.
struct ChunkedFormat {
  const char* kind;
  std::string_view magic;
  std::size_t header_bytes;

  struct Chunk {
    std::string_view name;
    std::uint64_t bytes_per_object;
  };
  std::array<Chunk, 2> chunks;  ///< the chunks with one record for each object
};

constexpr ChunkedFormat multi_pack_index{
    .kind = "a multi-pack index",
    .magic = "MIDX",
    .header_bytes = 12,
    .chunks = {{{.name = "OIDL", .bytes_per_object = id_bytes},
                {.name = "OOFF", .bytes_per_object = 8}}},
};
constexpr ChunkedFormat commit_graph{
    .kind = "a commit graph",
    .magic = "CGPH",
    .header_bytes = 8,
    .chunks = {{{.name = "OIDL", .bytes_per_object = id_bytes},
                {.name = "CDAT", .bytes_per_object = id_bytes + 16}}},
};

struct Extent {
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
};

/// The chunks by name. Requires that they follow each other between the table and the checksum.
std::map<std::string, Extent> read_chunks(const CheckedFile& file, std::uint64_t table_at,
                                          std::size_t count) {
  constexpr std::size_t row_bytes = 12;
  const std::string table = file.read(table_at, (count + 1) * row_bytes);
  const std::uint64_t first = table_at + table.size();
  file.require(file.size() >= first + id_bytes);
  const std::uint64_t end = file.size() - id_bytes;
  const auto offset_of = [&](std::size_t row) {
    const std::size_t at = row * row_bytes + 4;
    return std::uint64_t{number_at(table, at)} << 32 | number_at(table, at + 4);
  };
  std::map<std::string, Extent> chunks;
  for (std::size_t row = 0; row < count; ++row) {
    const std::uint64_t offset = offset_of(row);
    const std::uint64_t next = row + 1 == count ? end : offset_of(row + 1);
    file.require(offset >= first && offset <= next && next <= end);
    const Extent extent{.offset = offset, .size_bytes = next - offset};
    file.require(chunks.emplace(table.substr(row * row_bytes, 4), extent).second);
  }
  return chunks;
}

/// Checks a multi-pack index or a commit graph. Accepts a file of another version, because
/// libgit2 and git ignore it.
void check_chunked_file(const fs::path& path, const ChunkedFormat& format) {
  constexpr std::size_t shortest_name_bytes = 6;  // "x.idx" and its end
  const CheckedFile file(path, {.kind = format.kind, .hint = hint});
  if (!file.exists()) return;
  const std::string header = file.read(0, format.header_bytes);
  file.require(header.starts_with(format.magic));
  if (header[4] != 1 || header[5] != 1) return;
  if (header.size() == multi_pack_index.header_bytes) {
    file.require(std::uint64_t{number_at(header, 8)} * shortest_name_bytes <= file.size());
  }
  const auto chunks = read_chunks(file, header.size(), static_cast<unsigned char>(header[6]));
  const auto fanout = chunks.find("OIDF");
  file.require(fanout != chunks.end() && fanout->second.size_bytes == fanout_bytes);
  const std::uint64_t count = count_in_fanout(file, fanout->second.offset);
  for (const ChunkedFormat::Chunk& chunk : format.chunks) {
    const auto found = chunks.find(std::string(chunk.name));
    file.require(found != chunks.end() &&
                 found->second.size_bytes == count * chunk.bytes_per_object);
  }
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
  check_chunked_file(objects_dir / "pack" / "multi-pack-index", multi_pack_index);
  check_chunked_file(objects_dir / "info" / "commit-graph", commit_graph);
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
  const std::string lines = read_small_file(objects_dir / "info" / "alternates").value_or("");
  std::string_view rest = lines;
  while (!rest.empty()) {
    const std::string_view line = trimmed(take_part(rest, '\n'));
    if (!line.empty() && line.front() != '#') check_folder(objects_dir / line, seen, folders);
  }
}

}  // namespace

/// The same check as in git. libgit2 computes the sizes with 32 bits, which a large count exceeds.
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
