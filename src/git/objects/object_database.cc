#include "git/objects/object_database.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <exception>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <ranges>
#include <set>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text_hash.h"
#include "git/libgit2.h"
#include "git/objects/loose_object.h"
#include "git/objects/object_files.h"
#include "git/objects/pack_file.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

/// Git itself writes chains of at most 4,095 deltas.
constexpr int most_deltas = 10'000;
/// A chain (see Chain) may contain objects up to this size, however small the object to unpack is.
constexpr std::uint64_t most_bytes_of_link = std::uint64_t{64} << 20;
/// A chain may also contain larger objects, up to this many times the size of the object to unpack,
/// but no larger than most_bytes_of_growth.
constexpr std::uint64_t usual_growth = 32;
constexpr std::uint64_t most_bytes_of_growth = std::uint64_t{256} << 20;
/// A chain has an excess if its objects are, on average, more than usual_growth times as large as
/// the object to unpack. This limits the total excess that one store unpacks from one pack.
constexpr std::uint64_t most_excess = std::uint64_t{2} << 30;
/// The maximum number of offsets in a pack that are remembered as checked.
constexpr std::size_t most_checked = 100'000;
/// The maximum number of missing objects that are remembered.
constexpr std::size_t most_missing = 100'000;

/// Reports an object that exists, but cannot be read.
int fail(const std::string& why) {
  libgit2().git_error_set_str(GIT_ERROR_ODB, why.c_str());
  return GIT_ERROR;
}

/// The variables that receive an object when it is read.
struct Target {
  git_odb_backend* owner = nullptr;
  void** bytes = nullptr;  ///< null to read only the header
  std::size_t* size = nullptr;
  git_object_t* kind = nullptr;
};

/// Reads objects from one pack through libgit2, after checking their chains of deltas.
class CheckedPack {
 public:
  explicit CheckedPack(std::shared_ptr<const PackFile> file)
      : file_(std::move(file)), backend_(nullptr, [](git_odb_backend* it) { it->free(it); }) {}

  const PackFile& file() const { return *file_; }

  /// Reads an object that the index lists at `offset`. The content must have at most `most_bytes`.
  int read(const git_oid* oid, std::uint64_t offset, const Target& target,
           std::uint64_t most_bytes) {
    const auto chain = check(offset);
    if (!chain) return fail("its deltas have no end or are damaged");
    if (target.bytes != nullptr) {
      if (chain->bytes > most_bytes) return fail("it is too large");
      if (!is_affordable(*chain)) return fail("unpacking its deltas takes too much memory or work");
    }
    if (backend_ == nullptr) {
      git_odb_backend* opened = nullptr;
      const int code = libgit2().git_odb_backend_one_pack(&opened, file_->index_file().c_str());
      if (code != 0) return code;
      backend_.reset(opened);
    }
    return target.bytes == nullptr
               ? backend_->read_header(target.size, target.kind, backend_.get(), oid)
               : backend_->read(target.bytes, target.size, target.kind, backend_.get(), oid);
  }

 private:
  /// The chain of an object: the object itself, the object on which its delta is based, the base of
  /// that object, and so on.
  struct Chain {
    std::uint64_t bytes = 0;    ///< size of the object
    std::uint64_t largest = 0;  ///< size of the largest object or delta of the chain
    std::uint64_t sum = 0;      ///< total size; counts a delta or its result, whichever is larger
    std::uint64_t length = 0;   ///< number of objects of the chain
  };

