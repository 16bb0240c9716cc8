#include "eval/queries/definition_queries.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/stop.h"
#include "chunk/comments.h"
#include "eval/queries/code_text.h"
#include "eval/queries/declaration_lines.h"
#include "eval/queries/line_begins.h"
#include "eval/queries/prose_query.h"
#include "eval/queries/python_docs.h"
#include "index/segment_reader.h"
#include "search/path_traits.h"
#include "text/languages.h"
#include "text/written_tokens.h"

namespace gitctx {
namespace {

constexpr std::size_t shortest_name = 4;
// If an English word occurs in more than this number of other files, it is not a name.
constexpr std::size_t most_files_with_word = 3;

bool is_definition(ChunkKind kind) {
  return kind == ChunkKind::function || kind == ChunkKind::method || kind == ChunkKind::type ||
         kind == ChunkKind::macro || kind == ChunkKind::constant;
}

/// Whether a chunk declares its names. An `impl` or a heading only refers to something by name.
bool declares(ChunkKind kind) {
  return kind != ChunkKind::implementation && kind != ChunkKind::section;
}

bool is_bare_name(std::string_view name) {
  return name.size() >= shortest_name && std::ranges::all_of(name, is_name_byte) &&
         std::ranges::any_of(name, is_letter);
}

std::string qualified_name(const SegmentReader& segment, ChunkId id) {
  std::string name(segment.enclosing(id));
  name += (name.empty() ? "" : ".") + std::string(segment.symbol(id));
  return name;
}

/// The lines of a definition, which may continue in the chunks after `id`.
LineRange lines_of(const SegmentReader& segment, ChunkId id) {
  const std::string qualified = qualified_name(segment, id);
  const ChunkId end = segment.end_chunk(segment.blob_of(id));
  LineRange lines{segment.chunk(id).line_first, segment.chunk(id).line_last};
  for (std::uint32_t next = to_int(id) + 1; next < to_int(end); ++next) {
    const std::string_view around = segment.enclosing(ChunkId{next});
    const bool is_inside = around == qualified || around.starts_with(qualified + ".");
    if (!is_inside) break;
    lines.last = std::max(lines.last, segment.chunk(ChunkId{next}).line_last);
  }
  return lines;
}

/// The comment right above the definition, or the docstring at the start of its body.
const ByteRange* comment_of(std::string_view text, const ChunkRecord& chunk,
                            const std::vector<ByteRange>& comments) {
  const auto first = std::ranges::lower_bound(comments, chunk.byte_begin, {}, &ByteRange::begin);
  if (first == comments.end() || first->end >= chunk.byte_end) return nullptr;
  const std::string_view before = text.substr(chunk.byte_begin, first->begin - chunk.byte_begin);
  const std::string_view after = text.substr(first->end, chunk.byte_end - first->end);
  const std::string_view gap =
      after.substr(0, std::min(after.find_first_not_of(blank_characters), after.size()));
  if (has_only_blanks(before)) return std::ranges::count(gap, '\n') <= 1 ? &*first : nullptr;
  const std::size_t last = before.find_last_not_of(blank_characters);
  const char quote = text[first->begin];
  return before[last] == ':' && (quote == '"' || quote == '\'' || quote == 'r') ? &*first : nullptr;
}

using Names = std::set<std::string, std::less<>>;

/// A file whose definitions may become queries. Its lines and comments are found only once.
struct AskedFile {
  AskedFile(std::string_view path_of_file, std::string text_of_file, Language language)
      : path(path_of_file),
        text(std::move(text_of_file)),
        comments(comment_ranges(text, language)),
        lines(text),
        declarations(text, lines, comments) {}
  AskedFile(const AskedFile&) = delete;
  AskedFile& operator=(const AskedFile&) = delete;

