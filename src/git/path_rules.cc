#include "git/path_rules.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace gitctx {
namespace {

constexpr std::string_view ignore_name = ".gitctxignore";
constexpr std::string_view attributes_name = ".gitattributes";
// A pattern may have 16 KB, and the detail of each ignored file quotes the pattern.
constexpr std::size_t most_quoted_bytes = 200;

/// "a/b/" for "a/b/c"; empty for a path in the root.
std::string_view folder_part(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

std::shared_ptr<MatchWork::File> make_file(std::string_view path) {
  return std::make_shared<MatchWork::File>(std::string(path));
}

}  // namespace

bool is_rule_file(std::string_view path) {
  const std::string_view name = path.substr(folder_part(path).size());
  return name == ignore_name || name == attributes_name;
}

void PathRules::add(std::string_view path, std::string_view content) {
  const std::string folder(folder_part(path));
  if (path.substr(folder.size()) == ignore_name) {
    IgnoreRules rules = IgnoreRules::parse(content);
    if (!count(path, content.size(), rules.size())) return;
    ignore_files_[folder] = {.folder = folder, .file = make_file(path), .rules = std::move(rules)};
  } else {
    AttributeRules rules = AttributeRules::parse(content, macros_);
    if (!count(path, content.size(), rules.size())) return;
    has_reading_attributes_ =
        has_reading_attributes_ || rules.has(Attribute::language) || rules.has(Attribute::encoding);
    attribute_files_[folder] = {
        .folder = folder, .file = make_file(path), .rules = std::move(rules)};
  }
}

/// Counts the bytes and patterns of a rule file, and refuses the file if there are too many
/// patterns. Returns whether the file has patterns to apply.
bool PathRules::count(std::string_view path, std::size_t bytes, std::size_t patterns) {
  room_bytes_ -= std::min<std::uint64_t>(bytes, room_bytes_);
  if (patterns > most_patterns - patterns_) {
    refuse(std::string(path),
           "the rule files of a view have at most " + std::to_string(most_patterns) + " patterns");
    return false;
  }
  patterns_ += patterns;
  return patterns > 0;
}

void PathRules::add_blob(ObjectStore& objects, const std::string& path, const BlobId& id) {
  const auto header = objects.header(id_cast<AnyId>(id));
  if (!header) return;
  if (header->size_bytes > room_bytes()) return refuse_size(path, header->size_bytes);
  if (const auto object = objects.read(id, ObjectKind::blob)) add(path, object->bytes());
}

void PathRules::add_link(ObjectStore& objects, const std::string& path, const BlobId& id) {
  std::string reason = "it is a symbolic link";
  const auto header = objects.header(id_cast<AnyId>(id));
  if (header && header->size_bytes < most_path_bytes) {
    if (const auto target = objects.read(id, ObjectKind::blob)) {
      reason += " to " + std::string(target->bytes());
    }
  }
  refuse(path, reason);
}

void PathRules::refuse_size(const std::string& path, std::uint64_t size_bytes) {
  refuse(path, std::to_string(size_bytes) + " bytes; the rule files of a view have at most 100 MB");
}

void PathRules::refuse(const std::string& path, const std::string& reason) {
  refused_[path] = std::string(unused_patterns) + reason;
}

const std::string* PathRules::refusal(std::string_view path) const {
  const auto refused = refused_.find(path);
  return refused == refused_.end() ? nullptr : &refused->second;
}

void PathRules::apply_ignore(Folder& state, std::string_view path, bool is_directory) {
  for (const auto* file = state.ignore; file != nullptr; file = file->above) {
    const auto match = ignore_work_.match(file->file, [&] {
      return file->rules.match(path.substr(file->folder.size()), is_directory, ignore_work_);
    });
    if (!match) continue;
    state.ignored = match->ignored;
    state.taken_back = !match->ignored;
    state.detail = file->file->path + ":" + std::to_string(match->line) + ": ";
    state.detail += cut_utf8(match->pattern, most_quoted_bytes);
    if (match->pattern.size() > most_quoted_bytes) state.detail += "...";
    return;
  }
}

PathRules::Folder PathRules::make_folder(const std::string& folder) {
  Folder state;
  if (!folder.empty()) {
    const std::string_view path = std::string_view(folder).substr(0, folder.size() - 1);
    state = folder_of(path);
    if (state.ignored) return state;
    apply_ignore(state, path, /*is_directory=*/true);
  }
  if (const auto file = ignore_files_.find(folder); file != ignore_files_.end()) {
    file->second.above = std::exchange(state.ignore, &file->second);
  }
  if (const auto file = attribute_files_.find(folder); file != attribute_files_.end()) {
    file->second.above = std::exchange(state.attributes, &file->second);
  }
  return state;
}

const PathRules::Folder& PathRules::folder_of(std::string_view path) {
  const std::string_view folder = folder_part(path);
  if (last_ != nullptr && folder == last_folder_) return *last_;
  std::string key(folder);
  auto found = folders_.find(key);
  if (found == folders_.end()) {
    auto state = std::make_unique<Folder>(make_folder(key));
    found = folders_.emplace(key, std::move(state)).first;
  }
  last_folder_ = std::move(key);
  last_ = found->second.get();
  return *last_;
}

PathRules::Verdict PathRules::judge_attributes(const Folder& folder, std::string_view path) {
  static constexpr std::pair<Attribute, SkipReason> reasons[] = {
      {Attribute::generated, SkipReason::generated},
      {Attribute::vendored, SkipReason::vendored},
      {Attribute::binary, SkipReason::binary}};
  for (const auto& [attribute, reason] : reasons) {
    for (const auto* file = folder.attributes; file != nullptr; file = file->above) {
      const auto match = attribute_work_.match(file->file, [&] {
        return file->rules.match(path.substr(file->folder.size()), attribute, attribute_work_);
      });
      if (!match) continue;
      if (match->value == AttributeValue::set) {
        return {.reason = reason, .detail = file->file->path + ":" + std::to_string(match->line)};
      }
      break;
    }
  }
  return {};
}

/// The text that the nearest .gitattributes gives to the attribute; empty if it gives no text.
std::string_view PathRules::attribute_text(const Folder& folder, std::string_view path,
                                           Attribute attribute) {
  for (const auto* file = folder.attributes; file != nullptr; file = file->above) {
    const auto match = attribute_work_.match(file->file, [&] {
      return file->rules.match(path.substr(file->folder.size()), attribute, attribute_work_);
    });
    if (match) return match->value == AttributeValue::set ? match->text : std::string_view();
  }
  return {};
}

void PathRules::add_attributes(std::string_view path, std::vector<ReadingAttributes>& attributes) {
  if (!has_reading_attributes_) return;
  const Folder& folder = folder_of(path);
  const std::string_view language = attribute_text(folder, path, Attribute::language);
  const std::string_view encoding = attribute_text(folder, path, Attribute::encoding);
  if (language.empty() && encoding.empty()) return;
  attributes.push_back({std::string(path), std::string(language), std::string(encoding)});
}

PathRules::Verdict PathRules::judge(std::string_view path) {
  if (empty()) return {};
  if (const std::string* const detail = refusal(path)) {
    return {.reason = SkipReason::unreadable, .detail = *detail};
  }
  ignore_work_.add_path();
  attribute_work_.add_path();
  const Folder& folder = folder_of(path);
  if (folder.ignored) return {.reason = SkipReason::ignored, .detail = folder.detail};
  bool taken_back = folder.taken_back;
  if (folder.ignore != nullptr) {
    Folder state{.ignore = folder.ignore};
    apply_ignore(state, path, /*is_directory=*/false);
    if (state.ignored) return {.reason = SkipReason::ignored, .detail = state.detail};
    taken_back = taken_back || state.taken_back;
  }
  return taken_back ? Verdict{} : judge_attributes(folder, path);
}

void PathRules::add_dropped(std::vector<SkippedFile>& skipped) const {
  for (const MatchWork* const work : {&ignore_work_, &attribute_work_}) {
    for (const std::string& path : work->dropped()) {
      skipped.push_back(
          {path, SkipReason::unreadable, std::string(unused_patterns).append(too_slow)});
    }
  }
}

PathRules read_path_rules(ObjectStore& objects, const std::vector<ListedFile>& files) {
  PathRules rules;
  for (const ListedFile& file : files) {
    if (!is_rule_file(file.path)) continue;
    if (file.kind == EntryKind::file) rules.add_blob(objects, file.path, file.id);
    if (file.kind == EntryKind::symlink) rules.add_link(objects, file.path, file.id);
  }
  return rules;
}

}  // namespace gitctx
