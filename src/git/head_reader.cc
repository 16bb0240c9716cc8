#include "git/head_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <system_error>

#include "base/ascii.h"
#include "base/error.h"
#include "base/text_hash.h"
#include "git/git_config.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

constexpr int symbolic_ref_limit = 5;
constexpr std::string_view symbolic_marker = "ref:";

bool is_pseudo_ref(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return is_upper(c) || c == '_'; });
}

/// Rejects names that would lead out of the refs folder.
bool is_ref_name(std::string_view name) {
  if (name.empty() || name.size() > 4096 || name.front() == '/' || name.back() == '/') return false;
  if (name.find("..") != std::string_view::npos || name.find("//") != std::string_view::npos ||
      name.find("/.") != std::string_view::npos || name.find("@{") != std::string_view::npos) {
    return false;
  }
  return std::ranges::none_of(name, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '~' || c == '^' || c == ':' ||
           c == '?' || c == '*' || c == '[' || c == '\\';
  });
}

bool belongs_to_worktree(std::string_view name) {
  return is_pseudo_ref(name) || name.starts_with("refs/bisect/") ||
         name.starts_with("refs/worktree/") || name.starts_with("refs/rewritten/");
}

/// Whether git allows only commits as targets of the ref.
bool holds_only_commits(std::string_view name) {
  return name == "HEAD" || name == "ORIG_HEAD" || name.starts_with("refs/heads/") ||
         name.starts_with("refs/remotes/");
}

/// The refs in the file packed-refs. A line that begins with '^' has the peeled commit of the ref
/// on the line before.
class PackedRefs {
 public:
  explicit PackedRefs(const RepositoryLayout& layout)
      : text_(read_small_file(layout.common_dir / "packed-refs").value_or("")) {
    if (!text_.starts_with('#')) return;
    const std::string_view header = std::string_view(text_).substr(0, text_.find('\n'));
    fully_peeled_ = header.find(" fully-peeled") != std::string_view::npos;
    tags_peeled_ = fully_peeled_ || header.find(" peeled") != std::string_view::npos;
  }

  std::optional<StoredRef> find(std::string_view name) {
    if (++finds_ > most_scans) return find_in_lines(name);
    const std::string needle = " " + std::string(name) + "\n";
    for (std::size_t at = next(needle, 0); at != std::string::npos; at = next(needle, at + 1)) {
      const bool line_fits = at == 40 || (at > 40 && text_[at - 41] == '\n');
      if (line_fits) return ref_at(at - 40);
    }
    return std::nullopt;
  }

  template <class Visit>
  void for_each(std::string_view prefix, Visit visit) const {
    for (std::size_t line = 0; line < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', line), text_.size());
      const bool fits = end > line + 41 && text_[line] != '#' && text_[line] != '^' &&
                        std::string_view(text_).substr(line + 41).starts_with(prefix);
      if (fits) {
        if (auto ref = ref_at(line); ref && is_ref_name(ref->name)) visit(std::move(*ref));
      }
      line = end + 1;
    }
  }

 private:
  /// Does the same as text_.find(), but is faster: text_.find() stops at every blank.
  std::size_t next(const std::string& needle, std::size_t from) const {
    const void* found =
        ::memmem(text_.data() + from, text_.size() - from, needle.data(), needle.size());
    return found == nullptr
               ? std::string::npos
               : static_cast<std::size_t>(static_cast<const char*>(found) - text_.data());
  }

  /// Does the same as find(), but reads the whole file only once.
  std::optional<StoredRef> find_in_lines(std::string_view name) {
    if (lines_.empty()) {
      const std::string_view text = text_;
      for (std::size_t line = 0; line < text.size();) {
        const std::size_t end = text.find('\n', line);
        if (end == std::string_view::npos) break;
        if (end > line + 41) lines_.try_emplace(text.substr(line + 41, end - line - 41), line);
        line = end + 1;
      }
    }
    const auto found = lines_.find(name);
    return found == lines_.end() ? std::nullopt : ref_at(found->second);
  }

  std::optional<StoredRef> ref_at(std::size_t line) const {
    const std::string_view rest = std::string_view(text_).substr(line);
    const auto target = CommitId::from_hex(rest.substr(0, 40));
    if (!target || rest.size() < 42) return std::nullopt;
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    StoredRef ref{.name = std::string(trimmed(rest.substr(41, end - 41))), .target = *target};
    const bool is_tag = ref.name.starts_with("refs/tags/");
    if (rest.size() > end + 41 && rest[end + 1] == '^') {
      ref.peeled = CommitId::from_hex(rest.substr(end + 2, 40));
    } else if (fully_peeled_ || (tags_peeled_ && is_tag) || holds_only_commits(ref.name)) {
      ref.peeled = *target;
    }
    return ref;
  }