  std::string_view path;
  std::string text;
  std::vector<ByteRange> comments;
  LineBegins lines;
  DeclarationLines declarations;
};

bool is_callable(ChunkKind kind) {
  return kind == ChunkKind::function || kind == ChunkKind::method;
}

bool is_shell(Language language) {
  return language == Language::bash || language == Language::fish ||
         language == Language::powershell;
}

/// Whether a chunk that no definition encloses is an indented statement in C or C++. Such a
/// statement is usually in a function that the grammar cannot parse, for example because the
/// function has one head after `#if` and another after `#else`.
bool is_indented_statement(const SegmentReader& segment, ChunkId id, std::string_view text) {
  const Language language = segment.language(segment.blob_of(id));
  if (language != Language::c && language != Language::cpp) return false;
  const ChunkRecord& chunk = segment.chunk(id);
  const std::size_t at = text.find_first_not_of(blank_characters, chunk.byte_begin);
  if (at == std::string_view::npos || at == 0) return false;
  const bool is_indented = text[at - 1] == ' ' || text[at - 1] == '\t';
  return is_indented &&
         text.substr(chunk.byte_begin, chunk.byte_end - chunk.byte_begin).contains(';');
}

/// Whether a chunk is a variable in a shell script or a local variable of a function.
bool is_variable(const SegmentReader& segment, ChunkId id, std::string_view text,
                 const Names& callables) {
  if (segment.kind(id) != ChunkKind::constant) return false;
  if (is_shell(segment.language(segment.blob_of(id)))) return true;
  std::string_view around = segment.enclosing(id);
  if (around.empty()) return is_indented_statement(segment, id, text);
  while (!around.empty() && !callables.contains(around)) {
    around = around.substr(0, around.contains('.') ? around.rfind('.') : 0);
  }
  return !around.empty();
}

/// Whether the name is an English word, such as `name` or `Handle`.
bool is_plain_word(std::string_view name) {
  return std::ranges::all_of(name, is_letter) && !has_several_words(name) && is_english_word(name);
}

/// For each of the lower-case words, the number of files that contain it, ignoring case.
std::map<std::string, std::size_t> files_with(const Names& words, const ViewReader& view,
                                              const std::stop_token& stop) {
  std::map<std::string, std::size_t> counts;
  if (words.empty()) return counts;
  for_each_text(view, stop, [&](const ViewText& one) {
    Names seen;
    const std::string text = one.read();
    for_each_token(text, [&](const WrittenToken& token) {
      for (const std::string_view piece : token_pieces(token.text)) {
        std::string word = lower_case(piece);
        if (words.contains(word)) seen.insert(std::move(word));
      }
    });
    for (const std::string& word : seen) counts[word] += one.paths.size();
  });
  return counts;
}

/// Collects the definitions of a view, text by text, and their comments.
class DefinitionWalk {
 public:
  DefinitionWalk(const ViewReader& view, const std::stop_token& stop) : view_(view), stop_(stop) {
    for_each_text(view_, stop_, [this](const ViewText& text) { read_text(text); });
  }

  DefinitionQueries take() {
    DefinitionQueries queries;
    add_functions_of_prototypes();
    queries.questions = std::move(questions_);
    for (auto& [name, definition] : definitions_) {
      const bool is_only = definition.count == 1 && definition.proposed;
      if (is_only) queries.definitions.push_back(std::move(*definition.proposed));
    }
    remove_common_words(queries.definitions);
    return queries;
  }

 private:
  struct Definition {
    std::size_t count = 0;  ///< number of chunks that define the name, in all files
    std::optional<ProposedQuery> proposed;
  };

  /// A question about a definition in a header, and the qualified name of the definition.
  struct HeaderQuestion {
    std::size_t number = 0;
    std::string name;
  };

  void add_functions_of_prototypes() {
    for (const HeaderQuestion& question : header_questions_) {
      const auto found = functions_.find(question.name);
      const bool is_one = found != functions_.end() && found->second.size() == 1;
      if (is_one) questions_[question.number].query.relevant.push_back(found->second[0]);
    }
  }

  void remove_common_words(std::vector<ProposedQuery>& definitions) const {
    Names words;
    for (const ProposedQuery& one : definitions) {
      if (is_plain_word(one.query.text)) words.insert(lower_case(one.query.text));
    }
    const std::map<std::string, std::size_t> counts = files_with(words, view_, stop_);
    std::erase_if(definitions, [&](const ProposedQuery& one) {
      const auto files = counts.find(lower_case(one.query.text));
      // The counts include the file with the definition.
      return files != counts.end() && files->second > most_files_with_word + 1;
    });
  }

