#include "search/testing/small_index.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "index/testing/index_model.h"
#include "text/path_words.h"
#include "text/word_table.h"
#include "text/words.h"
#include "vector/distance.h"
#include "vector/quantise.h"

namespace gitctx {

namespace {

std::vector<TokenCount> tokens_of(std::string_view text, WordTable& words) {
  std::map<std::string_view, std::uint32_t> counts;
  for_each_word(text, [&](std::string_view word) {
    for (const std::uint32_t token : words.tokens(words.look_up(word))) {
      ++counts[words.token_texts().text(token)];
    }
  });
  std::vector<TokenCount> tokens;
  for (const auto& [word, count] : counts) tokens.push_back({word, count});
  return tokens;
}

class IndexBuilder {
 public:
  IndexBuilder(const std::filesystem::path& folder, Embedder& embedder)
      : folder_(folder),
        embedder_(embedder),
        dimension_(static_cast<std::uint32_t>(embedder.model().dimension)) {}

  Manifest build(std::vector<SmallFile> files, const SmallIndex::Options& options) {
    std::ranges::sort(files, {}, &SmallFile::path);
    std::vector<std::vector<ModelBlob>> blobs(options.segment_count);
    std::size_t number = 0;
    for (const std::vector<SmallFile>* group : {&std::as_const(files), &options.outside}) {
      for (const SmallFile& file : *group) {
        const std::uint32_t segment = static_cast<std::uint32_t>(number++) % options.segment_count;
        if (!segment_of_.try_emplace(id_of(file), segment).second) continue;
        blobs[segment].push_back(blob_of(file));
      }
    }
    Manifest manifest;
    manifest.next_file = options.segment_count + 2;
    manifest.model = embedder_.model().id;
    for (std::uint32_t s = 0; s < options.segment_count; ++s) {
      manifest.segments.push_back(write_segment(folder_, SegmentId{s + 1}, blobs[s], dimension_));
    }
    const ViewContent content = view_of(files, *Snapshot::open(folder_, manifest));
    ViewRecord record;
    record.commit.bytes[0] = 1;
    record.file = "view.gcx";
    record.stamp = write_view(folder_ / record.file, content);
    record.entries = static_cast<std::uint32_t>(files.size());
    record.owners = {"HEAD@main"};
    manifest.views = {record};
    return manifest;
  }

 private:
  static BlobId id_of(const SmallFile& file) {
    return blob_id_of(hash64(file.text, static_cast<std::uint64_t>(file.language)));
  }

  std::vector<float> embed(std::string_view text) {
    const std::vector<TokenCount> tokens = tokens_of(text, words_);
    const EmbedInput input{text, tokens};
    return embedder_.embed_documents(std::span(&input, 1)).values;
  }

  ModelBlob blob_of(const SmallFile& file) {
    ModelBlob blob;
    blob.id = id_of(file);
    blob.language = file.language;
    blob.text = file.text;
    blob.line_count = static_cast<std::uint32_t>(std::ranges::count(file.text, '\n'));
    std::uint32_t line = 1;
    for (std::size_t begin = 0; begin < file.text.size();) {
      const std::size_t blank = file.text.find("\n\n", begin);
      const std::size_t end = blank == std::string::npos ? file.text.size() : blank + 1;
      blob.chunks.push_back(chunk_of(
          file.text, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, line));
      begin = std::min(end + 1, file.text.size());
    }
    return blob;
  }

  ModelChunk chunk_of(const std::string& text, ByteRange bytes, std::uint32_t& line) {
    const std::string part = text.substr(bytes.begin, bytes.size());
    const auto lines = static_cast<std::uint32_t>(std::ranges::count(part, '\n'));
    ModelChunk model;
    model.chunk.bytes = bytes;
    model.chunk.lines = {line, line + std::max(lines, 1u) - 1};
    line += lines + 1;
    model.chunk.kind = part.starts_with("class ") ? ChunkKind::type : ChunkKind::function;
    for (const std::string_view keyword : {"def ", "class "}) {
      for (std::size_t at = 0; at < part.size();
           at = std::min(part.find('\n', at), part.size()) + 1) {
        if (!part.substr(at).starts_with(keyword)) continue;
        const std::size_t name = at + keyword.size();
        model.chunk.defines.push_back(part.substr(name, part.find_first_of(" (:\n", name) - name));
      }
    }
    if (!model.chunk.defines.empty()) model.chunk.symbol = model.chunk.defines[0];
    std::uint32_t length = 0;
    for (const TermCount& term : count_terms(part, words_)) {
      model.terms[term.text].first = static_cast<int>(term.count);
      length += term.count;
    }
    for (const std::string& name : model.chunk.defines) {
      for (const TermCount& term : count_terms(name, words_)) {
        model.terms[term.text].second += static_cast<int>(term.count);
      }
    }
    model.length = static_cast<std::uint16_t>(length);
    model.vector.resize(dimension_);
    model.scale = quantise_row(embed(part), model.vector);
    return model;
  }

  ViewContent view_of(const std::vector<SmallFile>& files, const Snapshot& segments) {
    ViewContent content;
    content.commit.bytes[0] = 1;
    content.commits = {CommitInfo{}};
    content.dimension = dimension_;
    for (const SegmentReader& segment : segments.segments()) {
      content.segments.push_back({segment.record().id, segment.blob_count(),
                                  std::vector<float>(segment.chunk_count(), 0.0f)});
    }
    content.path_vectors.resize(files.size() * dimension_);
    for (std::uint32_t i = 0; i < files.size(); ++i) {
      ViewContent::File file;
      file.path = files[i].path;
      file.segment = segment_of_.at(id_of(files[i]));
      file.blob = *segments.segments()[file.segment].find(id_of(files[i]));
      add_path(i, files[i].path, content);
      content.files.push_back(std::move(file));
    }
    for (std::size_t i = files.size(); i-- > 0;) weigh_chunks(i, segments, content);
    return content;
  }

