#include "ingest/batch_indexer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "index/text_codec.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

/// A source of the hashed model; with `hosted`, the source claims that the model is hosted.
class Embedders final : public EmbedderSource {
 public:
  explicit Embedders(bool hosted) : hosted_(hosted) {}
  std::unique_ptr<Embedder> make_embedder(std::stop_token) override {
    return gitctx::make_embedder({.embedding = "hashed"});
  }
  bool is_hosted() const override { return hosted_; }

 private:
  bool hosted_;
};

class IndexBatches : public ::testing::Test {
 protected:
  BatchIndexer indexer(bool hosted = false, TextEdit edit = {}) {
    embedders_ = std::make_unique<Embedders>(hosted);
    layout_ = require_repository(builder_.path(), GitEnvironment{});
    return BatchIndexer(layout_, settings_, *embedders_, std::move(edit));
  }

  /// The entries of committed files, in the order of `paths`.
  std::vector<const ViewEntry*> entries(const std::vector<std::string>& paths) {
    std::vector<const ViewEntry*> pointers;
    for (const std::string& path : paths) {
      auto& entry = kept_.emplace_back(std::make_unique<ViewEntry>());
      entry->path = path;
      entry->blob = builder_.blob_id("HEAD:" + path);
      pointers.push_back(entry.get());
    }
    return pointers;
  }

  static std::string text_of(const IndexedBatch& batch, std::size_t blob) {
    const IndexedBatch::Blob& at = batch.blobs[blob];
    const IndexedBatch::TextBlock& block = batch.text_blocks[at.text_block];
    return decompress_text(std::as_bytes(std::span(block.compressed)), block.size)
        ->substr(at.text_offset, at.text_size);
  }

  RepoBuilder builder_;
  RepositoryLayout layout_;
  Settings settings_;
  std::unique_ptr<Embedders> embedders_;
  std::vector<std::unique_ptr<ViewEntry>> kept_;
};

TEST_F(IndexBatches, KeepTextChunksTermsAndVectorsOfABlob) {
  const std::string text = "int parse_header(int line) {\n  return line;\n}\n";
  builder_.write("src/a.c", text).commit("one");
  const BatchResult result = indexer().index(entries({"src/a.c"}));
  const IndexedBatch& batch = result.batch;
  ASSERT_EQ(batch.blobs.size(), 1u);
  EXPECT_EQ(batch.blobs[0].language, Language::c);
  EXPECT_EQ(batch.blobs[0].line_count, 3u);
  EXPECT_EQ(batch.text_bytes, text.size());
  EXPECT_EQ(text_of(batch, 0), text);
  ASSERT_EQ(batch.chunks.size(), 1u);
  EXPECT_EQ(batch.chunks[0].symbol, "parse_header");
  const auto term = std::ranges::find(batch.terms, "header");
  ASSERT_NE(term, batch.terms.end());
  const auto number = static_cast<std::uint32_t>(term - batch.terms.begin());
  const auto occurrence =
      std::ranges::find(batch.occurrences, number, &IndexedBatch::Occurrence::term);
  ASSERT_NE(occurrence, batch.occurrences.end());
  EXPECT_EQ(occurrence->body_count, 1);
  EXPECT_EQ(occurrence->symbol_count, 1);
  EXPECT_EQ(batch.vector_scales.size(), 1u);
  EXPECT_TRUE(result.texts.empty());
  EXPECT_TRUE(result.left_out.empty());
}