  static constexpr int most_scans = 8;

  std::string text_;
  bool tags_peeled_ = false;
  bool fully_peeled_ = false;
  int finds_ = 0;
  TextViewMap<std::size_t> lines_;  ///< by name; filled after some scans
};

fs::path loose_file(const RepositoryLayout& layout, std::string_view name) {
  return (belongs_to_worktree(name) ? layout.git_dir : layout.common_dir) / name;
}

/// Looks up refs. Reads packed-refs at most once, because many look-ups may need this file.
class RefReader {
 public:
  /// The ref with this name. Follows symbolic refs. Nothing if the ref does not exist. The layouts
  /// of all calls must have the same common_dir.
  std::optional<StoredRef> look_up(const RepositoryLayout& layout, std::string_view name,
                                   int depth = 0) {
    if (depth > symbolic_ref_limit || !is_ref_name(name)) return std::nullopt;
    const auto loose = read_small_file(loose_file(layout, name));
    if (!loose) {
      if (!packed_) packed_.emplace(layout);
      return packed_->find(name);
    }
    const std::string_view text = trimmed(*loose);
    if (text.starts_with(symbolic_marker)) {
      return look_up(layout, trimmed(text.substr(symbolic_marker.size())), depth + 1);
    }
    const auto id = CommitId::from_hex(text.substr(0, 40));
    if (!id) return std::nullopt;
    StoredRef found{.name = std::string(name), .target = *id};
    if (holds_only_commits(name)) found.peeled = *id;
    return found;
  }

 private:
  std::optional<PackedRefs> packed_;
};

std::optional<StoredRef> look_up(const RepositoryLayout& layout, std::string_view name) {
  return RefReader().look_up(layout, name);
}

/// The first link among the folders from the refs folder down to `folder`; nothing if there is
/// none. The refs folder itself may be a link to another refs folder, because git-new-workdir makes
/// such links.
std::optional<fs::path> linked_ref_folder(const RepositoryLayout& layout, const fs::path& folder) {
  fs::path at = layout.common_dir;
  for (const fs::path& part : folder) {
    if (part.empty()) break;  // after the final slash
    const bool is_root = at == layout.common_dir;
    at /= part;
    std::error_code failed;
    if (!fs::is_symlink(fs::symlink_status(at, failed))) continue;
    if (!is_root || fs::canonical(at, failed).filename() != "refs") return at;
  }
  return std::nullopt;
}

/// Calls `visit` with the directory entries of all files and links below a folder of refs. Does not
/// enter linked folders, which could lead to the whole file system.
template <class Visit>
void for_each_ref_file(const RepositoryLayout& layout, const fs::path& folder, std::size_t most,
                       Visit visit) {
  if (linked_ref_folder(layout, folder)) return;
  std::size_t count = 0;
  std::error_code error;
  const auto skip_denied = fs::directory_options::skip_permission_denied;
  for (auto it = fs::recursive_directory_iterator(layout.common_dir / folder, skip_denied, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (++count > most) {
      throw Error(ErrorCode::failure,
                  "the folder " + (layout.common_dir / folder).string() + " has more than " +
                      std::to_string(most) + " files of refs",
                  "Run: git pack-refs --all");
    }
    visit(*it);
  }
}

void add_loose_refs(const RepositoryLayout& layout, std::string_view prefix, std::size_t most,
                    std::map<std::string, StoredRef>& refs) {
  RefReader reader;
  const fs::path folder = prefix.substr(0, prefix.rfind('/') + 1);
  for_each_ref_file(layout, folder, most, [&](const fs::directory_entry& file) {
    std::error_code ignored;
    if (file.is_directory(ignored)) return;
    const std::string name = file.path().lexically_relative(layout.common_dir).generic_string();
    if (!name.starts_with(prefix) || name.ends_with(".lock")) return;
    try {
      if (auto found = reader.look_up(layout, name)) {
        found->name = name;
        refs[name] = std::move(*found);
      }
    } catch (const Error&) {
      // One ref that cannot be read, such as a pipe, must not hide the other refs.
    }
  });
}

}  // namespace

HeadState read_head(const RepositoryLayout& layout) {
  const fs::path file = layout.git_dir / "HEAD";
  std::error_code error;
  const fs::path link = fs::read_symlink(file, error);
  std::string content;
  if (!error && link.generic_string().starts_with("refs/")) {
    content = std::string(symbolic_marker) + link.generic_string();
  } else {
    auto read = read_small_file(file);
    if (!read) throw_system_error(ENOENT, "cannot read", file.string());
    content = std::move(*read);
  }
  const std::string_view text = trimmed(content);
  if (text.starts_with(symbolic_marker)) {
    const std::string_view ref = trimmed(text.substr(symbolic_marker.size()));
    if (ref.starts_with("refs/")) return {.commit = read_ref(layout, ref), .ref = std::string(ref)};
  }
  if (const auto commit = CommitId::from_hex(text)) return {.commit = commit};
  throw Error(ErrorCode::failure, "cannot read " + file.string() + ": neither a ref nor a commit",
              "Run: git status");
}

