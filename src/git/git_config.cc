#include "git/git_config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>

#include "base/ascii.h"
#include "base/error.h"
#include "base/file.h"
#include "git/config_grammar.h"

namespace gitctx {
namespace {

constexpr int most_included_files_deep = 10;  // as in git
constexpr int most_included_files = 100;

/// Whether the file is /dev/null, which people name to turn a setting off.
bool is_null_device(const struct stat& status) {
  return S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3);
}

/// A value without its quotes, escapes and comment.
std::string unquoted(std::string_view raw) {
  std::string out;
  std::size_t kept = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    char c = raw[i];
    if (c == '"') {
      quoted = !quoted;
      kept = out.size();
      continue;
    }
    if (!quoted && (c == '#' || c == ';')) break;
    if (c == '\\' && i + 1 < raw.size()) {
      c = raw[++i];
      if (c == 'n') c = '\n';
      if (c == 't') c = '\t';
      out.push_back(c);
      kept = out.size();
      continue;
    }
    out.push_back(c);
    if (quoted || (c != ' ' && c != '\t')) kept = out.size();
  }
  out.resize(kept);
  return out;
}

constexpr std::string_view conditional_include = "includeif";
constexpr std::string_view remote = "remote";

/// The section name in a "[section]" line, in lower case. Empty for a section with a subsection,
/// with two exceptions: "includeif" for a conditional include, and "remote.NAME" for a remote.
std::string section_name(std::string_view line) {
  const std::string_view inner = line.substr(1, std::min(line.find(']'), line.size()) - 1);
  const std::size_t name_end = std::min(inner.find_first_of(" \t\""), inner.size());
  std::string name = lower_case(trimmed(inner.substr(0, name_end)));
  if (name == conditional_include) return name;
  if (name == remote && name_end < inner.size()) {
    return name + "." + unquoted(trimmed(inner.substr(name_end)));
  }
  const bool has_subsection = inner.find_first_of("\".") != std::string_view::npos;
  return has_subsection ? std::string() : lower_case(trimmed(inner));
}

}  // namespace

void GitConfig::add_text(std::string_view text, const Reading& reading) {
  is_doubtful_ = is_doubtful_ || !is_config_text(text);
  std::string section;
  while (!text.empty()) {
    std::string_view line = trimmed(take_part(text, '\n'));
    if (line.starts_with('[')) {
      section = section_name(line);
      line = trimmed(line.substr(std::min(line.find(']') + 1, line.size())));
    }
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    ++lines_;
    if (section.empty()) continue;
    const std::size_t equals = line.find('=');
    const std::string key = section + "." + lower_case(trimmed(line.substr(0, equals)));
    std::string value =
        equals == std::string_view::npos ? "true" : unquoted(trimmed(line.substr(equals + 1)));
    const bool is_followed =
        (reading.includes != Includes::none && key == "include.path") ||
        (reading.includes == Includes::all && key == std::string(conditional_include) + ".path");
    if (is_followed) add_included(value, reading);
    add(key, std::move(value));
  }
}

void GitConfig::add_included(const std::string& name, const Reading& reading) {
  // Near the maximum depth, it is doubtful whether git follows the include, because git and libgit2
  // count the files in different ways.
  is_doubtful_ = is_doubtful_ || reading.depth >= most_included_files_deep - 2;
  if (reading.depth == most_included_files_deep) return;
  const std::filesystem::path file = reading.folder / expanded_path(name, reading.home);
  // If each of ten files includes all ten, git reads 10^10 files at a depth of ten.
  if (++included_files_ > most_included_files) {
    throw Error(ErrorCode::failure, "cannot read " + file.string() + ": more than " +
                                        std::to_string(most_included_files) +
                                        " files of git settings are included");
  }
  Reading included = reading;
  ++included.depth;
  add_file(file, std::move(included));
}

void GitConfig::add_file(const std::filesystem::path& file, Reading reading) {
  reading.folder = file.parent_path();
  add_text(read_small_file(file).value_or(""), reading);
}

GitConfig GitConfig::parse(std::string_view text) {
  GitConfig config;
  config.add_text(text, {});
  return config;
}

GitConfig GitConfig::read(const std::filesystem::path& file, Includes includes,
                          const std::filesystem::path& home) {
  GitConfig config;
  config.add_file(file, {.includes = includes, .home = home});
  return config;
}

std::optional<std::string> GitConfig::get(const std::string& key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> GitConfig::all(const std::string& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

std::optional<bool> GitConfig::get_bool(const std::string& key) const {
  const auto value = get(key);
  if (!value) return std::nullopt;
  const std::string word = lower_case(*value);
  return word == "true" || word == "yes" || word == "on" || word == "1";
}

std::vector<std::string> GitConfig::keys_of(std::string_view section) const {
  std::vector<std::string> keys;
  const std::string prefix = std::string(section) + ".";
  for (auto at = values_.lower_bound(prefix); at != values_.end() && at->first.starts_with(prefix);
       ++at) {
    keys.push_back(at->first.substr(prefix.size()));
  }
  return keys;
}

void GitConfig::overlay(const GitConfig& other) {
  for (const auto& [key, values] : other.values_) {
    auto& own = values_[key];
    own.insert(own.end(), values.begin(), values.end());
  }
}

std::filesystem::path expanded_path(const std::string& path, const std::filesystem::path& home) {
  if (!path.starts_with("~/") || home.empty()) return path;
  return home / path.substr(2);
}

void require_regular_or_missing(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) ||
      is_null_device(status)) {
    return;
  }
  throw Error(ErrorCode::failure, "cannot read " + file.string() + ": not a regular file");
}

std::optional<std::string> read_small_file(const std::filesystem::path& file) {
  return read_small_file(file, most_rule_file_bytes);
}

std::optional<std::string> read_small_file(const std::filesystem::path& file,
                                           std::uint64_t most_bytes) {
  // In another user's repository, the file may be a pipe or an endless device.
  const UniqueFd descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  const bool is_known = descriptor.is_open() && ::fstat(descriptor.get(), &status) == 0;
  if (is_known && is_null_device(status)) return std::string();
  if (is_known && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
    throw Error(ErrorCode::failure, "cannot read " + file.string() + ": not a regular file");
  }
  std::string content;
  bool is_too_large = is_known && S_ISREG(status.st_mode) &&
                      static_cast<std::uint64_t>(status.st_size) > most_bytes;
  int error = descriptor.is_open() ? 0 : errno;
  if (error == 0 && !is_too_large) {
    error = read_to_end(descriptor, content, most_bytes);
    is_too_large = content.size() > most_bytes;
  }
  if (error == 0 && is_too_large) {
    throw Error(ErrorCode::failure, "cannot read " + file.string() + ": larger than " +
                                        std::to_string(most_bytes >> 20) + " MB");
  }
  if (error == 0) return content;
  if (error == ENOENT || error == ENOTDIR || error == EISDIR || error == ENAMETOOLONG) {
    return std::nullopt;
  }
  throw_system_error(error, "cannot read", file.string());
}

}  // namespace gitctx
