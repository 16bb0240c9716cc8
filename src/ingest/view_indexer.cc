#include "ingest/view_indexer.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "text/languages.h"
#include "text/path_words.h"
#include "text/word_table.h"
#include "vector/distance.h"
#include "vector/quantise.h"

namespace gitctx {

namespace {

class ViewIndexer {
 public:
  ViewIndexer(const Snapshot& segments, const ViewReader* previous, const LeftOutBlobs& left_out,
              Embedder& embedder, const CommitLookUp& look_up)
      : segments_(segments),
        previous_(previous),
        left_out_(left_out),
        embedder_(embedder),
        look_up_(look_up) {}

  ViewContent run(const View& view, const ViewCommits& commits) {
    content_.kind = view.kind;
    content_.commit = view.commit;
    content_.skipped = view.skipped;
    content_.dimension = static_cast<std::uint32_t>(embedder_.model().dimension);
    for (const SegmentReader& segment : segments_.segments()) {
      content_.segments.push_back({segment.record().id, segment.blob_count(),
                                   std::vector<float>(segment.chunk_count(), 0.0f)});
    }
    for (std::size_t i = 0; i < view.entries.size(); ++i) add_file(view, commits, i);
    std::ranges::sort(content_.skipped);
    embed_paths();
    weigh_chunks();
    return std::move(content_);
  }

 private:
  void add_file(const View& view, const ViewCommits& commits, std::size_t i) {
    const ViewEntry& entry = view.entries[i];
    // The first path of the view with this content decides how the content is read.
    const auto [rule, is_first] = rules_.try_emplace(entry.blob);
    if (is_first) rule->second = name_rule(entry.path, entry.given);
    std::uint32_t segment = 0;
    std::optional<BlobIndex> blob;
    for (; segment < segments_.segments().size(); ++segment) {
      blob = segments_.segments()[segment].find(entry.blob, rule->second);
      if (blob) break;
    }
    if (!blob) {
      const auto failure = left_out_.find(entry.blob);
      if (failure == left_out_.end()) return;
      SkippedFile& skipped = content_.skipped.emplace_back(failure->second);
      skipped.path = entry.path;
      return;
    }
    const SkipReason reason = segments_.segments()[segment].skip_reason(*blob);
    if (reason != SkipReason::none) {
      content_.skipped.push_back({entry.path, reason, {}});
      return;
    }
    ViewContent::File file;
    file.path = entry.path;
    file.other_paths = entry.other_paths;
    file.segment = segment;
    file.blob = *blob;
    file.dirty = entry.dirty;
    file.commit_known = commits.last[i].resolved;
    file.commit = commit_number(commits.last[i].commit);
    file.first_commit = commits.first.empty() ? file.commit : commit_number(commits.first[i]);
    add_path_terms(entry.path);
    content_.files.push_back(std::move(file));
  }

  std::uint32_t commit_number(const CommitId& id) {
    const auto [place, is_new] =
        commit_numbers_.try_emplace(id, static_cast<std::uint32_t>(content_.commits.size()));
    if (is_new) {
      content_.commits.push_back(id.is_none() ? CommitInfo{} : look_up_(id));
    }
    return place->second;
  }

  void add_path_terms(std::string_view path) {
    const auto file = static_cast<std::uint32_t>(content_.files.size());
    const PathSplit split = split_path(path);
    const auto add = [&](std::string_view text, std::uint8_t PathPosting::* count) {
      for (const TermCount& term : count_terms(text, words_)) {
        std::vector<PathPosting>& postings = content_.path_terms[term.text];
        if (postings.empty() || postings.back().file != file) postings.push_back({file, 0, 0});
        std::uint8_t& total = postings.back().*count;
        total = static_cast<std::uint8_t>(std::min<std::uint32_t>(total + term.count, 15));
      }
    };
    add(split.stem, &PathPosting::stem_count);
    if (known_name(split) != split.stem) add(known_name(split), &PathPosting::stem_count);
    add(split.directory, &PathPosting::directory_count);
    add(split.extension, &PathPosting::directory_count);
  }

  void embed_paths() {
    path_weight_ = embedder_.model().path_weight;
    if (path_weight_ == 0 || content_.files.empty()) return;
    content_.path_vectors.resize(content_.files.size() * content_.dimension);
    content_.path_vector_scales.resize(content_.files.size());
    std::vector<std::size_t> unknown;
    for (std::size_t i = 0; i < content_.files.size(); ++i) {
      if (!copy_path_vector(i)) unknown.push_back(i);
    }
    // The vectors of all files at once would take several times the memory of the result.
    constexpr std::size_t most_at_once = 8192;
    for (std::size_t begin = 0; begin < unknown.size(); begin += most_at_once) {
      const std::size_t count = std::min(most_at_once, unknown.size() - begin);
      embed_paths_of(std::span(unknown).subspan(begin, count));
    }
  }

  void embed_paths_of(std::span<const std::size_t> files) {
    std::vector<std::vector<TokenCount>> tokens(files.size());
    std::vector<EmbedInput> inputs(files.size());
    for (std::size_t k = 0; k < files.size(); ++k) {
      const std::string& path = content_.files[files[k]].path;
      tokens[k] = path_tokens(path);
      inputs[k] = {path, tokens[k]};
    }
    const EmbeddingMatrix matrix = embedder_.embed_documents(inputs);
    for (std::size_t k = 0; k < matrix.rows; ++k) {
      content_.path_vector_scales[files[k]] = quantise_row(matrix.row(k), path_row(files[k]));
    }
  }

