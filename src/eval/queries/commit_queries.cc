#include "eval/queries/commit_queries.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/stop.h"
#include "eval/queries/prose_query.h"
#include "index/segment_reader.h"
#include "text/languages.h"

namespace gitctx {
namespace {

constexpr std::size_t most_answers = 3;
constexpr std::size_t most_touched = 5;
// The maximum number of parts in an answer. If a commit changed more, only the longest parts count.
constexpr std::size_t most_parts = 10;
// A line with fewer letters and digits than this, such as a closing bracket, identifies nothing.
constexpr std::ptrdiff_t fewest_characters = 4;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) lines.push_back(trimmed(take_part(text, '\n')));
  return lines;
}

bool says_something(std::string_view line) {
  return std::ranges::count_if(line, is_alphanumeric) >= fewest_characters;
}

using Places = std::map<std::string_view, std::vector<std::uint32_t>>;

/// Maps the content of each line to the 1-based numbers of the lines with this content.
Places places_of(const std::vector<std::string_view>& lines) {
  Places places;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    places[lines[i]].push_back(static_cast<std::uint32_t>(i + 1));
  }
  return places;
}

/// Joins two neighbouring parts if says_something() is false for every line between them.
std::vector<FilePart> joined(std::vector<FilePart> parts, std::string_view now) {
  const std::vector<std::string_view> lines = lines_of(now);
  std::vector<FilePart> result;
  for (FilePart& part : parts) {
    const bool continues =
        !result.empty() && std::none_of(lines.begin() + result.back().lines->last,
                                        lines.begin() + part.lines->first - 1, says_something);
    if (continues) {
      result.back().lines->last = part.lines->last;
    } else {
      result.push_back(std::move(part));
    }
  }
  return result;
}

bool is_import(std::string_view line) {
  constexpr std::array<std::string_view, 9> starts{"#include", "# include", "#import",
                                                   "import ",  "from ",     "use ",
                                                   "using ",   "require ",  "require("};
  return std::ranges::any_of(starts,
                             [&](std::string_view start) { return line.starts_with(start); });
}

/// Whether all lines with these 1-based numbers are imports.
bool are_imports(const std::vector<std::uint32_t>& numbers, std::string_view text) {
  const std::vector<std::string_view> lines = lines_of(text);
  return std::ranges::all_of(numbers,
                             [&](std::uint32_t number) { return is_import(lines[number - 1]); });
}

/// Sets the answers of one query. Returns whether there are any. Adds the size of the compared
/// texts to `bytes`.
bool locate_changes(ProposedQuery& proposed, const CommitChange& commit, const ViewReader& view,
                    const ReadVersions& read, std::uint64_t& bytes) {
  std::vector<FilePart> parts;
  for (const FilePart& file : proposed.query.relevant) {
    const std::string now = text_at(view, file.path);
    const FileVersions versions = read(commit, file.path);
    bytes += now.size() + versions.before.size() + versions.after.size();
    const std::vector<std::uint32_t> lines = surviving_lines(versions, now);
    if (are_imports(lines, now)) continue;
    for (FilePart& part : joined(parts_of_lines(file.path, lines), now)) {
      parts.push_back(std::move(part));
    }
  }
  if (parts.empty()) return false;
  // Keep the longest parts, in their original order.
  std::vector<std::size_t> longest(parts.size());
  for (std::size_t i = 0; i < longest.size(); ++i) longest[i] = i;
  std::ranges::stable_sort(longest, std::ranges::greater(),
                           [&](std::size_t i) { return parts[i].lines->count(); });
  longest.resize(std::min(longest.size(), most_parts));
  std::ranges::sort(longest);
  proposed.query.relevant.clear();
  for (const std::size_t i : longest) proposed.query.relevant.push_back(std::move(parts[i]));
  return true;
}

}  // namespace

std::vector<ProposedQuery> propose_commits(const ViewReader& view,
                                           std::span<const CommitChange> commits) {
  std::vector<ProposedQuery> proposed;
  for (std::size_t i = 0; i < commits.size(); ++i) {
    if (commits[i].paths.size() > most_touched) continue;
    auto text = query_of_commit(commits[i].subject, commits[i].body);
    if (!text) continue;
    SuiteQuery query{std::move(*text), "commit", {}, {}};
    for (const std::string& path : commits[i].paths) {
      const std::size_t number = view.find(path);
      if (number == view.file_count() || !is_asked_for(path)) continue;
      const ViewFile file = view.file(number);
      const Language language = view.segments()[file.segment].segment->language(file.blob);
      if (language == Language::plain_text || language == Language::markdown) continue;
      if (query.relevant.empty()) query.language = language_name(language);
      query.relevant.push_back({path, std::nullopt});
    }
    const bool few = !query.relevant.empty() && query.relevant.size() <= most_answers;
    if (few) proposed.push_back({std::move(query), std::nullopt, i});
  }
  return proposed;
}

void locate_commits(std::vector<ProposedQuery>& proposed, std::span<const CommitChange> commits,
                    const ViewReader& view, const ReadVersions& read, const LocateLimits& limits,
                    const std::stop_token& stop) {
  std::vector<ProposedQuery> located;
  std::uint64_t bytes = 0;
  for (ProposedQuery& one : proposed) {
    throw_if_stopped(stop);
    if (located.size() == limits.queries || bytes > limits.bytes) break;
    const CommitChange& commit = commits[one.commit];
    if (locate_changes(one, commit, view, read, bytes)) located.push_back(std::move(one));
  }
  proposed = std::move(located);
}

std::vector<std::uint32_t> surviving_lines(const FileVersions& versions, std::string_view now) {
  const std::vector<std::string_view> after = lines_of(versions.after);
  std::map<std::string_view, std::ptrdiff_t> added;
  for (const std::string_view line : after) ++added[line];
  for (const std::string_view line : lines_of(versions.before)) --added[line];
  const Places then = places_of(after);
  const Places today = places_of(lines_of(now));
  std::vector<std::uint32_t> survivors;
  for (const auto& [line, count] : added) {
    if (count <= 0 || !says_something(line)) continue;
    const auto there = today.find(line);
    // A line counts only if the commit added every copy of it and the file still has the same
    // number of copies. Otherwise it is unknown which copies the commit added.
    const bool is_told = there != today.end() && then.at(line).size() == there->second.size() &&
                         static_cast<std::size_t>(count) == there->second.size();
    if (is_told) survivors.insert(survivors.end(), there->second.begin(), there->second.end());
  }
  std::ranges::sort(survivors);
  return survivors;
}

}  // namespace gitctx