  /// The chain of the object at `offset`; nothing unless the chain ends at an object that is stored
  /// whole.
  std::optional<Chain> check(std::uint64_t offset) {
    std::vector<std::pair<std::uint64_t, PackEntry>> links;  // with their offsets
    std::uint64_t at = offset;
    auto known = checked_.find(at);
    while (at != 0 && known == checked_.end()) {
      if (links.size() > most_deltas) return std::nullopt;
      const auto object = file_->entry_at(at);
      if (!object) return std::nullopt;
      links.emplace_back(at, *object);
      at = object->base;
      known = checked_.find(at);
    }
    Chain chain = at == 0 ? Chain{} : known->second;
    if (checked_.size() > most_checked) checked_.clear();
    for (const auto& [place, entry] : links | std::views::reverse) {
      // The instructions of a delta are usually shorter than its result.
      const std::uint64_t bytes = std::max(entry.bytes, entry.unpacked);
      chain.bytes = entry.bytes;
      ++chain.length;
      chain.largest = std::max(chain.largest, bytes);
      // Saturates, because a malicious pack can state any size.
      chain.sum =
          chain.sum + bytes < bytes ? std::numeric_limits<std::uint64_t>::max() : chain.sum + bytes;
      checked_.emplace(place, chain);
    }
    return chain;
  }

  /// Whether an object may be unpacked. libgit2 unpacks all objects of its chain. Git bases a delta
  /// only on an object that is at most 32 times as large as the result.
  bool is_affordable(const Chain& chain) {
    const std::uint64_t most_of_git = std::min(usual_growth * chain.bytes, most_bytes_of_growth);
    if (chain.largest > std::max({most_bytes_of_link, most_of_git, 2 * chain.bytes})) return false;
    const std::uint64_t usual = chain.length * usual_growth * chain.bytes;
    const std::uint64_t excess = chain.sum > usual ? chain.sum - usual : 0;
    if (excess > excess_left_) return false;
    excess_left_ -= excess;
    return true;
  }

  std::shared_ptr<const PackFile> file_;
  std::unique_ptr<git_odb_backend, void (*)(git_odb_backend*)> backend_;
  std::unordered_map<std::uint64_t, Chain> checked_;  ///< by offset
  std::uint64_t excess_left_ = most_excess;
};

/// A folder of packs, and the time of its last change.
class PackFolder {
 public:
  explicit PackFolder(fs::path path) : path_(std::move(path)) {}

  const fs::path& path() const { return path_; }

  /// Whether the folder may have changed since the last call. The first call returns true.
  bool update() {
    struct stat status{};
    struct timespec now{};
    ::stat(path_.c_str(), &status);  // all zeros if the folder is missing
    ::clock_gettime(CLOCK_REALTIME, &now);
    const struct timespec& changed = status.st_mtim;
    const bool is_same = is_settled_ && changed.tv_sec == changed_.tv_sec &&
                         changed.tv_nsec == changed_.tv_nsec && status.st_ino == inode_;
    changed_ = changed;
    inode_ = status.st_ino;
    // Two changes in a short time can have the same time stamp.
    is_settled_ = changed.tv_sec < now.tv_sec - 1 || changed.tv_sec > now.tv_sec + 1;
    return !is_same;
  }

 private:
  fs::path path_;
  struct timespec changed_{};
  ino_t inode_ = 0;
  bool is_settled_ = false;
};

class ObjectFolders {
 public:
  ObjectFolders(std::vector<fs::path> folders, std::uint64_t most_bytes)
      : folders_(std::move(folders)), most_bytes_(most_bytes) {
    for (const fs::path& folder : folders_) pack_folders_.emplace_back(folder / "pack");
    refresh();
  }

  /// Adds new packs, and drops packs that no longer exist. libgit2 calls this for each object that
  /// is missing, so the folders of packs are read again only after a change.
  void refresh() {
    bool has_changed = false;
    for (PackFolder& folder : pack_folders_) has_changed |= folder.update();
    if (!has_changed) return;
    missing_.clear();
    std::erase_if(packs_, [](const CheckedPack& pack) { return !pack.file().exists(); });
    TextSet known;
    for (const CheckedPack& pack : packs_) known.insert(pack.file().index_file().native());
    for (const PackFolder& folder : pack_folders_) {
      std::error_code failed;
      for (auto it = fs::directory_iterator(folder.path(), failed);
           !failed && it != fs::directory_iterator(); it.increment(failed)) {
        if (it->path().extension() == ".idx" && !known.contains(it->path().native()))
          add(it->path());
      }
    }
  }

