#include "git/raw_objects.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

constexpr std::uint32_t mode_type_mask = 0170000;

/// The rest of the header line that starts with `key` and a space.
std::optional<std::string_view> header_field(std::string_view bytes, std::string_view key) {
  while (!bytes.empty() && bytes.front() != '\n') {
    const std::string_view line = take_part(bytes, '\n');
    if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == ' ') {
      return line.substr(key.size() + 1);
    }
  }
  return std::nullopt;
}

/// Seconds from "Name <address> SECONDS ZONE"; 0 if they are missing.
std::int64_t signature_time(std::string_view signature) {
  const std::size_t close = signature.rfind('>');
  if (close == std::string_view::npos) return 0;
  const std::string_view rest = trimmed_front(signature.substr(close + 1), " ");
  std::int64_t seconds = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), seconds);
  return seconds;
}

/// The text without blanks at its ends, as git strips messages and names.
std::string_view stripped(std::string_view text) { return trimmed(text, " \t\r\n\v\f"); }

std::string from_latin1(std::string_view text) {
  std::string out;
  for (const char c : text) append_utf8(out, static_cast<unsigned char>(c));
  return out;
}

std::string to_utf8(std::string_view text, const std::string& encoding) {
  const bool ascii = std::ranges::all_of(text, [](char c) { return c >= 0; });
  if (ascii && encoding.empty()) return std::string(text);
  if (!encoding.empty()) {
    if (auto converted = convert_to_utf8(text, encoding)) return *converted;
  }
  return is_valid_utf8(text) ? std::string(text) : from_latin1(text);
}

std::string message_encoding(std::string_view commit) {
  return std::string(stripped(header_field(commit, "encoding").value_or("")));
}

std::string_view message_of(std::string_view commit) {
  const std::size_t header_end = commit.find("\n\n");
  if (header_end == std::string_view::npos) return {};
  return stripped(commit.substr(header_end + 2));
}

/// Removes the subject from the front of a message. As in git log, the subject consists of the
/// lines before the first blank line, joined.
std::string take_subject(std::string_view& message) {
  std::string subject;
  while (!message.empty()) {
    const std::string_view line = stripped(take_part(message, '\n'));
    if (line.empty()) break;
    if (!subject.empty()) subject += ' ';
    subject += line;
  }
  return subject;
}

/// Removes "KEY HEX\n" from the front of `bytes`.
template <class Id>
std::optional<Id> take_id_line(std::string_view& bytes, std::string_view key) {
  const std::size_t length = key.size() + 1 + 40 + 1;
  if (bytes.size() < length || !bytes.starts_with(key) || bytes[key.size()] != ' ' ||
      bytes[length - 1] != '\n') {
    return std::nullopt;
  }
  const auto id = Id::from_hex(bytes.substr(key.size() + 1, 40));
  if (id) bytes.remove_prefix(length);
  return id;
}

}  // namespace

bool TreeEntry::has_valid_name() const {
  return !name.empty() && !name.contains('/') && name != "." && name != ".." &&
         !equal_ignoring_case(name, ".git");
}

EntryKind TreeEntry::kind() const {
  switch (mode & mode_type_mask) {
    case 0040000:
      return EntryKind::directory;
    case 0120000:
      return EntryKind::symlink;
    case 0160000:
      return EntryKind::submodule;
    default:
      return EntryKind::file;
  }
}

void TreeCursor::advance() {
  at_end_ = true;
  if (rest_.empty()) return;
  malformed_ = true;
  std::uint32_t mode = 0;
  std::size_t i = 0;
  while (i < rest_.size() && i < 8 && rest_[i] >= '0' && rest_[i] <= '7') {
    mode = mode * 8 + static_cast<std::uint32_t>(rest_[i++] - '0');
  }
  if (i == 0 || i == rest_.size() || rest_[i] != ' ') return;
  const auto* begin = rest_.data() + i + 1;
  const auto* end = static_cast<const char*>(
      std::memchr(begin, '\0', static_cast<std::size_t>(rest_.data() + rest_.size() - begin)));
  if (end == nullptr || end == begin) return;
  const auto used = static_cast<std::size_t>(end + 1 - rest_.data());
  if (rest_.size() - used < 20) return;
  entry_ = {.name = {begin, static_cast<std::size_t>(end - begin)},
            .id_bytes = reinterpret_cast<const std::uint8_t*>(end + 1),
            .mode = mode};
  rest_.remove_prefix(used + 20);
  at_end_ = malformed_ = false;
}

int compare_tree_names(const TreeEntry& a, const TreeEntry& b) {
  const std::size_t common = std::min(a.name.size(), b.name.size());
  const int order = std::memcmp(a.name.data(), b.name.data(), common);
  if (order != 0) return order;
  const auto next = [common](const TreeEntry& entry) -> int {
    if (entry.name.size() > common) return static_cast<unsigned char>(entry.name[common]);
    return entry.kind() == EntryKind::directory ? '/' : 0;
  };
  return next(a) - next(b);
}

std::optional<RawCommit> parse_commit(std::string_view bytes) {
  RawCommit commit;
  const auto tree = take_id_line<TreeId>(bytes, "tree");
  if (!tree) return std::nullopt;
  commit.tree = *tree;
  while (const auto parent = take_id_line<CommitId>(bytes, "parent")) {
    commit.parents.push_back(*parent);
  }
  if (const auto committer = header_field(bytes, "committer")) {
    commit.committer_time_s = signature_time(*committer);
  }
  return commit;
}

CommitInfo parse_commit_info(const CommitId& id, std::string_view bytes) {
  const std::string_view author = header_field(bytes, "author").value_or("");
  const std::size_t address = std::min(author.find('<'), author.size());
  const std::string encoding = message_encoding(bytes);
  std::string_view message = message_of(bytes);
  return {.id = id,
          .time_s = signature_time(author),
          .author = to_utf8(stripped(author.substr(0, address)), encoding),
          .subject = to_utf8(take_subject(message), encoding)};
}

std::string parse_commit_body(std::string_view bytes) {
  std::string_view message = message_of(bytes);
  take_subject(message);
  return to_utf8(stripped(message), message_encoding(bytes));
}

std::optional<AnyId> parse_tag_target(std::string_view bytes) {
  return take_id_line<AnyId>(bytes, "object");
}

}  // namespace gitctx
