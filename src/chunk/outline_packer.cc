#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "chunk/definers.h"
#include "chunk/line_cutter.h"
#include "chunk/outline.h"

namespace gitctx {
namespace {

constexpr std::uint32_t no_opener = std::numeric_limits<std::uint32_t>::max();

/// Units that will become one chunk.
struct Run {
  LineSpan lines;
  int scope = 0;
  std::vector<OutlineDefinition> definitions;
  std::string enclosing;  ///< enclosing name, if it differs from the name of the scope
  bool is_unparsed = false;
  bool is_comment = false;
  bool is_preamble = false;  ///< comments and imports only
  bool has_imports = false;
  std::uint32_t opener = no_opener;  ///< first line of the openers at the end of the run
};

class Packer {
 public:
  Packer(const Outline& outline, const LineTable& table, const ChunkLimits& limits,
         ChunkKind plain_kind)
      : outline_(outline), table_(table), limits_(limits), plain_kind_(plain_kind) {}

  std::vector<Chunk> pack() {
    for (const Unit& unit : outline_.units) add(unit);
    join_tiny_runs();
    std::vector<Chunk> chunks;
    chunks.reserve(runs_.size());
    for (Run& run : runs_) emit(run, chunks);
    return chunks;
  }

 private:
  int tokens(LineSpan lines) const { return table_.tokens(lines); }
  int tiny_tokens() const { return limits_.chunk_tokens / 6; }

  void add(const Unit& unit) {
    const int size = tokens(unit.lines);
    const bool is_unparsed = unit.role == UnitRole::unparsed;
    if (size > (is_unparsed ? limits_.chunk_tokens : limits_.max_chunk_tokens)) {
      add_cut(unit);
    } else if (can_extend(unit)) {
      Run& run = runs_.back();
      run.lines.end = unit.lines.end;
      run.definitions.insert(run.definitions.end(), unit.definitions.begin(),
                             unit.definitions.end());
      run.is_unparsed = run.is_unparsed && is_unparsed;
      run.is_comment = run.is_comment && unit.role == UnitRole::comment;
      run.is_preamble = run.is_preamble && is_preamble(unit);
      run.has_imports = run.has_imports || unit.role == UnitRole::import_;
      if (unit.role != UnitRole::opener) {
        run.opener = no_opener;
      } else if (run.opener == no_opener) {
        run.opener = unit.lines.begin;
      }
    } else {
      Run run = make_run(unit);
      move_openers(run);
      runs_.push_back(std::move(run));
    }
  }

  /// Moves an opener such as `if (x) {` from the end of a run to the beginning of the next run.
  void move_openers(Run& run) {
    if (runs_.empty() || runs_.back().opener == no_opener) return;
    Run& before = runs_.back();
    if (!outline_.is_inside(run.scope, before.scope)) return;
    if (tokens({before.opener, run.lines.end}) > limits_.max_chunk_tokens) return;
    run.lines.begin = before.opener;
    before.lines = table_.trim({before.lines.begin, before.opener});
    before.opener = no_opener;
    if (before.lines.size() > 0) return;
    run.definitions.insert(run.definitions.begin(), before.definitions.begin(),
                           before.definitions.end());
    runs_.pop_back();
  }

  static bool is_preamble(const Unit& unit) {
    return unit.definitions.empty() &&
           (unit.role == UnitRole::comment || unit.role == UnitRole::import_);
  }

  static Run make_run(const Unit& unit) {
    return {.lines = unit.lines,
            .scope = unit.scope,
            .definitions = unit.definitions,
            .enclosing = unit.about,
            .is_unparsed = unit.role == UnitRole::unparsed,
            .is_comment = unit.role == UnitRole::comment,
            .is_preamble = is_preamble(unit),
            .has_imports = unit.role == UnitRole::import_,
            .opener = unit.role == UnitRole::opener ? unit.lines.begin : no_opener};
  }

