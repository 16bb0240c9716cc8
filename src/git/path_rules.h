#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/glob.h"
#include "core/view.h"
#include "git/attributes.h"
#include "git/views/tree_lister.h"

namespace gitctx {

/// Whether the file is a .gitctxignore or .gitattributes.
bool is_rule_file(std::string_view path);

/// Applies the .gitctxignore and .gitattributes files of one view (see view_builder.h). First add
/// all files, then call judge(). For one thread.
class PathRules {
 public:
  struct Verdict {
    SkipReason reason = SkipReason::none;
    std::string detail;  ///< the file, line and pattern that decided
  };

  /// Adds the rule file at `path`, relative to the root of the view. Add the files of upper folders
  /// first, because the macros of the root also apply in deeper folders.
  void add(std::string_view path, std::string_view content);

  /// Whether there are no rules. In that case, judge() leaves nothing out.
  bool empty() const { return ignore_files_.empty() && attribute_files_.empty(); }

  Verdict judge(std::string_view path);

 private:
  template <class Rules>
  struct RuleFile {
    std::string folder;  ///< with a final slash; empty for the root
    std::string path;
    Rules rules;
  };
  /// The rules for a whole folder.
  struct Folder {
    std::vector<const RuleFile<IgnoreRules>*> ignore;         ///< deepest first
    std::vector<const RuleFile<AttributeRules>*> attributes;  ///< deepest first
    bool ignored = false;
    bool taken_back = false;
    std::string detail;
  };

  const Folder& folder_of(std::string_view path);
  Folder make_folder(const std::string& folder);
  static void apply_ignore(Folder& state, std::string_view path, bool is_directory);
  static Verdict judge_attributes(const Folder& folder, std::string_view path);

  std::map<std::string, RuleFile<IgnoreRules>, std::less<>> ignore_files_;
  std::map<std::string, RuleFile<AttributeRules>, std::less<>> attribute_files_;
  AttributeMacros macros_;
  std::unordered_map<std::string, std::unique_ptr<Folder>> folders_;
  std::string last_folder_;
  const Folder* last_ = nullptr;
};

/// The rules in the rule files among `files`, read from the object database.
PathRules read_path_rules(ObjectStore& objects, const std::vector<ListedFile>& files);

}  // namespace gitctx
