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

/// Whether a file of this name says which files of a view are left out.
bool is_rule_file(std::string_view path);

/// The .gitctxignore and .gitattributes files of one view, and what they leave out together (see
/// view_builder.h). Add all files, then ask. For one thread.
class PathRules {
 public:
  struct Verdict {
    SkipReason reason = SkipReason::none;
    std::string detail;  ///< the file, line and pattern that decided
  };

  /// `path` of the rule file, from the root of the view; others are not for here. Folders above
  /// come first: the root's macros hold below.
  void add(std::string_view path, std::string_view content);

  /// Nothing is ever left out.
  bool empty() const { return ignore_files_.empty() && attribute_files_.empty(); }

  Verdict judge(std::string_view path);

 private:
  template <class Rules>
  struct RuleFile {
    std::string folder;  ///< with a final slash; empty for the root
    std::string path;
    Rules rules;
  };
  /// What holds for all of a folder.
  struct Folder {
    std::vector<const RuleFile<IgnoreRules>*> ignore;         ///< the deepest first
    std::vector<const RuleFile<AttributeRules>*> attributes;  ///< the deepest first
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
