#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/paths/glob.h"
#include "base/text_hash.h"
#include "core/view.h"
#include "git/attributes.h"
#include "git/views/tree_lister.h"

namespace gitctx {

// The limit for the total size of the rule files of a view. It is equal to git's limit for one
// .gitattributes file. Without the limit, a few compressed kilobytes in a pack could expand to any
// size.
inline constexpr std::uint64_t most_rule_bytes = std::uint64_t{100} << 20;

/// Whether the file is a .gitctxignore or .gitattributes file.
bool is_rule_file(std::string_view path);

/// Applies the .gitctxignore and .gitattributes files of one view (see view_builder.h). All files
/// must be added before the first call of judge(). For one thread.
class PathRules {
 public:
  struct Verdict {
    SkipReason reason = SkipReason::none;
    std::string detail;  ///< the file, line and pattern that decided
  };

  explicit PathRules(std::uint64_t room_bytes = most_rule_bytes,
                     std::uint64_t free_steps = free_match_steps)
      : ignore_work_(".gitctxignore files", free_steps),
        attribute_work_(".gitattributes files", free_steps),
        room_bytes_(room_bytes) {}

  /// Adds the rule file at `path`, relative to the root of the view. Files of upper folders must be
  /// added first, because the macros of the root also apply in deeper folders. If this file would
  /// raise the number of patterns above most_patterns, its rules are not used, and judge() gives
  /// the reason.
  void add(std::string_view path, std::string_view content);

  /// Adds the rule file at `path` from the object database. If the file is too large, its rules are
  /// not used, and judge() gives the reason.
  void add_blob(ObjectStore& objects, const std::string& path, const BlobId& id);
  /// Records that the rule file at `path` is not used, because it is a symbolic link. The reason
  /// that judge() gives names the target of the link, which is read from the object database.
  void add_link(ObjectStore& objects, const std::string& path, const BlobId& id);
  /// Records that the rule file at `path` is not used, because of its size or for the given reason.
  void refuse_size(const std::string& path, std::uint64_t size_bytes);
  void refuse(const std::string& path, const std::string& reason);
  /// The reason why the rule file at `path` is not used, worded as the detail of a skipped file;
  /// null if the file is used.
  const std::string* refusal(std::string_view path) const;
  /// The total size that further rule files may have.
  std::uint64_t room_bytes() const { return room_bytes_; }

  /// Whether there are neither rules nor refused rule files. In that case, judge() leaves nothing
  /// out.
  bool empty() const {
    return ignore_files_.empty() && attribute_files_.empty() && refused_.empty();
  }

  /// Decides about one path. If matching the patterns of a rule file takes too much work for the
  /// number of paths, the file is dropped, and its rules do not apply to later paths. Throws Error
  /// if more than a few files would be dropped.
  Verdict judge(std::string_view path);

  /// Adds the language and the encoding that attributes give to the file at `path`, if any. judge()
  /// must not have left the file out.
  void add_attributes(std::string_view path, std::vector<ReadingAttributes>& attributes);

  /// The number of matching steps that judge() and add_attributes() have taken.
  std::uint64_t steps() const { return ignore_work_.total_steps() + attribute_work_.total_steps(); }

  /// Adds the rule files that judge() has dropped to the skipped files of the view.
  void add_dropped(std::vector<SkippedFile>& skipped) const;

 private:
  template <class Rules>
  struct RuleFile {
    std::string folder;  ///< with a final slash; empty for the root
    std::shared_ptr<MatchWork::File> file;
    Rules rules;
    const RuleFile* above = nullptr;  ///< the next file in the folders above, set by make_folder()
  };
  /// The rules for a whole folder.
  struct Folder {
    const RuleFile<IgnoreRules>* ignore = nullptr;         ///< the deepest file that applies
    const RuleFile<AttributeRules>* attributes = nullptr;  ///< the deepest file that applies
    bool ignored = false;
    bool taken_back = false;
    std::string detail;
  };

  const Folder& folder_of(std::string_view path);
  Folder make_folder(const std::string& folder);
  void apply_ignore(Folder& state, std::string_view path, bool is_directory);
  Verdict judge_attributes(const Folder& folder, std::string_view path);
  std::string_view attribute_text(const Folder& folder, std::string_view path, Attribute attribute);
  bool count(std::string_view path, std::size_t bytes, std::size_t patterns);

  std::map<std::string, RuleFile<IgnoreRules>, std::less<>> ignore_files_;
  std::map<std::string, RuleFile<AttributeRules>, std::less<>> attribute_files_;
  std::map<std::string, std::string, std::less<>> refused_;  ///< details by path
  AttributeMacros macros_;
  MatchWork ignore_work_;
  MatchWork attribute_work_;
  std::uint64_t room_bytes_;
  std::size_t patterns_ = 0;
  bool has_reading_attributes_ = false;  ///< whether any file names a language or an encoding
  TextMap<std::unique_ptr<Folder>> folders_;
  std::string last_folder_;
  const Folder* last_ = nullptr;
};

/// The rules in the rule files among `files`, read from the object database.
PathRules read_path_rules(ObjectStore& objects, const std::vector<ListedFile>& files);

}  // namespace gitctx
