#include "app/cli/terminal/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "app/cli/render/text_format.h"
#include "app/cli/terminal/output.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

/// The titles of the phases, in the order of IndexPhase.
constexpr std::array phase_titles{"Listing files",    "Waiting for the batch", "Indexing",
                                  "Merging segments", "Writing views",         "Done"};
static_assert(static_cast<std::size_t>(IndexPhase::done) + 1 == phase_titles.size());

std::string bar(double share, std::size_t width, bool utf8) {
  const auto full = static_cast<std::size_t>(share * static_cast<double>(width));
  std::string out;
  for (std::size_t i = 0; i < width; ++i) {
    if (utf8) {
      out += i < full ? "█" : "░";
    } else {
      out += i < full ? '#' : '.';
    }
  }
  return out;
}

}  // namespace

std::string progress_line(const IndexProgress& progress, double seconds, const Terminal& terminal) {
  // Some terminals wrap a line that fills their whole width.
  const auto room = static_cast<std::size_t>(std::max(1, terminal.columns - 1));
  const std::string title(phase_titles[static_cast<std::size_t>(progress.phase)]);
  if (progress.files_total == 0) return std::string(truncate_utf8(title, room));

  const double share = std::min(
      1.0, static_cast<double>(progress.files_done) / static_cast<double>(progress.files_total));
  std::vector<std::string> parts{
      title, fmt::format("{:3.0f}%", share * 100),
      fmt::format("{}/{} {}", grouped(progress.files_done), grouped(progress.files_total),
                  progress.phase == IndexPhase::waiting ? "texts" : "files")};
  // The rate is meaningless in the first moments and during the wait for a batch.
  if (seconds > 0.3 && progress.files_done > 0 && progress.phase != IndexPhase::waiting) {
    const double rate = static_cast<double>(progress.files_done) / seconds;
    const auto left =
        static_cast<double>(progress.files_total) - static_cast<double>(progress.files_done);
    parts.push_back(fmt::format("{} files/s", grouped(static_cast<std::uint64_t>(rate))));
    parts.push_back(fmt::format("{} left", format_duration(left / rate)));
  }
  std::string line;
  for (const std::string& part : parts) {
    const std::string next = line.empty() ? part : line + "  " + part;
    if (next.size() > room) break;
    line = next;
  }
  constexpr std::size_t shortest_bar = 8;
  constexpr std::size_t longest_bar = 30;
  if (line.size() + shortest_bar + 2 > room) return line;
  const std::size_t width = std::min(longest_bar, room - line.size() - 2);
  line.insert(title.size(), "  " + bar(share, width, terminal.utf8));
  return line;
}

void ProgressBar::update(const IndexProgress& progress) {
  if (!shown_) return;
  const auto now = Clock::now();
  if (progress.phase != phase_) {
    phase_ = progress.phase;
    phase_begin_ = now;
  }
  const double seconds = std::chrono::duration<double>(now - phase_begin_).count();
  write_message("\r" + progress_line(progress, seconds, terminal_) + "\x1b[K");
  is_dirty_ = true;
}

void ProgressBar::wipe() {
  if (is_dirty_) write_message("\r\x1b[K");
  is_dirty_ = false;
}

}  // namespace gitctx
