#include "app/services/search_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.h"
#include "git/last_commit_resolver.h"
#include "git/repository.h"
#include "index/manifest.h"
#include "index/segment_reader.h"
#include "redact/redactor.h"
#include "search/pass_timer.h"
#include "search/search.h"
#include "search/spelling.h"
#include "search/view_scope.h"

namespace gitctx {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// The time limit for looking up commits. Together, looking up and printing the commits should take
/// at most 50 ms.
constexpr std::chrono::milliseconds commit_budget{45};

/// The distinct paths of the hits without a known commit.
std::vector<std::string> open_paths(const std::vector<Hit>& hits) {
  std::vector<std::string> paths;
  for (const Hit& hit : hits) {
    if (!hit.commit_known && !hit.dirty) paths.push_back(hit.path);
  }
  std::ranges::sort(paths);
  paths.erase(std::ranges::unique(paths).begin(), paths.end());
  return paths;
}

/// For each hit without a known commit, looks up the commit that last changed its path, in the
/// history of `view_commit`. Stops at the deadline; a hit whose commit is not found by then keeps
/// `commit_known` false. Never throws: an unreadable history leaves the hits unchanged.
void find_hit_commits(const RepositoryLayout& layout, const CommitId& view_commit,
                      SteadyClock::time_point deadline, std::vector<Hit>& hits) {
  const std::vector<std::string> paths = open_paths(hits);
  if (paths.empty() || view_commit.is_none()) return;
  try {
    std::vector<PathCommit> state(paths.size(), PathCommit{.commit = view_commit});
    LastCommitResolver resolver(layout);
    resolver.run(paths, state, {.stop = {}, .deadline = deadline, .known = {}});

    std::optional<Repository> repository;
    for (Hit& hit : hits) {
      const auto found = std::ranges::lower_bound(paths, hit.path);
      if (hit.commit_known || hit.dirty || found == paths.end() || *found != hit.path) continue;
      const PathCommit& answer = state[static_cast<std::size_t>(found - paths.begin())];
      if (!answer.resolved) continue;
      if (!repository) repository = Repository::open(layout);
      hit.commit = repository->commit_info(answer.commit);
      hit.commit_known = true;
    }
  } catch (const Error&) {
    // The hits are valid without commits.
  }
}

/// Marks the hits whose path has the same content in HEAD.
void mark_head_content(const SelectedView& selected, std::vector<Hit>& hits) {
  if (!selected.head) return;
  const bool is_of_head =
      selected.record.commit == *selected.head && selected.record.kind != ViewKind::history;
  if (is_of_head) {
    for (Hit& hit : hits) hit.is_head = !hit.dirty;
    return;
  }
  for (Hit& hit : hits) hit.is_head = false;
  const ViewRecord* head = selected.snapshot->find_view(ViewKind::snapshot, *selected.head);
  if (head == nullptr) return;
  const ViewReader view = selected.snapshot->open_view(*head);
  for (Hit& hit : hits) {
    const std::size_t file = view.find(hit.path);
    hit.is_head = !hit.dirty && file < view.file_count() && view.blob_id(file) == hit.blob;
  }
}

std::uint32_t redact_commit(CommitInfo& commit) {
  return static_cast<std::uint32_t>(redact_secrets(commit.subject) + redact_secrets(commit.author));
}

/// Redacts the chunks of the hits. A key may cross chunk borders, so each whole file is examined,
/// once for all its hits.
void redact_texts(const ViewReader& view, std::vector<Hit>& hits) {
  std::vector<Hit*> by_blob;
  for (Hit& hit : hits) by_blob.push_back(&hit);
  std::ranges::sort(by_blob, {}, [](const Hit* hit) { return hit->blob; });
  std::string text;
  std::optional<FileRedactor> redactor;
  const Hit* previous = nullptr;
  for (Hit* hit : by_blob) {
    if (previous == nullptr || previous->blob != hit->blob) {
      const ViewFile file = view.file(hit->entry);
      text = view.segments()[file.segment].segment->text(file.blob);
      redactor.emplace(text);
    }
    previous = hit;
    std::size_t count = 0;
    const std::size_t begin = hit->bytes.begin;
    hit->text = redactor->part(begin, begin + hit->text.size(), &count);
    hit->secrets_in_text = static_cast<std::uint32_t>(count);
  }
}

/// The kind of a secret that contains the word, if the word occurs in the view only inside secrets;
/// otherwise empty. Reads only the chunks in which the index lists the word.
std::string_view kind_of_secret(std::string_view word, const ViewScope& scope) {
  constexpr std::string_view unknown_kind = "generic-token";
  std::string_view kind;
  for (const ChunkRef& ref : chunks_of_word(word, scope)) {
    const SegmentReader& segment = *scope.view().segments()[ref.segment].segment;
    const ChunkRecord& chunk = segment.chunk(ref.chunk);
    const std::string text = segment.text(segment.blob_of(ref.chunk));
    const std::string_view part =
        std::string_view(text).substr(chunk.byte_begin, chunk.byte_end - chunk.byte_begin);
    if (!has_word(part, word)) continue;
    if (has_word(FileRedactor(text).part(chunk.byte_begin, chunk.byte_end), word)) return {};
    if (kind.empty()) kind = unknown_kind;
    for (const FoundSecret& secret : find_secrets(text)) {
      if (has_word(std::string_view(text).substr(secret.begin, secret.size()), word)) {
        kind = secret.kind;
      }
    }
  }
  return kind;
}

}  // namespace