std::optional<CommitId> read_ref(const RepositoryLayout& layout, std::string_view name) {
  if (!name.starts_with("refs/") && !is_pseudo_ref(name)) return std::nullopt;
  std::optional<StoredRef> found = look_up(layout, name);
  // A concurrent git pack-refs may have moved the ref during the first look-up.
  if (!found) found = look_up(layout, name);
  return found ? found->peeled : std::nullopt;
}

std::optional<CommitId> read_short_ref(const RepositoryLayout& layout, std::string_view name) {
  if (!is_ref_name(name) || CommitId::from_hex(name)) return std::nullopt;
  if (name == "@") return read_ref(layout, "HEAD");
  if (is_pseudo_ref(name) || name.starts_with("refs/")) {
    if (const auto exact = look_up(layout, name)) return exact->peeled;
  }
  static constexpr std::array<std::array<std::string_view, 2>, 5> rules{
      {{"refs/", ""},
       {"refs/tags/", ""},
       {"refs/heads/", ""},
       {"refs/remotes/", ""},
       {"refs/remotes/", "/HEAD"}}};
  for (const auto& [before, after] : rules) {
    const std::string full = std::string(before) + std::string(name) + std::string(after);
    if (const auto found = look_up(layout, full)) return found->peeled;
  }
  return std::nullopt;
}

bool is_expression(std::string_view revision) {
  return revision.find_first_of("~^:") != std::string_view::npos || revision.contains("@{");
}

std::vector<StoredRef> list_refs(const RepositoryLayout& layout, std::string_view prefix,
                                 std::size_t most_files) {
  std::map<std::string, StoredRef> refs;
  // Loose refs are read first. If git packs a ref between the two reads, the ref is read twice
  // instead of missed.
  add_loose_refs(layout, prefix, most_files, refs);
  PackedRefs(layout).for_each(prefix,
                              [&refs](const StoredRef& ref) { refs.try_emplace(ref.name, ref); });
  std::vector<StoredRef> out;
  out.reserve(refs.size());
  for (auto& [name, ref] : refs) out.push_back(std::move(ref));
  return out;
}

void require_searchable_refs(const RepositoryLayout& layout, std::size_t most) {
  const auto refuse = [](const std::string& problem) {
    throw Error(ErrorCode::failure, "the refs are not searched: " + problem,
                "Use a branch, a tag or a commit id");
  };
  const fs::path folder = "refs";
  if (const auto link = linked_ref_folder(layout, folder)) refuse(link->string() + " is a link");
  for_each_ref_file(layout, folder, most_ref_files, [&](const fs::directory_entry& file) {
    std::error_code ignored;
    if (file.is_symlink(ignored) && file.is_directory(ignored)) {
      refuse(file.path().string() + " is a link");
    }
  });
  if (list_refs(layout, "refs/").size() > most) {
    refuse("the repository has more than " + std::to_string(most) + " refs");
  }
}

std::vector<StoredRef> list_worktree_heads(const RepositoryLayout& layout) {
  std::vector<StoredRef> heads;
  RefReader reader;
  const auto add = [&](const fs::path& git_dir, std::string name) {
    RepositoryLayout other{.git_dir = git_dir, .common_dir = layout.common_dir};
    auto found = reader.look_up(other, "HEAD");
    if (!found || !found->peeled) return;
    found->name = std::move(name);
    heads.push_back(std::move(*found));
  };
  add(layout.common_dir, "HEAD");
  std::vector<std::string> names;
  std::error_code error;
  for (auto it = fs::directory_iterator(layout.common_dir / "worktrees", error);
       !error && it != fs::directory_iterator(); it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  std::ranges::sort(names);
  for (const std::string& name : names) {
    add(layout.worktree_git_dir(name), "worktrees/" + name + "/HEAD");
  }
  return heads;
}

std::vector<CommitId> read_shallow_boundary(const RepositoryLayout& layout) {
  std::vector<CommitId> commits;
  const std::string text = read_small_file(layout.common_dir / "shallow").value_or("");
  for (std::size_t line = 0; line + 40 <= text.size();) {
    if (const auto id = CommitId::from_hex(std::string_view(text).substr(line, 40))) {
      commits.push_back(*id);
    }
    line = std::min(text.find('\n', line), text.size()) + 1;
  }
  std::ranges::sort(commits);
  return commits;
}

}  // namespace gitctx
