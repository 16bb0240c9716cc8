#include "git/objects/pack_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>

#include "git/checked_file.h"
#include "git/objects/object_files.h"

namespace gitctx {
namespace {

constexpr std::uint64_t header_bytes = 8;  // of version 2
constexpr std::uint64_t row_bytes_1 = 4 + id_bytes;
constexpr std::uint32_t large_offset = 0x80000000U;

/// The kinds of deltas in a pack.
enum class DeltaKind : std::uint8_t { by_offset = 6, by_id = 7 };

/// Distinguishes a file from another file that later gets the same name.
using Identity = std::tuple<dev_t, ino_t, off_t, time_t, long>;

Identity identity_of(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec,
          status.st_mtim.tv_nsec};
}

/// The largest shift when a size is decoded. A size is stored with 7 bits in each byte.
constexpr unsigned most_shift = 56;

/// The size of the result of a delta. `compressed` is the beginning of the delta, which states the
/// size of the base and then the size of the result. Each byte has 7 bits of a size, the lowest
/// bits first.
std::optional<std::uint64_t> result_size(std::span<const unsigned char> compressed) {
  constexpr std::size_t most_bytes_of_sizes = 20;
  std::array<unsigned char, most_bytes_of_sizes> sizes{};
  z_stream stream{};
  if (::inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  stream.next_in = const_cast<unsigned char*>(compressed.data());
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = sizes.data();
  stream.avail_out = static_cast<uInt>(sizes.size());
  ::inflate(&stream, Z_SYNC_FLUSH);
  const std::size_t count = sizes.size() - stream.avail_out;
  ::inflateEnd(&stream);
  std::size_t at = 0;
  std::uint64_t size = 0;
  for (int number = 0; number < 2; ++number) {
    size = 0;
    for (unsigned shift = 0;; shift += 7) {
      if (at == count || shift > most_shift) return std::nullopt;
      size |= std::uint64_t{sizes[at] & 0x7fU} << shift;
      if ((sizes[at++] & 0x80) == 0) break;
    }
  }
  return size;
}

}  // namespace

bool IdPrefix::matches(const AnyId& other) const {
  const std::size_t whole = digits / 2;
  if (!std::equal(id.bytes.begin(), id.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  other.bytes.begin())) {
    return false;
  }
  return digits % 2 == 0 || id.bytes[whole] >> 4 == other.bytes[whole] >> 4;
}

std::shared_ptr<const PackFile> PackFile::open(const std::filesystem::path& index_file) {
  static std::mutex mutex;
  static std::map<std::string, std::pair<Identity, std::weak_ptr<const PackFile>>> open;
  static std::size_t most_open = 0;
  const Identity identity = identity_of(index_file);
  const std::scoped_lock lock(mutex);
  auto& [known, shared] = open[index_file.native()];
  if (auto pack = shared.lock(); pack != nullptr && known == identity) return pack;
  const std::shared_ptr<PackFile> pack(new PackFile(index_file));
  if (!pack->map_index()) return nullptr;
  known = identity;
  shared = pack;
  if (open.size() > most_open) {
    std::erase_if(open, [](const auto& entry) { return entry.second.second.expired(); });
    most_open = 2 * open.size();
  }
  return pack;
}

PackFile::~PackFile() {
  if (!index_.empty()) ::munmap(const_cast<unsigned char*>(index_.data()), index_.size());
}

bool PackFile::map_index() {
  check_pack_index(index_file_);
  const UniqueFd file(::open(index_file_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  constexpr std::uint64_t least_bytes = fanout_bytes + 2 * id_bytes;
  if (!file.is_open() || ::fstat(file.get(), &status) != 0 ||
      static_cast<std::uint64_t>(status.st_size) < least_bytes) {
    return false;
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (start == MAP_FAILED) return false;
  index_ = {static_cast<const unsigned char*>(start), size};
  is_version_1_ = std::memcmp(index_.data(), "\377tOc", 4) != 0;
  count_ = word_at((is_version_1_ ? 0 : header_bytes) + fanout_bytes - 4);
  return true;
}

std::filesystem::path PackFile::pack_file() const {
  std::filesystem::path pack = index_file_;
  return pack.replace_extension(".pack");
}

bool PackFile::exists() const {
  std::error_code failed;
  return std::filesystem::exists(pack_file(), failed);
}

std::uint32_t PackFile::word_at(std::uint64_t at) const {
  const auto* const bytes = reinterpret_cast<const char*>(index_.data());
  return number_at({bytes, index_.size()}, at);
}

AnyId PackFile::id_at(std::uint32_t row) const {
  const std::uint64_t at = is_version_1_ ? fanout_bytes + row * row_bytes_1 + 4
                                         : header_bytes + fanout_bytes + row * id_bytes;
  AnyId id;
  std::memcpy(id.bytes.data(), index_.data() + at, id_bytes);
  return id;
}

std::uint32_t PackFile::row_of(const AnyId& id) const {
  const std::uint64_t fanout = is_version_1_ ? 0 : header_bytes;
  const std::uint64_t first = id.bytes[0];
  std::uint32_t low = first == 0 ? 0 : word_at(fanout + (first - 1) * 4);
  std::uint32_t high = word_at(fanout + first * 4);
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const auto order = id_at(middle) <=> id;
    if (order == 0) return middle;
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::optional<std::uint64_t> PackFile::offset_at(std::uint32_t row) const {
  if (is_version_1_) return word_at(fanout_bytes + row * row_bytes_1);
  const std::uint64_t table = header_bytes + fanout_bytes + count_ * (id_bytes + 4);
  const std::uint32_t offset = word_at(table + std::uint64_t{row} * 4);
  if ((offset & large_offset) == 0) return offset;
  const std::uint64_t at =
      table + std::uint64_t{count_} * 4 + std::uint64_t{offset & ~large_offset} * 8;
  if (at + 8 > index_.size() - 2 * id_bytes) return std::nullopt;
  return std::uint64_t{word_at(at)} << 32 | word_at(at + 4);
}

std::optional<std::uint64_t> PackFile::find(const AnyId& id) const {
  const std::uint32_t row = row_of(id);
  if (row >= count_ || id_at(row) != id) return std::nullopt;
  return offset_at(row);
}

void PackFile::for_each_match(const IdPrefix& prefix,
                              const std::function<void(const AnyId&)>& visit) const {
  for (std::uint32_t row = row_of(prefix.id); row < count_; ++row) {
    const AnyId id = id_at(row);
    if (!prefix.matches(id)) break;
    visit(id);
  }
}

int PackFile::descriptor() const {
  const std::scoped_lock lock(mutex_);
  if (!pack_.is_open()) {
    pack_ = UniqueFd(::open(pack_file().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  }
  return pack_.get();
}

std::optional<PackEntry> PackFile::entry_at(std::uint64_t offset) const {
  // This is longer than the header of an object and the compressed beginning of a delta together.
  std::array<unsigned char, 512> start{};
  const ssize_t got = ::pread(descriptor(), start.data(), start.size(), static_cast<off_t>(offset));
  if (got < 1) return std::nullopt;
  const std::span<const unsigned char> bytes(start.data(), static_cast<std::size_t>(got));
  const auto kind = static_cast<DeltaKind>(bytes[0] >> 4 & 7);
  PackEntry object{.bytes = bytes[0] & 15U};
  std::size_t at = 0;
  for (unsigned shift = 4; (bytes[at] & 0x80) != 0; shift += 7) {
    if (++at == bytes.size() || shift > most_shift) return std::nullopt;
    object.bytes |= std::uint64_t{bytes[at] & 0x7fU} << shift;
  }
  ++at;
  object.unpacked = object.bytes;
  if (kind != DeltaKind::by_offset && kind != DeltaKind::by_id) return object;
  if (at + id_bytes > bytes.size()) return std::nullopt;
  if (kind == DeltaKind::by_id) {
    AnyId base;
    std::memcpy(base.bytes.data(), bytes.data() + at, id_bytes);
    const auto found = find(base);
    if (!found) return std::nullopt;
    object.base = *found;
    at += id_bytes;
  } else {
    std::uint64_t distance = bytes[at] & 0x7f;
    while ((bytes[at] & 0x80) != 0) {
      if (++at == bytes.size() || distance > std::uint64_t{1} << 56) return std::nullopt;
      distance = (distance + 1) << 7 | (bytes[at] & 0x7f);
    }
    ++at;
    if (distance == 0 || distance >= offset) return std::nullopt;
    object.base = offset - distance;
  }
  const auto size = result_size(bytes.subspan(at));
  if (!size) return std::nullopt;
  object.bytes = *size;
  return object;
}

}  // namespace gitctx