  bool can_extend(const Unit& unit) const {
    if (runs_.empty() || runs_.back().scope != unit.scope) return false;
    if (runs_.back().enclosing != unit.about) return false;
    const Run& run = runs_.back();
    const LineSpan together = {run.lines.begin, unit.lines.end};
    // Runs of comments have a higher limit, so that a comment, such as a licence, does not become a
    // chunk of its own.
    const int limit = run.is_comment ? limits_.max_chunk_tokens : limits_.chunk_tokens;
    if (tokens(together) > limit) return false;
    const bool is_import_block = run.is_preamble && run.has_imports;
    return !is_import_block || is_preamble(unit) || tokens(run.lines) < tiny_tokens();
  }

  /// Adds a unit that is too large and has no parts. Cuts the unit between lines.
  void add_cut(const Unit& unit) {
    const std::vector<LineSpan> pieces = cut_lines(table_, unit.lines, without_overlap());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      Run run = make_run(unit);
      run.lines = pieces[i];
      if (i > 0) {
        run.definitions.clear();
        if (unit.definitions.size() == 1) {
          const OutlineDefinition& owner = unit.definitions.front();
          run.enclosing = join_names(owner.enclosing, owner.symbol);
        }
      } else if (!run.definitions.empty()) {
        run.definitions.front().is_header = true;
      }
      runs_.push_back(std::move(run));
    }
  }

  ChunkLimits without_overlap() const {
    ChunkLimits limits = limits_;
    limits.overlap_tokens = 0;
    return limits;
  }

  /// Joins each very small run with a neighbour. A run that introduces the next run is joined with
  /// the next run; any other run is joined with the previous run.
  void join_tiny_runs() {
    std::vector<Run> joined;
    joined.reserve(runs_.size());
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      Run& run = runs_[i];
      const bool is_tiny = tokens(run.lines) < tiny_tokens();
      Run* next = is_tiny && i + 1 < runs_.size() ? &runs_[i + 1] : nullptr;
      Run* before = is_tiny && !joined.empty() ? &joined.back() : nullptr;
      if (next && !can_join(run, *next, run)) next = nullptr;
      if (before && !can_join(*before, run, run)) before = nullptr;
      const bool introduces = run.is_preamble || begins_scope(run) || run.scope != scope_of(before);
      if (next && (introduces || before == nullptr)) {
        join_forward(run, *next);
      } else if (before) {
        join_backward(*before, run);
      } else {
        joined.push_back(std::move(run));
      }
    }
    runs_ = std::move(joined);
  }

  static int scope_of(const Run* run) { return run != nullptr ? run->scope : -1; }

  static bool begins_scope(const Run& run) {
    return !run.definitions.empty() && run.definitions.back().is_header;
  }

  /// Whether `tiny`, which must be `first` or `second`, may join the other run. This requires that
  /// the scope of the other run is inside the scope of `tiny`.
  bool can_join(const Run& first, const Run& second, const Run& tiny) const {
    const Run& other = &tiny == &first ? second : first;
    return outline_.is_inside(other.scope, tiny.scope) && other.enclosing == tiny.enclosing &&
           tokens({first.lines.begin, second.lines.end}) <= limits_.max_chunk_tokens;
  }

  void join_forward(Run& run, Run& next) const {
    for (OutlineDefinition& definition : run.definitions) {
      // A namespace header is dropped, because the name of the namespace does not identify this
      // chunk.
      const bool is_namespace = definition.is_header && definition.kind == ChunkKind::module;
      definition.is_header = next.definitions.empty() && definition.is_header;
      if (!is_namespace || next.definitions.empty()) next.definitions.push_back(definition);
    }
    next.lines.begin = run.lines.begin;
    if (next.definitions.empty()) next.is_preamble = next.is_preamble && run.is_preamble;
    next.is_unparsed = next.is_unparsed && run.is_unparsed;
  }

