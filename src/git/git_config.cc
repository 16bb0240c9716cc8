#include "git/git_config.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/ascii.h"
#include "base/error.h"
#include "base/file.h"

namespace gitctx {
namespace {

/// The size limit of git for a rule file.
constexpr std::uint64_t most_small_file_bytes = 100 * 1024 * 1024;

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

/// The section of a "[section]" line, in lower case; empty if it has a subsection.
std::string section_name(std::string_view line) {
  const std::string_view inner = line.substr(1, std::min(line.find(']'), line.size()) - 1);
  const bool has_subsection = inner.find_first_of("\".") != std::string_view::npos;
  return has_subsection ? std::string() : lower_case(trimmed(inner));
}

}  // namespace

GitConfig GitConfig::parse(std::string_view text) {
  GitConfig config;
  std::string section;
  while (!text.empty()) {
    std::string_view line = trimmed(take_part(text, '\n'));
    if (line.starts_with('[')) {
      section = section_name(line);
      line = trimmed(line.substr(std::min(line.find(']') + 1, line.size())));
    }
    if (line.empty() || line.front() == '#' || line.front() == ';' || section.empty()) continue;
    const std::size_t equals = line.find('=');
    const std::string key = section + "." + lower_case(trimmed(line.substr(0, equals)));
    config.values_[key] =
        equals == std::string_view::npos ? "true" : unquoted(trimmed(line.substr(equals + 1)));
  }
  return config;
}

GitConfig GitConfig::read(const std::filesystem::path& file) {
  return parse(read_small_file(file).value_or(""));
}

std::optional<std::string> GitConfig::get(const std::string& key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

std::optional<bool> GitConfig::get_bool(const std::string& key) const {
  const auto value = get(key);
  if (!value) return std::nullopt;
  const std::string word = lower_case(*value);
  return word == "true" || word == "yes" || word == "on" || word == "1";
}

void GitConfig::overlay(const GitConfig& other) {
  for (const auto& [key, value] : other.values_) values_[key] = value;
}

std::optional<std::string> read_small_file(const std::filesystem::path& file) {
  // Another user's repository may have a pipe or an endless device here.
  const UniqueFd descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  if (descriptor.is_open() && ::fstat(descriptor.get(), &status) == 0 && !S_ISREG(status.st_mode) &&
      !S_ISDIR(status.st_mode)) {
    throw Error(ErrorCode::failure, "cannot read " + file.string() + ": not a regular file");
  }
  std::string content;
  const int error =
      descriptor.is_open() ? read_to_end(descriptor, content, most_small_file_bytes) : errno;
  if (error == 0 && content.size() > most_small_file_bytes) {
    throw Error(ErrorCode::failure, "cannot read " + file.string() + ": larger than 100 MB");
  }
  if (error == 0) return content;
  if (error == ENOENT || error == ENOTDIR || error == EISDIR || error == ENAMETOOLONG) {
    return std::nullopt;
  }
  throw_system_error(error, "cannot read", file.string());
}

}  // namespace gitctx
