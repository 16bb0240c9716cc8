#include "git/index_check.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "git/checked_file.h"

namespace gitctx {
namespace {

constexpr std::size_t index_header_bytes = 12;
constexpr std::uint64_t checksum_bytes = 20;
constexpr std::uint64_t entry_bytes = 62;  ///< without the path
constexpr std::size_t flags_at = 60;       ///< in an entry
constexpr unsigned is_extended = 0x4000;
constexpr unsigned length_mask = 0xfff;

constexpr const char* hint_to_rebuild = "If no change is staged, run: git read-tree HEAD";

/// Reads a file from its start up to a movable limit. Throws Error for a read beyond the limit.
class FileCursor {
 public:
  FileCursor(const CheckedFile& file, std::uint64_t limit) : file_(file), limit_(limit) {}

  std::uint64_t position() const { return start_ + at_; }
  std::uint64_t left() const { return limit_ - position(); }
  void set_limit(std::uint64_t limit) { limit_ = limit; }

  /// The next `count` bytes, valid until the next call. `count` is at most window_bytes.
  std::string_view take(std::size_t count) {
    const std::string_view bytes = peek(count);
    file_.require(bytes.size() >= count);
    at_ += count;
    return bytes.substr(0, count);
  }

  void skip(std::uint64_t count) {
    file_.require(count <= left());
    if (count <= window_.size() - at_) {
      at_ += static_cast<std::size_t>(count);
    } else {
      start_ = position() + count;
      at_ = 0;
      window_.clear();
    }
  }

  /// Appends the bytes before the next NUL, and skips the NUL. Stops if the text has more than
  /// `most` bytes.
  void take_text(std::string& text, std::uint64_t most) {
    while (text.size() <= most) {
      const std::string_view bytes = peek(1);
      file_.require(!bytes.empty());
      const std::size_t end = std::min(bytes.find('\0'), bytes.size());
      text += bytes.substr(0, end);
      at_ += end;
      if (end == bytes.size()) continue;
      ++at_;
      return;
    }
  }

 private:
  static constexpr std::size_t window_bytes = std::size_t{64} << 10;

  /// The bytes of the window from the position to the limit. If fewer than `count` bytes of the
  /// window are left, first reads a new window that starts at the position.
  std::string_view peek(std::size_t count) {
    if (window_.size() - at_ < count) {
      start_ += at_;
      at_ = 0;
      window_ = file_.read(start_,
                           static_cast<std::size_t>(std::min<std::uint64_t>(window_bytes, left())));
    }
    const auto in_limit =
        static_cast<std::size_t>(std::min<std::uint64_t>(window_.size() - at_, left()));
    return std::string_view(window_).substr(at_, in_limit);
  }

  const CheckedFile& file_;
  std::uint64_t limit_;
  std::uint64_t start_ = 0;  ///< of the window, in the file
  std::size_t at_ = 0;       ///< in the window
  std::string window_;
};

class IndexCheck {
 public:
  IndexCheck(const CheckedFile& file, const IndexLimits& limits)
      : file_(file), limits_(limits), cursor_(file, file.size()) {}

  void run() {
    const std::string header(cursor_.take(index_header_bytes));
    version_ = number_at(header, 4);
    file_.require(header.starts_with("DIRC") && version_ >= 2 && version_ <= 4);
    const std::uint32_t entries = number_at(header, 8);
    if (entries > limits_.entries) {
      file_.refuse("it has more than " + std::to_string(limits_.entries) + " files");
    }
    if (file_.size() > limits_.file_bytes) file_.refuse("larger than 1 GB");
    file_.require(file_.size() >= index_header_bytes + checksum_bytes);
    end_ = file_.size() - checksum_bytes;
    cursor_.set_limit(end_);
    for (std::uint32_t i = 0; i < entries; ++i) check_entry();
    check_hashes();
    while (cursor_.left() > 0 && check_extension()) cursor_.set_limit(end_);
  }

 private:
  void check_entry() {
    const std::string_view start = cursor_.take(entry_bytes);
    const unsigned flags = static_cast<unsigned char>(start[flags_at]) << 8U |
                           static_cast<unsigned char>(start[flags_at + 1]);
    std::uint64_t size = entry_bytes;
    if ((flags & is_extended) != 0) {
      cursor_.skip(2);
      size += 2;
    }
    if (version_ == 4) {
      const std::uint64_t removed = read_prefix_number();
      file_.require(removed <= path_.size());
      path_.resize(path_.size() - removed);
      cursor_.take_text(path_, limits_.path_bytes);
    } else {
      take_padded_path(flags & length_mask, size);
    }
    total_path_bytes_ += path_.size();
    if (total_path_bytes_ > limits_.path_bytes) {
      file_.refuse("its paths have more than " + std::to_string(limits_.path_bytes >> 20) +
                   " MB in total");
    }
    hashes_.push_back(hash_of_libgit2(path_));
  }

  /// Reads a path and the NUL bytes after it, which pad the entry to a multiple of 8. Without a NUL
  /// after the stated length, libgit2 would copy the next entries as a part of the path.
  void take_padded_path(unsigned stated, std::uint64_t size) {
    path_.clear();
    if (stated == length_mask) {
      cursor_.take_text(path_, limits_.path_bytes);
    } else {
      path_ = cursor_.take(stated);
      file_.require(cursor_.take(1).front() == '\0');
    }
    size += path_.size() + 1;
    cursor_.skip((8 - size % 8) % 8);
  }

