// Queries that consist of arbitrary bytes: the size of the parsed query is bounded, and a search of
// a small index gives hits that satisfy the documented guarantees of Hit.
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>

#include "base/check.h"
#include "base/error.h"
#include "embed/embedder.h"
#include "index/snapshot.h"
#include "index/testing/index_model.h"
#include "lexical/query_term.h"
#include "search/parsed_query.h"
#include "search/search.h"
#include "testing/temp_dir.h"
#include "text/words.h"

namespace gitctx {
namespace {

constexpr char sources[][80] = {
    "int retry_count = 3;\nvoid back_off(int ms);\n",
    "class HTTPServer:\n    def parseURL(self, url): pass\n",
    "# Rate limit\n\nHow requests are throttled, größer.\n",
};

/// An index in which each source is one chunk with its own terms, and a view of the index.
class TinyIndex {
 public:
  TinyIndex() : embedder_(make_embedder(Settings::Model{})) {
    const auto dimension = static_cast<std::uint32_t>(embedder_->model().dimension);
    WordTable words;
    RandomSource random(1);
    std::vector<ModelBlob> blobs;
    for (const char* source : sources) {
      ModelBlob blob;
      blob.id = blob_id_of(blobs.size());
      blob.text = source;
      blob.line_count = 2;
      ModelChunk chunk =
          random_chunk(random, {0, static_cast<std::uint32_t>(blob.text.size())}, dimension);
      chunk.terms.clear();
      for (const TermCount& term : count_terms(blob.text, words)) chunk.terms[term.text] = {1, 0};
      chunk.length = static_cast<std::uint16_t>(chunk.terms.size());
      blob.chunks.push_back(chunk);
      blobs.push_back(blob);
    }
    Manifest manifest;
    manifest.model = embedder_->model().id;
    manifest.segments = {write_segment(temp_.path(), SegmentId{1}, blobs, dimension)};
    ViewRecord record;
    record.file = "view-2.gcx";
    record.stamp = write_view(temp_ / record.file,
                              view_of(*Snapshot::open(temp_.path(), manifest), CommitId{}));
    manifest.views = {record};
    snapshot_ = Snapshot::open(temp_.path(), manifest);
  }

  SearchResult find(const Query& query) {
    const ViewReader view = snapshot_->open_view(snapshot_->manifest().views[0]);
    return search(*snapshot_, view, query, *embedder_);
  }

 private:
  TempDir temp_;
  std::unique_ptr<Embedder> embedder_;
  std::shared_ptr<const Snapshot> snapshot_;
};

void check_parsed(std::string_view text) {
  WordTable words;
  const ParsedQuery query = parse_query(text, "gitctx", words);
  GITCTX_CHECK(query.terms.size() <= max_query_terms);
  for (const QueryWord& word : query.terms) {
    GITCTX_CHECK(!word.term.empty() && word.weight > 0 && word.weight <= 1);
  }
  for (const std::string& name : query.identifiers) {
    GITCTX_CHECK(text.find(name) != std::string_view::npos);
  }
  for (const TokenCount& token : query.tokens) GITCTX_CHECK(!token.word.empty() && token.count > 0);
}

void check_hits(const SearchResult& result, const Query& query) {
  GITCTX_CHECK(result.hits.size() <= static_cast<std::size_t>(query.limit));
  double last_score = 1;
  for (const Hit& hit : result.hits) {
    GITCTX_CHECK(hit.score >= query.min_similarity && hit.score <= last_score);
    GITCTX_CHECK(!hit.path.empty() && !hit.text.empty());
    last_score = hit.score;
  }
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size == 0) return -1;
  static TinyIndex index;
  Query query;
  query.mode = static_cast<SearchMode>(data[0] % 3);
  query.limit = 1 + data[0] / 4 % 4;
  query.explain = data[0] >= 128;
  query.text = std::string(reinterpret_cast<const char*>(data) + 1, size - 1);
  check_parsed(query.text);
  try {
    check_hits(index.find(query), query);
  } catch (const Error& error) {
    GITCTX_CHECK(error.code() == ErrorCode::usage);
  }
  return 0;
}