  void add_path(std::uint32_t file, std::string_view path, ViewContent& content) {
    const PathSplit split = split_path(path);
    const auto add = [&](std::string_view text, std::uint8_t PathPosting::* count) {
      for (const TermCount& term : count_terms(text, words_)) {
        std::vector<PathPosting>& postings = content.path_terms[term.text];
        if (postings.empty() || postings.back().file != file) postings.push_back({file, 0, 0});
        postings.back().*count = static_cast<std::uint8_t>(postings.back().*count + term.count);
      }
    };
    add(split.stem, &PathPosting::stem_count);
    if (known_name(split) != split.stem) add(known_name(split), &PathPosting::stem_count);
    add(split.directory, &PathPosting::directory_count);
    add(split.extension, &PathPosting::directory_count);
    content.path_vector_scales.push_back(quantise_row(
        embed(path),
        std::span(content.path_vectors).subspan(std::size_t{file} * dimension_, dimension_)));
  }

  /// Sets each chunk's multiplier: 1 / the length of (the chunk's vector + the path's vector).
  /// Files are visited in reverse order, so the first of the files with the same blob decides.
  void weigh_chunks(std::size_t i, const Snapshot& segments, ViewContent& content) const {
    const ViewContent::File& file = content.files[i];
    const SegmentReader& segment = segments.segments()[file.segment];
    const double weight = embedder_.model().path_weight;
    for (std::uint32_t c = to_int(segment.first_chunk(file.blob));
         c < to_int(segment.end_chunk(file.blob)); ++c) {
      double square = 0;
      for (std::size_t d = 0; d < dimension_; ++d) {
        const double sum =
            segment.vectors().scales()[c] * segment.vectors().rows()[c * dimension_ + d] +
            weight * content.path_vector_scales[i] * content.path_vectors[i * dimension_ + d];
        square += sum * sum;
      }
      content.segments[file.segment].chunk_multipliers[c] =
          static_cast<float>(1 / std::sqrt(std::max(square, 1e-12)));
    }
  }

  const std::filesystem::path& folder_;
  Embedder& embedder_;
  std::uint32_t dimension_;
  WordTable words_;
  std::map<BlobId, std::uint32_t> segment_of_;
};

}  // namespace

SmallIndex::SmallIndex(std::vector<SmallFile> files, const Options& options)
    : embedder_(make_embedder({.embedding = "hashed"})) {
  const Manifest manifest =
      IndexBuilder(folder_.path(), *embedder_).build(std::move(files), options);
  snapshot_ = Snapshot::open(folder_.path(), manifest);
  view_ = std::make_unique<ViewReader>(snapshot_->open_view(snapshot_->manifest().views[0]));
}

std::vector<SmallFile> random_small_files(std::uint64_t seed, std::size_t count) {
  constexpr std::string_view vocabulary[] = {
      "retry",  "backoff", "request",   "server",    "parse",      "header", "token", "stream",
      "buffer", "cache",   "socket",    "connect",   "session",    "user",   "query", "index",
      "merge",  "commit",  "ratelimit", "qonnector", "HTTPServer", "a",      "grüße"};
  constexpr std::string_view folders[] = {"",      "src/",    "src/net/", "tests/",
                                          "docs/", "vendor/", "lib/"};
  constexpr Language languages[] = {Language::python, Language::cpp, Language::json,
                                    Language::markdown, Language::go};
  RandomSource random(seed);
  const auto word = [&] { return std::string(vocabulary[random.below(std::size(vocabulary))]); };
  std::vector<SmallFile> files;
  for (std::size_t i = 0; i < count; ++i) {
    SmallFile file;
    file.path = std::string(folders[random.below(std::size(folders))]) + word() + "_" + word() +
                std::to_string(i) + ".py";
    file.language = languages[random.below(std::size(languages))];
    if (i > 0 && random.chance(0.2)) {
      const SmallFile& twin = files[random.below(static_cast<std::uint32_t>(i))];
      file.text = twin.text;
      file.language = twin.language;
    }
    if (file.text.empty()) {
      for (std::uint32_t chunks = 1 + random.below(8); chunks > 0; --chunks) {
        if (random.chance(0.6))
          file.text += (random.chance(0.5) ? "def " : "class ") + word() + "_" + word() + "():\n";
        for (std::uint32_t words = 1 + random.below(12); words > 0; --words)
          file.text += word() + " ";
        file.text += "\n\n";
      }
    }
    files.push_back(std::move(file));
  }
  return files;
}

void for_each_view_chunk(const ViewReader& view,
                         const std::function<void(std::uint32_t, ChunkId, std::uint32_t)>& visit) {
  for (std::uint32_t i = 0; i < view.file_count(); ++i) {
    const ViewFile file = view.file(i);
    const SegmentReader& segment = *view.segments()[file.segment].segment;
    for (std::uint32_t c = to_int(segment.first_chunk(file.blob));
         c < to_int(segment.end_chunk(file.blob)); ++c) {
      visit(file.segment, ChunkId{c}, i);
    }
  }
}

}  // namespace gitctx