  /// The hash by which libgit2 finds a path: the hash function x31, ignoring case.
  static std::uint32_t hash_of_libgit2(std::string_view path) {
    std::uint32_t hash = 0;
    for (const char c : path.substr(0, path.find('\0'))) {
      hash = hash * 31 + static_cast<std::uint32_t>(lower_case(c));
    }
    return hash;
  }

  /// Throws Error if many paths are in the same bucket of libgit2's hash table, because libgit2
  /// would compare them all with each other.
  void check_hashes() const {
    const std::size_t places = std::bit_ceil(std::max<std::size_t>(hashes_.size(), 1));
    std::vector<std::uint32_t> counts(places);
    std::uint64_t comparisons = 0;
    for (const std::uint32_t hash : hashes_) comparisons += counts[hash & (places - 1)]++;
    if (comparisons > limits_.comparisons) file_.refuse("its paths take too long to compare");
  }

  /// Reads the number of bytes to remove from the previous path, in git's variable-length encoding.
  std::uint64_t read_prefix_number() {
    std::uint64_t number = 0;
    for (bool is_first = true;; is_first = false) {
      const auto byte = static_cast<unsigned char>(cursor_.take(1).front());
      if (!is_first) ++number;
      number = number << 7 | (byte & 0x7fU);
      file_.require(number <= std::numeric_limits<std::uint32_t>::max());
      if ((byte & 0x80U) == 0) return number;
    }
  }

  /// Skips an extension. Returns false if libgit2 refuses the extension.
  bool check_extension() {
    const std::string header(cursor_.take(8));
    const std::string name = header.substr(0, 4);
    if (!is_upper(name.front())) return false;
    const std::uint64_t size = number_at(header, 4);
    file_.require(size <= cursor_.left());
    const std::uint64_t end = cursor_.position() + size;
    const bool is_read = name == "TREE" || name == "REUC" || name == "NAME";
    if (is_read) {
      extension_ = name;
      if (!seen_.insert(name).second) refuse_extension("occurs twice");
      if (name != "TREE" && size > limits_.conflict_bytes) {
        refuse_extension("is larger than " + std::to_string(limits_.conflict_bytes >> 20) + " MB");
      }
      cursor_.set_limit(end);
      if (name == "TREE") check_folders();
    }
    cursor_.skip(end - cursor_.position());
    return true;
  }

  /// Checks the folders of the extension TREE. Each folder comes before its subfolders.
  void check_folders() {
    constexpr std::uint64_t shortest_folder = 6;  // "", NUL, "-1 0", newline
    std::size_t folders = 0;
    std::uint64_t expected = 1;  // number of folders still to read
    std::vector<std::uint64_t> open{expected};
    while (!open.empty()) {
      if (open.back() == 0) {
        open.pop_back();
        continue;
      }
      --open.back();
      --expected;
      if (++folders > limits_.folders) {
        refuse_extension("has more than " + std::to_string(limits_.folders) + " folders");
      }
      const std::uint64_t subfolders = read_folder();
      expected += subfolders;
      // libgit2 reserves memory for the stated number of subfolders.
      if (expected * shortest_folder > cursor_.left()) refuse_extension("is malformed");
      if (subfolders == 0) continue;
      open.push_back(subfolders);
      if (open.size() > limits_.folder_depth) {
        refuse_extension("has folders that are nested more than " +
                         std::to_string(limits_.folder_depth) + " deep");
      }
    }
    if (cursor_.left() > 0) refuse_extension("is malformed");
  }

  /// Skips a folder, but not its subfolders. Returns the number of subfolders.
  std::uint64_t read_folder() {
    std::string name;
    cursor_.take_text(name, limits_.path_bytes);
    const std::uint64_t entries = read_decimal(' ', /*may_be_negative=*/true);
    const std::uint64_t subfolders = read_decimal('\n', /*may_be_negative=*/false);
    if (entries != unknown) cursor_.skip(checksum_bytes);
    return subfolders;
  }

  /// Reads the number before the character `end`; `unknown` if the number is negative.
  std::uint64_t read_decimal(char end, bool may_be_negative) {
    constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
    std::uint64_t number = 0;
    bool is_negative = false;
    for (std::size_t length = 0;; ++length) {
      const char c = cursor_.take(1).front();
      if (length == 0 && c == '-' && may_be_negative) {
        is_negative = true;
      } else if (is_digit(c) && number <= most / 10) {
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
      } else if (c == end && length > (is_negative ? 1U : 0U)) {
        return is_negative ? unknown : number;
      } else {
        refuse_extension("is malformed");
      }
    }
  }

  [[noreturn]] void refuse_extension(const std::string& problem) const {
    file_.refuse("it is damaged: its extension " + extension_ + " " + problem, hint_to_rebuild);
  }

  static constexpr std::uint64_t unknown = std::numeric_limits<std::uint64_t>::max();

  const CheckedFile& file_;
  const IndexLimits& limits_;
  FileCursor cursor_;
  std::uint32_t version_ = 0;
  std::uint64_t end_ = 0;               ///< of the extensions
  std::string path_;                    ///< of the last entry
  std::uint64_t total_path_bytes_ = 0;  ///< of all paths so far
  std::vector<std::uint32_t> hashes_;   ///< of all paths so far
  std::string extension_;
  std::set<std::string> seen_;
};

}  // namespace

void check_index_file(const std::filesystem::path& file, const IndexLimits& limits) {
  const CheckedFile index(file, {.kind = "an index of git", .hint = "Run: git status"});
  if (index.exists()) IndexCheck(index, limits).run();
}

}  // namespace gitctx
