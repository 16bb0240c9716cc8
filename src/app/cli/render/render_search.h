#pragma once

#include <string>

#include "app/cli/render/theme.h"
#include "app/cli/terminal/terminal.h"
#include "app/services/search_session.h"
#include "core/query.h"

namespace gitctx {

struct RenderOptions {
  Terminal terminal;
  const Theme* theme = nullptr;  ///< never null when rendering with colour
  bool explain = false;
};

// The four formats of `gitctx search`, described in docs/cli.md. Pure functions. Hidden
// characters of the repository are escaped (base/printable.h).

/// One line per result: `path:line:score ● sha7 (YYYY-MM-DD, Author) "subject"`.
std::string render_terse(const SearchAnswer& answer, const RenderOptions& options);

/// A headed block per result with numbered, coloured lines.
std::string render_verbose(const SearchAnswer& answer, const RenderOptions& options);

/// YAML front matter and a section with fenced code per result, for agents.
std::string render_mcp(const SearchAnswer& answer, const RenderOptions& options);

/// One JSON document on one line; valid UTF-8 without hidden characters, whatever the files
/// contain.
std::string render_json(const SearchAnswer& answer, const Query& query);

// Shared by the formats for people.

/// ` ● sha7 (date, Author) "subject"`, with a mark if the content is that of HEAD or is
/// uncommitted.
std::string commit_label(const Hit& hit, const RenderOptions& options);
/// A table of the parts of a score; empty if the hit has no explanation.
std::string explanation_table(const Hit& hit, const RenderOptions& options);
/// `N results in X.XXs`, with `explain` also the times of the passes.
std::string result_count_line(const SearchAnswer& answer, const RenderOptions& options);

}  // namespace gitctx
