#include <memory>
#include <optional>
#include <vector>

#include "chunk/chunker.h"
#include "chunk/language_rules.h"
#include "chunk/line_table.h"
#include "chunk/outline.h"
#include "chunk/source_outliner.h"

namespace gitctx {
namespace {

/// Cuts at definitions: parses with tree-sitter, builds an outline from the tree, and packs the
/// outline into chunks. Cuts by lines if the outliner returns nothing.
class SyntaxChunker : public Chunker {
 public:
  explicit SyntaxChunker(const ChunkLimits& limits)
      : limits_(limits), outliner_(limits), lines_(make_line_chunker(limits)) {}

  std::vector<Chunk> chunk(const SourceText& source) override;

 private:
  ChunkLimits limits_;
  SourceOutliner outliner_;
  std::unique_ptr<Chunker> lines_;
};

std::vector<Chunk> SyntaxChunker::chunk(const SourceText& source) {
  const bool has_scripts = embeds_scripts(source.language);
  const LanguageRules* rules = rules_of(has_scripts ? Language::typescript : source.language);
  if (rules == nullptr) return lines_->chunk(source);
  const LineTable table(source.text);
  std::optional<Outline> outline = outliner_.outline(source, table);
  if (!outline) return lines_->chunk(source);

  const LanguageTable& language = *rules->table;
  complete_outline(*outline, table, limits_.max_chunk_tokens, language.joins_clauses);
  return pack_outline(*outline, table, limits_,
                      language.is_prose ? ChunkKind::section : ChunkKind::code);
}

}  // namespace

std::unique_ptr<Chunker> make_syntax_chunker(const ChunkLimits& limits) {
  return std::make_unique<SyntaxChunker>(limits);
}

}  // namespace gitctx
