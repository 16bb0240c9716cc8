#include <numeric>

#include "benchmarks/suites/source_files.h"
#include "benchmarks/suites/suites.h"
#include "chunk/chunker.h"
#include "embed/embedder.h"
#include "text/word_table.h"
#include "text/words.h"

namespace gitctx::bench {

namespace {

constexpr std::size_t most_bytes = 4'000'000;
constexpr std::size_t batch_size = 64;

/// Chunks of source code with their sub-tokens, as the indexer passes them.
struct Texts {
  std::unique_ptr<WordTable> words = std::make_unique<WordTable>();
  std::vector<std::string> texts;
  std::vector<std::vector<TokenCount>> tokens;
  std::vector<EmbedInput> inputs;
  double token_count = 0;
};

std::vector<TokenCount> tokens_of(const std::string& text, WordTable& words) {
  std::vector<std::uint32_t> counts;
  std::vector<std::uint32_t> order;
  for_each_word(text, [&](std::string_view word) {
    const WordTable::Word meaning = words.look_up(word);
    for (const std::uint32_t token : words.tokens(meaning)) {
      if (token >= counts.size()) counts.resize(token + 1024);
      if (counts[token]++ == 0) order.push_back(token);
    }
  });
  std::vector<TokenCount> tokens;
  for (const std::uint32_t token : order) {
    tokens.push_back({words.token_texts().text(token), counts[token]});
  }
  return tokens;
}

Texts make_texts(const std::vector<SourceFile>& files) {
  Texts all;
  const auto chunker = make_syntax_chunker({});
  for (const SourceFile& file : files) {
    for (const Chunk& chunk : chunker->chunk({file.text, file.language})) {
      all.texts.push_back(file.text.substr(chunk.bytes.begin, chunk.bytes.size()));
    }
  }
  // Adds all words first, because the tokens below refer to the table of words, which must not move
  // in memory.
  for (const std::string& text : all.texts) tokens_of(text, *all.words);
  for (const std::string& text : all.texts) {
    all.tokens.push_back(tokens_of(text, *all.words));
    for (const TokenCount& token : all.tokens.back()) all.token_count += token.count;
  }
  for (std::size_t i = 0; i < all.texts.size(); ++i) {
    all.inputs.push_back({all.texts[i], all.tokens[i]});
  }
  return all;
}

/// The yardstick: adds one table row per distinct token, and does nothing else.
class RowSum final : public Embedder {
 public:
  const ModelDescription& model() const override { return model_; }
  EmbeddingMatrix embed_documents(std::span<const EmbedInput> inputs) override {
    EmbeddingMatrix matrix{inputs.size(), model_.dimension, {}};
    matrix.values.resize(matrix.rows * matrix.dimension);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      for (const TokenCount& token : inputs[i].tokens) {
        const auto first = static_cast<unsigned char>(token.word.front());
        const std::size_t row = (first * 257 + token.word.size()) % rows;
        for (std::size_t d = 0; d < matrix.dimension; ++d) {
          matrix.values[i * matrix.dimension + d] += table_[row * matrix.dimension + d];
        }
      }
    }
    return matrix;
  }
  EmbeddingMatrix embed_queries(std::span<const EmbedInput> inputs) override {
    return embed_documents(inputs);
  }

 private:
  static constexpr std::size_t rows = 16384;
  ModelDescription model_{.id = "row-sum", .dimension = 256, .reads_tokens = true};
  std::vector<float> table_ = std::vector<float>(rows * 256, 0.25f);
};

double embed_all(Embedder& embedder, const Texts& texts) {
  return seconds_of([&] {
    for (std::size_t begin = 0; begin < texts.inputs.size(); begin += batch_size) {
      const std::size_t count = std::min(batch_size, texts.inputs.size() - begin);
      const auto batch = std::span(texts.inputs).subspan(begin, count);
      keep(embedder.embed_documents(batch).values.data());
    }
  });
}

/// Adds a benchmark of the embedding rate in `unit` per second. `count` counts the units.
void add_rate(const char* name, const char* unit, double critical, const SuiteOptions& options,
              double (*count)(const Texts&), Benchmarks& benchmarks) {
  add_benchmark<Embedder>(
      benchmarks, {.name = name, .unit = unit, .higher_is_better = true, .critical = critical},
      [options] { return make_texts(source_files(options, most_bytes)); },
      [count](Embedder& embedder, const Texts& texts) {
        return count(texts) / embed_all(embedder, texts);
      })
      .add("embedded", [] { return make_embedder({}); })
      .add_yardstick<RowSum>("row sum");
}

}  // namespace

void add_embedder_suite(const SuiteOptions& options, Benchmarks& benchmarks) {
  const auto tokens = [](const Texts& t) { return t.token_count; };
  const auto texts = [](const Texts& t) { return static_cast<double>(t.texts.size()); };
  add_rate("embedder/tokens", "tokens/s", 100'000, options, tokens, benchmarks);
  add_rate("embedder/texts", "texts/s", 1000, options, texts, benchmarks);
}

}  // namespace gitctx::bench
