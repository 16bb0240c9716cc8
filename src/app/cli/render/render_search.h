#pragma once

#include <string>
#include <string_view>

#include "app/cli/render/theme.h"
#include "app/cli/terminal/terminal.h"
#include "app/services/search_session.h"
#include "core/query.h"

namespace gitctx {

struct RenderOptions {
  Terminal terminal;
  const Theme* theme = &default_theme();
  bool explain = false;
};

// The four formats of `gitctx search`, described in docs/cli.md. The functions are pure. They
// escape hidden characters in repository text (base/printable.h).

/// One line per result: `path:line:score ● sha7 (YYYY-MM-DD, Author) "subject"`.
std::string render_terse(const SearchAnswer& answer, const RenderOptions& options);

/// One block per result, with a heading and numbered, coloured lines.
std::string render_verbose(const SearchAnswer& answer, const RenderOptions& options);

/// YAML front matter, then one section with fenced code per result, for agents.
std::string render_mcp(const SearchAnswer& answer, const RenderOptions& options);

/// One JSON document on one line; valid UTF-8 without hidden characters, whatever the files
/// contain.
std::string render_json(const SearchAnswer& answer, const Query& query);

/// Why there are no results: `no_word_found` (no word of the query occurs in the view),
/// `below_minimum` (all scores are below the wanted minimum) or `no_files` (the view has no files).
/// Empty if there are results, or if no reason is known.
std::string_view no_results_reason(const SearchAnswer& answer);

// The formats for people share the functions below.

/// ` ● sha7 (date, Author) "subject"`, with a mark for content that is in HEAD or is uncommitted.
std::string commit_label(const Hit& hit, const RenderOptions& options);
/// A table of the parts of a score; empty if the hit has no explanation.
std::string explanation_table(const Hit& hit, const RenderOptions& options);
/// `N results in X.XXs`. With `explain`, also the times of the passes.
std::string result_count_line(const SearchAnswer& answer, const RenderOptions& options);

}  // namespace gitctx
