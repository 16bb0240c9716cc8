#include "tests/torture/damage.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "base/file.h"
#include "tests/torture/tally.h"

namespace gitctx::torture {
namespace {

namespace fs = std::filesystem;

void write_over(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// A range of bytes. Half of the random ranges have at most 64 bytes.
struct Range {
  std::size_t begin = 0;
  std::size_t size = 0;
};

Range random_range(const std::string& bytes, std::mt19937_64& random) {
  Range range{.begin = pick(random, bytes.size()), .size = 0};
  const std::size_t rest = bytes.size() - range.begin;
  range.size = 1 + pick(random, pick(random, 2) == 0 ? rest : std::min<std::size_t>(rest, 64));
  return range;
}

std::string change_bytes(std::string& bytes, std::mt19937_64& random) {
  const Range range = random_range(bytes, random);
  const std::string part = bytes.substr(range.begin, range.size);
  const std::string where = fmt::format("{} bytes at {}", range.size, range.begin);
  switch (pick(random, 7)) {
    case 0:
    case 1: {
      const std::size_t bit = pick(random, 8);
      bytes[range.begin] = static_cast<char>(bytes[range.begin] ^ (1 << bit));
      return fmt::format("bit {} of byte {} flipped", bit, range.begin);
    }
    case 2:
      bytes.replace(range.begin, range.size, range.size, '\0');
      return where + " zeroed";
    case 3:
      bytes.insert(range.begin, part);
      return where + " doubled";
    case 4:
      bytes.erase(range.begin, range.size);
      return where + " taken out";
    case 5:
      bytes.resize(range.begin);
      return fmt::format("cut at {}", range.begin);
    default: {
      std::size_t to = pick(random, bytes.size() - range.size + 1);
      bytes.erase(range.begin, range.size);
      to = std::min(to, bytes.size());
      bytes.insert(to, part);
      return fmt::format("{} moved to {}", where, to);
    }
  }
}

}  // namespace

std::string damage_file(const fs::path& file, const std::vector<fs::path>& others,
                        const std::vector<fs::path>& foreign, std::mt19937_64& random) {
  const std::size_t way = pick(random, 24);
  if (way == 0) {
    fs::remove(file);
    return "removed";
  }
  if (way == 1) {
    fs::remove(file);
    fs::create_directory(file);
    return "a folder in its place";
  }
  if (way == 2) {
    fs::remove(file);
    ::mkfifo(file.c_str(), 0600);
    return "a pipe in its place";
  }
  std::string bytes = read_file(file);
  if (bytes.empty() || way == 3) {
    write_over(file, bytes.empty() ? "x" : "");
    return bytes.empty() ? "one byte added" : "emptied";
  }
  if (way < 6 && !others.empty()) {
    const fs::path& other = others[pick(random, others.size())];
    const std::string content = read_file(other);
    write_over(other, bytes);
    write_over(file, content);
    return fmt::format("swapped with {}", other.filename().string());
  }
  if (way < 8 && !foreign.empty()) {
    const fs::path& other = foreign[pick(random, foreign.size())];
    write_over(file, read_file(other));
    return fmt::format("replaced by {} of an older index", other.filename().string());
  }
  std::string what = change_bytes(bytes, random);
  write_over(file, bytes);
  return what;
}

}  // namespace gitctx::torture