  void read_text(const ViewText& text) {
    const SegmentReader& segment = *text.segment;
    const std::string_view path = text.paths[0];
    // If several files have the text, a query about one of them has a second right answer.
    std::optional<AskedFile> asked;
    if (text.paths.size() == 1 && is_asked_for(path)) {
      asked.emplace(path, text.read(), text.language());
    }
    const bool is_header = path_traits(path).declaration;
    const std::vector<std::string_view> sources = sources_of(text);
    Names callables;
    for (std::uint32_t c = to_int(segment.first_chunk(text.blob));
         c < to_int(segment.end_chunk(text.blob)); ++c) {
      const ChunkId id{c};
      if (declares(segment.kind(id))) count_names(segment.names(id), text.paths.size());
      if (is_callable(segment.kind(id))) {
        const std::string name = qualified_name(segment, id);
        callables.insert(name);
        for (const std::string_view source : sources) {
          functions_[name].push_back({std::string(source), lines_of(segment, id)});
        }
      }
      if (!asked || segment.symbol(id).empty() || !is_definition(segment.kind(id))) continue;
      if (!is_variable(segment, id, asked->text, callables)) {
        propose_definition(*asked, segment, id);
      }
      const std::size_t before = questions_.size();
      propose_question(*asked, segment, id);
      if (is_header && questions_.size() > before) {
        header_questions_.push_back({before, qualified_name(segment, id)});
      }
    }
  }

  /// The paths of a text in C or C++ that are not headers: at most two, because a function with
  /// several places answers no question.
  static std::vector<std::string_view> sources_of(const ViewText& text) {
    constexpr std::size_t most = 2;
    std::vector<std::string_view> sources;
    if (text.language() != Language::c && text.language() != Language::cpp) return sources;
    for (const std::string_view path : text.paths) {
      if (sources.size() == most) break;
      if (!path_traits(path).declaration) sources.push_back(path);
    }
    return sources;
  }

  /// Counts the names of a chunk that is in `files` files.
  void count_names(std::string_view names, std::size_t files) {
    std::set<std::string> of_chunk;
    for (const auto name : std::views::split(names, '\n')) {
      of_chunk.emplace(name.begin(), name.end());
    }
    for (const std::string& name : of_chunk) definitions_[name].count += files;
  }

  static SuiteQuery query_about(std::string text, const char* category, std::string_view path,
                                const SegmentReader& segment, ChunkId id, const LineRange& lines) {
    const std::string language(language_name(segment.language(segment.blob_of(id))));
    return {std::move(text), category, language, {{std::string(path), lines}}};
  }

  void propose_definition(AskedFile& file, const SegmentReader& segment, ChunkId id) {
    const std::string name(segment.symbol(id));
    if (!is_bare_name(name)) return;
    const ChunkRecord& chunk = segment.chunk(id);
    const auto line = file.declarations.find({chunk.byte_begin, chunk.byte_end}, name);
    if (!line) return;
    definitions_[name].proposed = ProposedQuery{
        query_about(name, "definition", file.path, segment, id, {*line, *line}), {}, 0};
  }

  void propose_question(const AskedFile& file, const SegmentReader& segment, ChunkId id) {
    const std::string_view text = file.text;
    const ChunkRecord& chunk = segment.chunk(id);
    const ByteRange* comment = comment_of(text, chunk, file.comments);
    if (comment == nullptr) return;
    const std::string_view written = text.substr(comment->begin, comment->size());
    std::string_view symbol = segment.symbol(id);
    LineRange lines = lines_of(segment, id);
    const bool is_docstring =
        segment.language(segment.blob_of(id)) == Language::python && !written.starts_with('#');
    if (is_docstring) {
      const auto documented = documented_code(text, comment->begin);
      if (!documented) return;
      symbol = documented->name;
      lines = lines_of_block(text, file.lines, documented->begin);
    } else if (has_only_blanks(text.substr(chunk.byte_begin, comment->begin - chunk.byte_begin))) {
      lines.first = std::min(file.lines.line_at(comment->end) + 1, lines.last);
    }
    auto query = query_of_prose(comment_prose(written), symbol);
    if (!query || !is_quoted_from(*query, written)) return;
    questions_.push_back({query_about(std::move(*query), "question", file.path, segment, id, lines),
                          HiddenPart{std::string(file.path), *comment}});
  }

  const ViewReader& view_;
  const std::stop_token& stop_;
  std::map<std::string, Definition> definitions_;
  /// The functions outside headers, by qualified name.
  std::map<std::string, std::vector<FilePart>> functions_;
  std::vector<ProposedQuery> questions_;
  std::vector<HeaderQuestion> header_questions_;
};

}  // namespace

DefinitionQueries propose_definitions(const ViewReader& view, const std::stop_token& stop) {
  return DefinitionWalk(view, stop).take();
}

}  // namespace gitctx