  /// Reads an object. If several copies of the object exist, reads the first readable copy.
  int read(const git_oid* oid, const Target& target) {
    const AnyId id = id_of<AnyId>(*oid);
    if (is_missing(id)) return GIT_ENOTFOUND;
    int failure = GIT_ENOTFOUND;
    for (std::size_t i = 0; i < packs_.size(); ++i) {
      const auto offset = packs_[i].file().find(id);
      if (!offset) continue;
      const int code = packs_[i].read(oid, *offset, target, most_bytes_);
      if (code == 0) {
        if (i != 0) std::swap(packs_[0], packs_[i]);  // it probably also has the next object
        return 0;
      }
      if (packs_[i].file().exists()) failure = code == GIT_ENOTFOUND ? GIT_ERROR : code;
    }
    for (const fs::path& folder : folders_) {
      LooseObject loose(folder, id);
      if (!loose.is_open()) continue;
      const int code = read_loose(loose, target);
      if (code == 0) return 0;
      failure = code;
    }
    if (failure == GIT_ENOTFOUND) note_missing(id);
    return failure;
  }

  bool contains(const AnyId& id) const {
    return std::ranges::any_of(
               packs_, [&](const CheckedPack& pack) { return pack.file().find(id).has_value(); }) ||
           std::ranges::any_of(
               folders_, [&](const fs::path& folder) { return LooseObject(folder, id).is_open(); });
  }

  /// The ids that start with these digits.
  std::set<AnyId> matches(const IdPrefix& prefix) const {
    std::set<AnyId> found;
    for (const CheckedPack& pack : packs_) {
      pack.file().for_each_match(prefix, [&found](const AnyId& id) { found.insert(id); });
    }
    const std::string start = prefix.id.hex().substr(0, 2);
    for (const fs::path& folder : folders_) {
      std::error_code failed;
      for (auto it = fs::directory_iterator(folder / start, failed);
           !failed && it != fs::directory_iterator(); it.increment(failed)) {
        const auto id = AnyId::from_hex(start + it->path().filename().string());
        if (id && prefix.matches(*id)) found.insert(*id);
      }
    }
    return found;
  }

 private:
  /// Whether two searches for the object have failed; libgit2 refreshes the packs between them.
  /// Further searches would take too long, because a few trees can name the same missing object
  /// millions of times.
  bool is_missing(const AnyId& id) const {
    const auto found = missing_.find(id);
    return found != missing_.end() && found->second >= 2;
  }

  void note_missing(const AnyId& id) {
    if (missing_.size() >= most_missing) missing_.clear();
    ++missing_[id];
  }

  void add(const fs::path& index_file) {
    try {
      if (auto file = PackFile::open(index_file); file != nullptr && file->exists()) {
        packs_.emplace_back(std::move(file));
      }
    } catch (const Error&) {
      // check_object_files() has already reported this file, unless the file is newer than that
      // check.
    }
  }

  int read_loose(LooseObject& loose, const Target& target) const {
    const auto header = loose.read_header();
    if (!header) return fail("its header is malformed or states a wrong size");
    *target.size = header->size_bytes;
    *target.kind = static_cast<git_object_t>(header->kind);
    if (target.bytes == nullptr) return 0;
    if (header->size_bytes > most_bytes_) return fail("it is too large");
    void* const bytes =
        libgit2().git_odb_backend_data_alloc(target.owner, std::max<std::size_t>(*target.size, 1));
    if (bytes == nullptr) return GIT_ERROR;
    if (!loose.read({static_cast<char*>(bytes), header->size_bytes})) {
      libgit2().git_odb_backend_data_free(target.owner, bytes);
      return fail("its content does not have the stated size or is damaged");
    }
    *target.bytes = bytes;
    return 0;
  }