  static void join_backward(Run& before, Run& run) {
    before.lines.end = run.lines.end;
    for (OutlineDefinition& definition : run.definitions) before.definitions.push_back(definition);
    before.is_unparsed = before.is_unparsed && run.is_unparsed;
  }

  /// The definition that gives a chunk its name, if the chunk is mostly one definition. A type and
  /// its implementations count as one definition.
  const OutlineDefinition* title(const Run& run) const {
    const OutlineDefinition* largest = nullptr;
    for (const OutlineDefinition& definition : run.definitions) {
      if (definition.is_header) return &type_of(definition, run);
      if (largest == nullptr || definition.tokens > largest->tokens) largest = &definition;
    }
    if (largest == nullptr) return nullptr;
    const OutlineDefinition& main = type_of(*largest, run);
    int tokens_of_main = largest->tokens;
    for (const OutlineDefinition& other : run.definitions) {
      if (&other != largest && implements(other, main)) tokens_of_main += other.tokens;
    }
    if (&main != largest) tokens_of_main += main.tokens;
    const int percent = run.definitions.size() == 1 ? 25 : 60;
    return tokens_of_main * 100 >= tokens(run.lines) * percent ? &main : nullptr;
  }

  static bool implements(const OutlineDefinition& definition, const OutlineDefinition& type) {
    return definition.kind == ChunkKind::implementation && type.kind == ChunkKind::type &&
           definition.symbol == type.symbol && definition.enclosing == type.enclosing;
  }

  /// The type that the definition implements, if the type is defined in the run. Otherwise, the
  /// definition itself.
  static const OutlineDefinition& type_of(const OutlineDefinition& definition, const Run& run) {
    for (const OutlineDefinition& type : run.definitions) {
      if (implements(definition, type)) return type;
    }
    return definition;
  }

  ChunkKind kind_of(const Run& run) const {
    if (run.definitions.empty()) return run.is_unparsed ? ChunkKind::text : plain_kind_;
    const ChunkKind kind = run.definitions.front().kind;
    const bool keeps_kind = kind == ChunkKind::test || kind == ChunkKind::section ||
                            kind == ChunkKind::constant || kind == ChunkKind::macro;
    const bool is_common = std::ranges::all_of(
        run.definitions, [&](const OutlineDefinition& other) { return other.kind == kind; });
    return keeps_kind && is_common ? kind : plain_kind_;
  }

  void emit(const Run& run, std::vector<Chunk>& chunks) const {
    Chunk chunk{.lines = {run.lines.begin + 1, run.lines.end}, .kind = kind_of(run)};
    chunk.enclosing = run.enclosing.empty()
                          ? outline_.scopes[static_cast<std::size_t>(run.scope)].qualified
                          : run.enclosing;
    if (const OutlineDefinition* main = title(run)) {
      chunk.kind = main->kind;
      chunk.symbol = main->symbol;
      chunk.enclosing = main->enclosing;
      add_names(*main, chunk.defines);
    }
    for (const OutlineDefinition& definition : run.definitions) {
      add_names(definition, chunk.defines);
    }
    for (const ByteRange bytes : cut_bytes(table_, run.lines, limits_)) {
      chunk.bytes = bytes;
      chunks.push_back(chunk);
    }
  }

  static void add_names(const OutlineDefinition& definition, std::vector<std::string>& names) {
    const auto add = [&](const std::string& name) {
      if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
    };
    add(definition.symbol);
    for (const std::string& name : definition.others) add(name);
  }

  const Outline& outline_;
  const LineTable& table_;
  const ChunkLimits& limits_;
  ChunkKind plain_kind_;
  std::vector<Run> runs_;
};

}  // namespace

std::vector<Chunk> pack_outline(const Outline& outline, const LineTable& table,
                                const ChunkLimits& limits, ChunkKind plain_kind) {
  return Packer(outline, table, limits, plain_kind).pack();
}

}  // namespace gitctx
