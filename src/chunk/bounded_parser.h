#pragma once

#include <tree_sitter/api.h>

#include <array>
#include <chrono>
#include <memory>
#include <string_view>

#include "core/language.h"

namespace gitctx {

struct TreeDeleter {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using SyntaxTree = std::unique_ptr<TSTree, TreeDeleter>;

struct ParserDeleter {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};

/// Parses within a budget of parser operations and blocks read, so that a parse stops at the same
/// point on any machine and under any load. An idle machine spends the budget in about the time
/// limit. The CPU clock of the thread stops a parse only after several times that limit. Keeps one
/// parser per language. For one thread.
class BoundedParser {
 public:
  explicit BoundedParser(std::chrono::milliseconds time_limit) : time_limit_(time_limit) {}

  /// The tree of `text`, or null if the language has no grammar or the budget is exhausted.
  SyntaxTree parse(std::string_view text, Language language);

 private:
  TSParser* parser_for(Language language);

  std::chrono::milliseconds time_limit_;
  std::array<std::unique_ptr<TSParser, ParserDeleter>, language_count> parsers_;
};

}  // namespace gitctx