  std::span<std::int8_t> path_row(std::size_t file) {
    const std::size_t dimension = content_.dimension;
    return std::span(content_.path_vectors).subspan(file * dimension, dimension);
  }

  bool copy_path_vector(std::size_t file) {
    const FlatStore* known = previous_ == nullptr ? nullptr : previous_->path_vectors();
    if (known == nullptr) return false;
    const std::size_t place = previous_->find(content_.files[file].path);
    if (place == previous_->file_count()) return false;
    const std::size_t dimension = content_.dimension;
    std::ranges::copy(known->rows().subspan(place * dimension, dimension), path_row(file).begin());
    content_.path_vector_scales[file] = known->scales()[place];
    return true;
  }

  /// The words from which the vector of a path is computed: the file name and the nearest folders.
  std::vector<TokenCount> path_tokens(std::string_view path) {
    const PathSplit split = split_path(path);
    std::vector<TokenCount> tokens;
    count_tokens(split.stem, words_, tokens);
    count_tokens(nearest_folders(split), words_, tokens);
    return tokens;
  }

  /// Sets the multiplier of every chunk to 1 / |c + w p|, where c is the vector of the chunk, w is
  /// the path weight, and p is the path vector of the first file with the chunk. Each blob is
  /// weighed once, because a small repository can have any number of files with the same large
  /// content.
  void weigh_chunks() {
    std::vector<std::vector<bool>> weighed;
    for (const SegmentReader& segment : segments_.segments()) {
      weighed.emplace_back(segment.blob_count());
    }
    std::vector<float> path(content_.dimension, 0.0f);
    for (std::size_t i = 0; i < content_.files.size(); ++i) {
      const ViewContent::File& file = content_.files[i];
      std::vector<bool>::reference is_weighed = weighed[file.segment][to_int(file.blob)];
      if (is_weighed) continue;
      is_weighed = true;
      const SegmentReader& segment = segments_.segments()[file.segment];
      std::vector<float>& multipliers = content_.segments[file.segment].chunk_multipliers;
      double path_square = 0;
      if (!content_.path_vector_scales.empty()) {
        dequantise_row(
            std::span(content_.path_vectors).subspan(i * content_.dimension, content_.dimension),
            content_.path_vector_scales[i], path);
        path_square = dot(path, path);
      }
      for (std::uint32_t c = to_int(segment.first_chunk(file.blob));
           c < to_int(segment.end_chunk(file.blob)); ++c) {
        multipliers[c] = multiplier(segment.vectors(), c, path, path_square);
      }
    }
  }

  float multiplier(const FlatStore& store, std::uint32_t chunk, std::span<const float> path,
                   double path_square) const {
    const std::size_t dimension = path.size();
    const auto row = store.rows().subspan(chunk * dimension, dimension);
    const double scale = store.scales()[chunk];
    const double square = scale * scale * dot(row, row) +
                          2 * path_weight_ * scale * dot(path, row) +
                          path_weight_ * path_weight_ * path_square;
    // A chunk without known words has a zero vector; the lower limit keeps the multiplier finite.
    constexpr double smallest = 1e-12;
    return static_cast<float>(1.0 / std::sqrt(std::max(square, smallest)));
  }

  const Snapshot& segments_;
  const ViewReader* previous_;
  const LeftOutBlobs& left_out_;
  Embedder& embedder_;
  const CommitLookUp& look_up_;
  ViewContent content_;
  WordTable words_;
  std::unordered_map<CommitId, std::uint32_t> commit_numbers_;
  std::unordered_map<BlobId, NameRule> rules_;
  double path_weight_ = 0;
};

}  // namespace

ViewContent index_view(const View& view, const ViewCommits& commits, const Snapshot& segments,
                       const ViewReader* previous, const LeftOutBlobs& left_out, Embedder& embedder,
                       const CommitLookUp& look_up) {
  return ViewIndexer(segments, previous, left_out, embedder, look_up).run(view, commits);
}

StoredView read_stored_view(const ViewReader& reader) {
  StoredView stored;
  stored.view.kind = reader.kind();
  stored.view.commit = reader.commit();
  stored.view.skipped = reader.skipped();
  const bool history = reader.kind() == ViewKind::history;
  for (std::size_t i = 0; i < reader.file_count(); ++i) {
    const ViewFile file = reader.file(i);
    ViewEntry entry;
    entry.path = file.path;
    entry.blob = reader.blob_id(i);
    entry.dirty = file.dirty;
    const SegmentReader& segment = *reader.segments()[file.segment].segment;
    entry.given = given_part(static_cast<NameRule>(segment.blob(file.blob).name_rule), file.path);
    for (const std::string_view path : reader.other_paths(i)) entry.other_paths.emplace_back(path);
    const CommitId last = reader.commit_info(file.commit).id;
    stored.commits.last.push_back({last, file.commit_known});
    if (history) {
      entry.first_commit = reader.commit_info(file.first_commit).id;
      entry.last_commit = last;
      stored.commits.first.push_back(entry.first_commit);
    }
    stored.view.entries.push_back(std::move(entry));
  }
  return stored;
}

}  // namespace gitctx
