#include "app/field_limits.h"

#include "app/services/index_status.h"
#include "app/services/search_session.h"
#include "base/utf8.h"
#include "core/result.h"
#include "llm/tasks/answer.h"

namespace gitctx {
namespace {

constexpr std::string_view cut_mark = "...";

/// Cuts the text to `most_bytes`. Returns whether it was longer.
bool limit(std::string& text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return false;
  text = cut_field(text, most_bytes);
  return true;
}

bool limit(CommitInfo& commit) {
  const bool is_author_cut = limit(commit.author, field_limit::name);
  return limit(commit.subject, field_limit::subject) || is_author_cut;
}

bool limit(Hit& hit) {
  bool is_cut = limit(hit.path, field_limit::path);
  is_cut |= limit(hit.symbol, field_limit::name);
  is_cut |= limit(hit.enclosing, field_limit::name);
  is_cut |= limit(hit.text, field_limit::code);
  is_cut |= limit(hit.commit);
  is_cut |= limit(hit.first_commit);
  if (hit.other_paths.size() > field_limit::places) {
    hit.other_paths.resize(field_limit::places);
    is_cut = true;
  }
  for (std::string& path : hit.other_paths) is_cut |= limit(path, field_limit::path);
  return is_cut;
}

void limit(std::vector<Citation>& citations) {
  if (citations.size() > field_limit::places) citations.resize(field_limit::places);
  for (Citation& citation : citations) limit(citation.path, field_limit::path);
}

}  // namespace

std::string cut_field(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return std::string(text);
  return std::string(cut_utf8(text, most_bytes - cut_mark.size())).append(cut_mark);
}

void limit_fields(std::vector<Hit>& hits) {
  for (Hit& hit : hits) hit.truncated |= limit(hit);
}

void limit_fields(SearchAnswer& answer) {
  limit(answer.view_name, field_limit::name);
  limit_fields(answer.result.hits);
  for (Correction& correction : answer.result.corrections) {
    limit(correction.typed, field_limit::name);
    limit(correction.taken, field_limit::name);
  }
}

void limit_fields(Answer& answer) {
  answer.truncated |= limit(answer.text, field_limit::answer);
  limit(answer.model, field_limit::name);
  limit(answer.citations);
  limit(answer.rejected);
}

void limit_fields(IndexStatus& status) {
  limit(status.directory, field_limit::path);
  limit(status.model, field_limit::name);
  limit(status.chunking, field_limit::name);
  limit(status.damage, field_limit::message);
  for (ViewStatus& view : status.views) {
    limit(view.name, field_limit::name);
    for (SkippedFile& file : view.skipped) {
      limit(file.path, field_limit::path);
      limit(file.detail, field_limit::path);
    }
    for (NotedFile& file : view.noted) {
      limit(file.path, field_limit::path);
      limit(file.detail, field_limit::path);
    }
  }
}

}  // namespace gitctx