TEST_F(IndexBatches, LimitTheNumberOfChunksOfOneFile) {
  settings_.index.chunk_tokens = 1;
  std::string lines;
  for (int i = 0; i < 400'000; ++i) lines += "a\n";
  std::string wide_lines;
  for (int i = 0; i < 200'000; ++i) wide_lines += "a1a1a1a1a1a1a1a1\n";
  builder_.write("long.yml", lines).write("short.yml", "a: 1\nb: 2\n");
  builder_.write("wide.yml", wide_lines).commit("one");
  const auto count = [&](const char* path) {
    return indexer().index(entries({path})).batch.chunks.size();
  };
  EXPECT_GT(count("long.yml"), 50'000U);
  EXPECT_LE(count("long.yml"), 150'000U);
  EXPECT_EQ(count("short.yml"), 2U);
  settings_.index.chunk_tokens = 16;
  EXPECT_GT(count("wide.yml"), 50'000U);
  EXPECT_LE(count("wide.yml"), 150'000U);
}

TEST_F(IndexBatches, JudgeTheLanguageAfterALongLicence) {
  std::string text = "/*\n";
  while (text.size() < 4096) text += " * One more line of licence text that nobody reads.\n";
  text += " */\nnamespace late {\nclass LateClass {};\n}\n";
  builder_.write("a.h", text).commit("one");
  const IndexedBatch batch = indexer().index(entries({"a.h"})).batch;
  EXPECT_EQ(batch.blobs.at(0).language, Language::cpp);
}

TEST_F(IndexBatches, GiveAReasonForBlobsWithoutText) {
  settings_.index.max_blob_size_mb = 0.001;
  builder_.write("a.bin", std::string("\0\1\2", 3))
      .write("b.min.js", "var a=1;")
      .write("large.c", std::string(2000, 'x'))
      .write("missing.c", "int gone;\n")
      .write("z.c", "int z;\n")
      .commit("one");
  const auto all = entries({"a.bin", "b.min.js", "large.c", "missing.c", "z.c"});
  builder_.delete_object(all[3]->blob.hex());
  const BatchResult result = indexer().index(all);
  ASSERT_EQ(result.batch.blobs.size(), 3u) << "what can change by the next run is not kept";
  EXPECT_EQ(result.batch.blobs[0].skip_reason, SkipReason::binary);
  EXPECT_EQ(result.batch.blobs[1].skip_reason, SkipReason::minified);
  EXPECT_EQ(result.batch.blobs[2].skip_reason, SkipReason::none);
  ASSERT_EQ(result.left_out.size(), 2u);
  EXPECT_EQ(result.left_out[0].blob, all[2]->blob);
  EXPECT_EQ(result.left_out[0].reason, SkipReason::too_large);
  EXPECT_EQ(result.left_out[1].blob, all[3]->blob);
  EXPECT_EQ(result.left_out[1].reason, SkipReason::unreadable);
}

TEST_F(IndexBatches, LeaveOutLongLinesAndKeepTheirFile) {
  std::string code = "const logo = '" + std::string(20'000, 'x') + "';\n";
  for (int i = 0; i < 9; ++i) code += "export function drawBadge(ctx) {\n  ctx.save();\n}\n";
  builder_.write("badge.ts", code).commit("one");
  const IndexedBatch batch = indexer().index(entries({"badge.ts"})).batch;
  EXPECT_EQ(batch.blobs.at(0).skip_reason, SkipReason::none);
  EXPECT_EQ(batch.blobs.at(0).long_lines, 1);
  EXPECT_EQ(batch.blobs.at(0).line_count, 28u);
  EXPECT_EQ(text_of(batch, 0), code.substr(code.find('\n')));
  ASSERT_FALSE(batch.chunks.empty());
  EXPECT_EQ(batch.chunks[0].lines.first, 2u);
}

TEST_F(IndexBatches, ReadTheCellsOfANotebook) {
  const std::string notebook =
      "{\n \"cells\": [\n  {\n   \"cell_type\": \"code\",\n   \"outputs\": [{\"data\": "
      "{\"image/png\": \"" +
      std::string(20'000, 'x') +
      "\"}}],\n   \"source\": [\n    \"def train(model):\\n\",\n    \"    return model\"\n   ]\n  "
      "}\n ]\n}\n";
  builder_.write("train.ipynb", notebook).commit("one");
  const IndexedBatch batch = indexer().index(entries({"train.ipynb"})).batch;
  EXPECT_EQ(batch.blobs.at(0).language, Language::python);
  EXPECT_EQ(batch.blobs.at(0).long_lines, 0) << "outputs are no lines of the text";
  EXPECT_EQ(text_of(batch, 0), "\n\n\n\n\n\ndef train(model):\n    return model\n\n\n\n\n");
  ASSERT_EQ(batch.chunks.size(), 1u);
  EXPECT_EQ(batch.chunks[0].symbol, "train");
  EXPECT_EQ(batch.chunks[0].lines.first, 7u);
}

TEST_F(IndexBatches, ReadANotebookInOneLine) {
  const std::string notebook =
      "{\"cells\": [{\"cell_type\": \"code\", \"outputs\": [{\"data\": \"" +
      std::string(20'000, 'x') +
      "\"}], \"source\": [\"def train(model):\\n\", \"    return model\"]}], \"metadata\": {}}";
  builder_.write("train.ipynb", notebook).commit("one");
  const IndexedBatch batch = indexer().index(entries({"train.ipynb"})).batch;
  EXPECT_EQ(batch.blobs.at(0).skip_reason, SkipReason::none);
  EXPECT_EQ(text_of(batch, 0), "def train(model):\n    return model");
  ASSERT_EQ(batch.chunks.size(), 1u);
  EXPECT_EQ(batch.chunks[0].symbol, "train");
}

TEST_F(IndexBatches, ReadAFileAsItsAttributesSay) {
  builder_.write("a.inc", "// \xC4\xE3\nclass A {};\n").commit("one");
  const std::vector<const ViewEntry*> all = entries({"a.inc", "a.inc"});
  kept_[0]->given = given_rule("C++", "gbk");
  const IndexedBatch batch = indexer().index(all).batch;
  EXPECT_EQ(batch.blobs.at(0).language, Language::cpp);
  EXPECT_EQ(batch.blobs[0].encoding, Encoding::gb18030);
  EXPECT_EQ(text_of(batch, 0), "// \xE4\xBD\xA0\nclass A {};\n");
  EXPECT_EQ(batch.blobs.at(1).language, Language::plain_text);
  EXPECT_EQ(batch.blobs[1].encoding, Encoding::latin1);
  EXPECT_NE(batch.blobs[0].name_rule, batch.blobs[1].name_rule);
}

TEST_F(IndexBatches, LeaveOutPointersToFilesInGitLfs) {
  builder_.write("weights.py",
                 "version https://git-lfs.github.com/spec/v1\noid sha256:"
                 "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n");
  builder_.commit("one");
  const IndexedBatch batch = indexer().index(entries({"weights.py"})).batch;
  EXPECT_EQ(batch.blobs.at(0).skip_reason, SkipReason::lfs);
}

TEST_F(IndexBatches, DoNotDependOnWhatWasIndexedBefore) {
  builder_.write("a.c", "int alpha(void);\nint beta(void);\n")
      .write("b.py", "def beta(gamma):\n    return gamma\n")
      .commit("one");
  BatchIndexer fresh = indexer();
  const IndexedBatch expected = fresh.index(entries({"b.py"})).batch;
  BatchIndexer used = indexer();
  used.index(entries({"a.c"}));
  const IndexedBatch batch = used.index(entries({"b.py"})).batch;
  EXPECT_EQ(batch.terms, expected.terms);
  EXPECT_EQ(batch.vectors, expected.vectors);
  EXPECT_EQ(batch.vector_scales, expected.vector_scales);
  EXPECT_EQ(batch.chunks, expected.chunks);
  EXPECT_EQ(text_of(batch, 0), text_of(expected, 0));
}

TEST_F(IndexBatches, IndexTheEditedText) {
  builder_.write("a.c", "int alpha;\n").commit("one");
  const TextEdit edit = [](const ViewEntry& entry, std::string& text) {
    EXPECT_EQ(entry.path, "a.c");
    text = "int omega;\n";
  };
  const BatchResult result = indexer(false, edit).index(entries({"a.c"}));
  EXPECT_EQ(text_of(result.batch, 0), "int omega;\n");
  EXPECT_EQ(std::ranges::count(result.batch.terms, "omega"), 1);
  EXPECT_EQ(std::ranges::count(result.batch.terms, "alpha"), 0);
}

TEST_F(IndexBatches, ReturnTheTextsOfAHostedModelUntilTheyAreEmbedded) {
  builder_.write("a.c", "int alpha;\n").write("b.c", "int beta;\n").commit("one");
  BatchResult result = indexer(true).index(entries({"a.c", "b.c"}));
  EXPECT_EQ(result.texts, (std::vector<std::string>{"int alpha;", "int beta;"}));
  EXPECT_TRUE(result.batch.vectors.empty());
  const auto embedder = embedders_->make_embedder({});
  embed_texts(*embedder, result);
  EXPECT_TRUE(result.texts.empty());
  EXPECT_EQ(result.batch.vector_scales.size(), 2u);
  EXPECT_EQ(result.batch.vectors.size(), 2 * embedder->model().dimension);
}

TEST(ChunkingId, ChangesWithEverySettingOfChunks) {
  const Settings::Index settings;
  const std::string id = chunking_id(settings);
  Settings::Index other = settings;
  other.chunk_tokens += 1;
  EXPECT_NE(chunking_id(other), id);
  other = settings;
  other.chunk_overlap_tokens += 1;
  EXPECT_NE(chunking_id(other), id);
  other = settings;
  other.max_chunk_tokens += 1;
  EXPECT_NE(chunking_id(other), id);
  other = settings;
  other.threads = 7;
  EXPECT_EQ(chunking_id(other), id);
}

}  // namespace
}  // namespace gitctx
