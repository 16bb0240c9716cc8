#include "app/cli/render/render_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <vector>

#include "app/cli/render/text_format.h"
#include "app/cli/render/theme.h"
#include "app/names.h"
#include "base/json_text.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "embed/embedder.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string short_id(const CommitId& id) {
  return id.is_none() ? "no commit" : id.hex().substr(0, 7);
}

std::string_view state_name(ViewState state) {
  constexpr std::array names{"current", "incomplete", "stale", "gone"};
  static_assert(static_cast<std::size_t>(ViewState::gone) + 1 == names.size());
  return names[static_cast<std::size_t>(state)];
}

std::string state_text(const ViewStatus& view) {
  if (view.state == ViewState::stale && view.wanted != view.commit) {
    return "stale, now " + short_id(view.wanted);
  }
  return std::string(state_name(view.state));
}

std::string views_table(const IndexStatus& status, const StatusRenderOptions& options) {
  const Theme& theme = default_theme();
  std::size_t width = 0;
  std::size_t state_width = 0;
  for (const ViewStatus& view : status.views) {
    width = std::max(width, display_width(printable_line(view.name)));
    state_width = std::max(state_width, state_text(view).size());
  }
  std::string out = "\nViews\n";
  for (const ViewStatus& view : status.views) {
    const std::string state = state_text(view);
    const bool is_current = view.state == ViewState::current;
    out += fmt::format("  {}  {:<9}  ", padded(printable_line(view.name), width),
                       short_id(view.commit));
    out += painted(padded(state, state_width), is_current ? theme.head_mark : theme.warning,
                   options.terminal.colour);
    out += fmt::format("  {}", grouped_count(view.files, "file"));
    if (!view.skipped.empty()) out += fmt::format(", {} skipped", view.skipped.size());
    out += fmt::format(", indexed {}\n", format_age(options.now_s - view.indexed_at_s));
  }
  return out;
}

/// The files with their details, listed by group. `group_of` returns the group of a file, and
/// `text_of` returns the heading of a group.
template <class File, class GroupOf, class TextOf>
std::string grouped_files(const std::vector<File>& all, GroupOf group_of, TextOf text_of) {
  std::map<std::invoke_result_t<GroupOf, const File&>, std::vector<const File*>> groups;
  for (const File& file : all) groups[std::invoke(group_of, file)].push_back(&file);
  std::string out;
  for (const auto& [group, files] : groups) {
    out += fmt::format("  {} ({})\n", text_of(group), files.size());
    for (const File* file : files) {
      out += "    " + printable_line(file->path);
      if (!file->detail.empty()) out += fmt::format("  ({})", printable_line(file->detail));
      out += "\n";
    }
  }
  return out;
}

std::string file_lists(const ViewStatus& view) {
  const std::string name = printable_line(view.name);
  std::string out = fmt::format("\nSkipped in {}\n", name);
  out += view.skipped.empty()
             ? "  nothing\n"
             : grouped_files(
                   view.skipped, [](const SkippedFile& file) { return file.reason; },
                   skip_reason_text);
  if (view.noted.empty()) return out;
  return out + fmt::format("\nNotes on {}\n", name) +
         grouped_files(
             view.noted, [](const NotedFile& file) { return file.note; }, reading_note_text);
}

std::string hint_line(const IndexStatus& status) {
  const bool any_stale = std::ranges::any_of(status.views, [](const ViewStatus& view) {
    return view.state == ViewState::stale || view.state == ViewState::incomplete;
  });
  return any_stale ? "\nRun: gitctx index (updates HEAD; add --ref, --worktree or --history for "
                     "other views)\n"
                   : "";
}

OrderedJson view_json(const ViewStatus& view, bool with_skipped) {
  OrderedJson counts = OrderedJson::object();
  for (const SkippedFile& file : view.skipped) {
    OrderedJson& count = counts[std::string(skip_reason_name(file.reason))];
    count = count.is_null() ? 1 : count.get<int>() + 1;
  }
  OrderedJson out{
      {"name", view.name},
      {"kind", view_kind_name(view.kind)},
      {"commit", view.commit.is_none() ? OrderedJson(nullptr) : OrderedJson(view.commit.hex())},
      {"state", state_name(view.state)},
      {"current_commit",
       view.wanted.is_none() ? OrderedJson(nullptr) : OrderedJson(view.wanted.hex())},
      {"indexed_at", format_timestamp(view.indexed_at_s)},
      {"files", view.files},
      {"commits_pending", view.commits_pending},
      {"skipped", std::move(counts)}};
  if (!with_skipped) return out;
  OrderedJson files = OrderedJson::array();
  for (const SkippedFile& file : view.skipped) {
    files.push_back(
        {{"path", file.path}, {"reason", skip_reason_name(file.reason)}, {"detail", file.detail}});
  }
  out["skipped_files"] = std::move(files);
  OrderedJson notes = OrderedJson::array();
  for (const NotedFile& file : view.noted) {
    notes.push_back(
        {{"path", file.path}, {"note", reading_note_name(file.note)}, {"detail", file.detail}});
  }
  out["notes"] = std::move(notes);
  return out;
}

}  // namespace

std::string render_status_text(const IndexStatus& status, const StatusRenderOptions& options) {
  std::string out = fmt::format("Index in {}\n", printable_line(status.directory));
  out += fmt::format("  size      {} for {} of text, {}\n", format_bytes(status.index_bytes),
                     format_bytes(status.text_bytes), counted(status.segments, "segment"));
  out += fmt::format("  content   {}, {}\n", grouped_count(status.blobs, "blob"),
                     grouped_count(status.chunks, "chunk"));
  out += fmt::format("  model     {}\n", printable_line(shown_model(status.model)));
  out += fmt::format("  state     {}\n", status.damage.empty()
                                             ? "all checksums match"
                                             : "damaged: " + printable_line(status.damage));
  out += views_table(status, options);
  // The skipped files are known only if the views can be read.
  if (!options.skipped || !status.is_readable) return out + hint_line(status);
  for (const ViewStatus& view : status.views) out += file_lists(view);
  return out + hint_line(status);
}

std::string render_status_json(const IndexStatus& status, const StatusRenderOptions& options) {
  OrderedJson views = OrderedJson::array();
  for (const ViewStatus& view : status.views) views.push_back(view_json(view, options.skipped));
  const OrderedJson document{{"directory", status.directory},
                             {"model", status.model},
                             {"chunking", status.chunking},
                             {"segments", status.segments},
                             {"blobs", status.blobs},
                             {"chunks", status.chunks},
                             {"text_bytes", status.text_bytes},
                             {"index_bytes", status.index_bytes},
                             {"healthy", status.damage.empty()},
                             {"damage", status.damage},
                             {"views", std::move(views)}};
  return json_text(document) + "\n";
}

}  // namespace gitctx
