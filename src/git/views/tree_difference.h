#pragma once

#include <string_view>

#include "git/raw_objects.h"

namespace gitctx {

/// Calls `visit(const TreeEntry* a, const TreeEntry* b)` for each name at which two tree objects
/// differ, in tree order; a null pointer means that the entry is missing. A file and a folder with
/// the same name are two entries. An empty string represents the empty tree.
template <class Visit>
void for_each_difference(std::string_view a_bytes, std::string_view b_bytes, Visit visit) {
  TreeCursor a(a_bytes);
  TreeCursor b(b_bytes);
  while (!a.at_end() || !b.at_end()) {
    const int order = a.at_end() ? 1 : b.at_end() ? -1 : compare_tree_names(a.entry(), b.entry());
    if (order < 0) {
      visit(&a.entry(), static_cast<const TreeEntry*>(nullptr));
      a.advance();
    } else if (order > 0) {
      visit(static_cast<const TreeEntry*>(nullptr), &b.entry());
      b.advance();
    } else {
      if (!a.entry().same_as(b.entry())) visit(&a.entry(), &b.entry());
      a.advance();
      b.advance();
    }
  }
}

}  // namespace gitctx