void redact_corrections(const ViewReader& view, std::vector<Correction>& corrections) {
  if (corrections.empty()) return;
  const ViewScope scope(view, Query{});
  for (Correction& correction : corrections) {
    const std::string_view kind = kind_of_secret(correction.taken, scope);
    if (!kind.empty()) correction.taken = redaction_mark(kind);
  }
}

void redact_hits(const ViewReader& view, std::vector<Hit>& hits) {
  redact_texts(view, hits);
  for (Hit& hit : hits) {
    redact_secrets(hit.symbol);
    redact_secrets(hit.enclosing);
    hit.secrets_in_commit = redact_commit(hit.commit) + redact_commit(hit.first_commit);
  }
}

ReplacedSecrets count_replaced(const std::vector<Hit>& hits) {
  ReplacedSecrets replaced;
  for (const Hit& hit : hits) {
    replaced.in_code += hit.secrets_in_text;
    replaced.in_commits += hit.secrets_in_commit;
  }
  return replaced;
}

std::string other_model_hint(const Config& config, bool has_modes) {
  std::string hint = is_waiting(config, "model.embedding")
                         ? "If the repository proposes this model, run: gitctx trust. A run of "
                           "gitctx index would discard the vectors of the model"
                         : rebuild_hint;
  if (has_modes) hint += ". Or search with --mode lexical";
  return hint;
}

SearchSession::SearchSession(RepositoryLayout layout, Settings settings, EmbedderSource& embedders,
                             const std::stop_token& stop)
    : layout_(std::move(layout)),
      settings_(std::move(settings)),
      embedders_(embedders),
      embedder_(embedders.make_embedder(stop)) {}

SearchAnswer SearchSession::search(const SearchRequest& request) {
  const auto begin = SteadyClock::now();
  SearchAnswer answer;
  std::vector<PassTime> passes;

  // Select the view, and open it.
  PassTimer opening(passes);
  SelectedView selected = select_view(layout_, settings_, embedders_, request.view);
  opening.finish(selected.was_refreshed ? "refresh index" : "open index");
  const ViewReader view = selected.snapshot->open_view(selected.record);
  opening.finish("open view");

  // From here on, only content of the view can become a result.
  Query query = request.query;
  query.repository = layout_.name();
  answer.result = gitctx::search(*selected.snapshot, view, query, *embedder_, words_);
  for (PassTime& pass : answer.result.passes) passes.push_back(std::move(pass));

  // Add the last commit of each result, and whether HEAD has the same content.
  PassTimer completing(passes);
  if (selected.record.kind != ViewKind::history) {
    find_hit_commits(layout_, selected.record.commit, SteadyClock::now() + commit_budget,
                     answer.result.hits);
  }
  completing.finish("commits");
  mark_head_content(selected, answer.result.hits);
  completing.finish("mark HEAD");
  if (request.shows_secrets) answer.redacted_hits = answer.result.hits;
  redact_hits(view, request.shows_secrets ? answer.redacted_hits : answer.result.hits);
  if (!request.shows_secrets) redact_corrections(view, answer.result.corrections);
  completing.finish("redact");

  answer.result.passes = std::move(passes);
  answer.view_kind = selected.record.kind;
  answer.view_name = std::move(selected.name);
  answer.view_commit = selected.record.commit;
  answer.is_current = selected.is_current;
  answer.notices = std::move(selected.notices);
  for (const Correction& correction : answer.result.corrections) {
    answer.notices.push_back({fmt::format("\"{}\" does not occur: searched for \"{}\" instead",
                                          correction.typed, correction.taken),
                              {}});
  }
  if (const std::optional<Error> fault = embedders_.usage().cache_fault) {
    answer.notices.push_back(
        {"the embedding cache is not used: " + fault->message(), fault->hint()});
  }
  answer.elapsed_ms = std::chrono::duration<double, std::milli>(SteadyClock::now() - begin).count();
  return answer;
}

}  // namespace gitctx
