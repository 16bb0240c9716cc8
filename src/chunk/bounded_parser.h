#pragma once

#include <tree_sitter/api.h>

#include <chrono>
#include <string_view>

#include "chunk/parse_heap.h"
#include "core/language.h"

namespace gitctx {

/// Gives each parse a budget of parser operations, input blocks and memory, so that the parse stops
/// at the same point on any machine and under any load. On an idle machine, the full budget lasts
/// for about the time limit. A small text gets only a part of the full budget. A parse also stops
/// if it uses twice the CPU time that its budget should take. Not thread-safe.
class BoundedParser {
 public:
  explicit BoundedParser(std::chrono::milliseconds time_limit) : time_limit_(time_limit) {}

  /// The tree of `text`, or null if the language has no grammar or the budget is exhausted. The
  /// parser owns the tree, which is valid until the next call.
  const TSTree* parse(std::string_view text, Language language);

 private:
  std::chrono::milliseconds time_limit_;
  ParseHeap heap_;
};

}  // namespace gitctx
