#include "chunk/prepare/conditional_braces.h"

#include <algorithm>
#include <utility>

namespace gitctx {
namespace {

constexpr std::size_t max_openings_bytes = 32 * 1024;

int count_open_braces(std::string_view code) {
  return static_cast<int>(std::ranges::count(code, '{')) -
         static_cast<int>(std::ranges::count(code, '}'));
}

}  // namespace

std::size_t ConditionalBraces::Group::kept() const {
  return branches.size() > 1 && branches.front().is_never ? 1 : 0;
}

bool ConditionalBraces::Group::has_open_branch() const {
  return std::ranges::any_of(branches, [](const Branch& branch) { return branch.opened != 0; });
}

ConditionalBraces::ConditionalBraces(const CodeSkeleton& skeleton) {
  const std::string_view code = skeleton.code;
  std::vector<Group> open;
  std::size_t done = 0;
  for (const ConditionalLine& line : skeleton.conditionals) {
    if (!open.empty()) {
      Branch& branch = open.back().branches.back();
      branch.opened += count_open_braces(code.substr(done, line.begin - done));
      branch.end = line.begin;
    }
    done = line.end;
    if (line.kind == ConditionalLine::Kind::opening) {
      open.emplace_back();
    } else if (open.empty()) {
      continue;
    }
    open.back().lines.push_back(line);
    if (line.kind == ConditionalLine::Kind::closing) {
      close(open);
    } else {
      open.back().branches.push_back(
          {.begin = line.end, .end = line.end, .is_never = line.is_never});
    }
  }
  std::ranges::sort(groups_, {}, [](const Group& group) { return group.lines.front().begin; });
}

/// Closes the innermost group. The braces of its kept branch also count for the branch around the
/// group. The braces of `extern "C"` do not count, because the grammars can read them.
void ConditionalBraces::close(std::vector<Group>& open) {
  Group group = std::move(open.back());
  open.pop_back();
  if (group.lines.front().is_guard) return;
  if (!open.empty()) open.back().branches.back().opened += group.branches[group.kept()].opened;
  if (group.has_open_branch()) groups_.push_back(std::move(group));
}

std::string ConditionalBraces::keep_one_branch(std::string text) const {
  const auto blank = [&](std::size_t begin, std::size_t end) {
    for (; begin < end; ++begin) {
      if (text[begin] != '\n') text[begin] = ' ';
    }
  };
  for (const Group& group : groups_) {
    for (const ConditionalLine& line : group.lines) blank(line.begin, line.end);
    for (std::size_t i = 0; i < group.branches.size(); ++i) {
      if (i != group.kept()) blank(group.branches[i].begin, group.branches[i].end);
    }
  }
  return text;
}

std::vector<ConditionalBraces::BlankLines> ConditionalBraces::blank_lines() const {
  std::vector<BlankLines> blank;
  for (const Group& group : groups_) {
    const std::size_t kept = group.kept();
    blank.push_back({group.lines.front().begin, group.lines[kept].begin, true});
    blank.push_back({group.lines[kept + 1].begin, group.lines.back().begin, false});
  }
  std::ranges::sort(blank, {}, &BlankLines::first);
  return blank;
}

ConditionalBraces::Openings ConditionalBraces::openings(std::string_view text,
                                                        Language language) const {
  Openings result;
  const bool in_class = language == Language::csharp;
  // In C and C++, the branch may open a class, which ends with a semicolon.
  const std::string_view closing = in_class ? "}" : "};";
  std::size_t done = 0;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const Group& group = groups_[g];
    if (group.branches.size() < 2 || group.lines.front().begin < done) continue;
    done = group.lines.back().end;
    for (std::size_t i = 0; i < group.branches.size(); ++i) {
      const Branch& branch = group.branches[i];
      const std::size_t size = branch.end - branch.begin;
      if (branch.opened <= 0 || result.text.size() + size > max_openings_bytes) continue;
      result.branches.push_back({.group = g,
                                 .begin = branch.begin,
                                 .end = branch.end,
                                 .offset = result.text.size(),
                                 .is_kept = i == group.kept()});
      if (in_class) result.text += "class " + std::string(class_name) + " {";
      result.text += text.substr(branch.begin, size);
      for (int brace = 0; brace < branch.opened; ++brace) result.text += closing;
      result.text += in_class ? "}\n" : "\n";
    }
  }
  return result;
}

}  // namespace gitctx