  std::vector<fs::path> folders_;
  std::vector<PackFolder> pack_folders_;
  std::uint64_t most_bytes_;
  std::vector<CheckedPack> packs_;
  std::unordered_map<AnyId, int> missing_;  ///< number of failed searches for an object
};

/// The functions that libgit2 calls. No exception may reach libgit2.
struct Backend : git_odb_backend {
  Backend(std::vector<fs::path> folders, std::uint64_t most_bytes)
      : git_odb_backend(GIT_ODB_BACKEND_INIT), files(std::move(folders), most_bytes) {
    read = [](void** bytes, std::size_t* size, git_object_t* kind, git_odb_backend* self,
              const git_oid* oid) {
      return call(self, [&](ObjectFolders& all) {
        return all.read(oid, {.owner = self, .bytes = bytes, .size = size, .kind = kind});
      });
    };
    read_header = [](std::size_t* size, git_object_t* kind, git_odb_backend* self,
                     const git_oid* oid) {
      return call(self, [&](ObjectFolders& all) {
        return all.read(oid, {.owner = self, .size = size, .kind = kind});
      });
    };
    read_prefix = [](git_oid* found, void** bytes, std::size_t* size, git_object_t* kind,
                     git_odb_backend* self, const git_oid* start, std::size_t digits) {
      return call(self, [&](ObjectFolders& all) {
        const int code = find_prefix(all, found, start, digits);
        if (code != 0) return code;
        return all.read(found, {.owner = self, .bytes = bytes, .size = size, .kind = kind});
      });
    };
    exists_prefix = [](git_oid* found, git_odb_backend* self, const git_oid* start,
                       std::size_t digits) {
      return call(self, [&](ObjectFolders& all) { return find_prefix(all, found, start, digits); });
    };
    exists = [](git_odb_backend* self, const git_oid* oid) {
      return static_cast<int>(call(self, [&](ObjectFolders& all) {
                                return all.contains(id_of<AnyId>(*oid)) ? 1 : 0;
                              }) == 1);
    };
    refresh = [](git_odb_backend* self) {
      return call(self, [](ObjectFolders& all) {
        all.refresh();
        return 0;
      });
    };
    free = [](git_odb_backend* self) { delete static_cast<Backend*>(self); };
  }

  template <class Action>
  static int call(git_odb_backend* self, Action action) noexcept {
    try {
      return action(static_cast<Backend*>(self)->files);
    } catch (const std::bad_alloc&) {
      libgit2().git_error_set_oom();
    } catch (const std::exception& error) {
      libgit2().git_error_set_str(GIT_ERROR_ODB, error.what());
    }
    return GIT_ERROR;
  }

  static int find_prefix(const ObjectFolders& all, git_oid* found, const git_oid* start,
                         std::size_t digits) {
    const std::set<AnyId> ids = all.matches({.id = id_of<AnyId>(*start), .digits = digits});
    if (ids.empty()) return GIT_ENOTFOUND;
    if (ids.size() > 1) return GIT_EAMBIGUOUS;
    *found = oid_of(*ids.begin());
    return 0;
  }

  ObjectFolders files;
};

}  // namespace

ObjectDatabase open_objects(const fs::path& objects_dir, std::uint64_t most_bytes) {
  const auto require = [&objects_dir](bool is_right, const std::string& problem) {
    if (is_right) return;
    throw Error(ErrorCode::failure,
                "cannot open the objects in " + objects_dir.string() + ": " + problem);
  };
  std::error_code failed;
  require(fs::is_directory(objects_dir, failed), "no such folder");
  auto backend = std::make_unique<Backend>(check_object_files(objects_dir), most_bytes);
  git_odb* opened = nullptr;
  require(libgit2().git_odb_new(&opened) == 0, libgit2_message());
  ObjectDatabase objects(opened, libgit2().git_odb_free);
  require(libgit2().git_odb_add_backend(opened, backend.get(), 1) == 0, libgit2_message());
  backend.release();  // NOLINT(bugprone-unused-return-value): now owned by the database
  return objects;
}

}  // namespace gitctx
