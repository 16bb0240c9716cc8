#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/database.h"
#include "benchmarks/suites/source_files.h"
#include "benchmarks/suites/suites.h"
#include "chunk/chunker.h"
#include "lexical/bm25f.h"
#include "lexical/postings_encoder.h"
#include "lexical/top_k.h"
#include "text/word_table.h"
#include "text/words.h"

namespace gitctx::bench {

namespace {

constexpr std::size_t most_bytes = 8'000'000;
constexpr std::size_t result_count = 100;

/// Holds numbered texts and finds the texts that best match a query of a few words.
class TextIndex {
 public:
  virtual ~TextIndex() = default;
  virtual void build(const std::vector<std::string>& texts) = 0;
  virtual std::size_t query(const std::string& words) = 0;
};

/// The posting lists and the top-k search of lexical/, in memory.
class Postings final : public TextIndex {
 public:
  void build(const std::vector<std::string>& texts) override {
    words_.clear();
    lists_.clear();
    lengths_.clear();
    std::vector<std::vector<Posting>> postings;
    for (std::size_t i = 0; i < texts.size(); ++i) add(texts[i], i, postings);
    lists_.resize(postings.size());
    for (std::size_t term = 0; term < postings.size(); ++term) {
      append_postings(lists_[term], postings[term], lengths_);
    }
  }

  std::size_t query(const std::string& text) override {
    std::vector<QueryTerm> terms;
    for (const TermCount& term : count_terms(text, words_)) {
      const auto number = numbers_.find(term.text);
      if (number == numbers_.end()) continue;
      QueryTerm& added = terms.emplace_back();
      added.postings = PostingsList(std::as_bytes(std::span(lists_[number->second])),
                                    static_cast<std::uint32_t>(lengths_.size()));
      added.weight = idf(added.postings.size(), lengths_.size());
    }
    return top_k(terms, lengths_, {.k = result_count}).size();
  }

 private:
  void add(const std::string& text, std::size_t chunk,
           std::vector<std::vector<Posting>>& postings) {
    std::uint32_t length = 0;
    for_each_word(text, [&](std::string_view word) {
      const WordTable::Word meaning = words_.look_up(word);
      for (const std::uint32_t term : words_.terms(meaning)) {
        if (term >= postings.size()) postings.resize(term + 1);
        if (postings[term].empty()) numbers_[std::string(words_.term_texts().text(term))] = term;
        const ChunkId id{static_cast<std::uint32_t>(chunk)};
        if (postings[term].empty() || postings[term].back().chunk != id) {
          postings[term].push_back({id, 0, 0});
        }
        std::uint8_t& count = postings[term].back().body_count;
        count = static_cast<std::uint8_t>(std::min<int>(count + 1, max_body_count));
        ++length;
      }
    });
    lengths_.push_back(static_cast<std::uint16_t>(std::min(length, 65535u)));
  }

  WordTable words_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> lists_;
  std::vector<std::uint16_t> lengths_;
};

/// The yardstick: SQLite's full text search with BM25, in memory.
class SqliteIndex final : public TextIndex {
 public:
  void build(const std::vector<std::string>& texts) override {
    database_.execute("DROP TABLE IF EXISTS texts");
    database_.execute(
        "CREATE VIRTUAL TABLE texts USING fts5(body, content='', tokenize='porter unicode61')");
    Database::Transaction transaction(database_);
    Statement insert = database_.prepare("INSERT INTO texts(rowid, body) VALUES (?, ?)");
    for (std::size_t i = 0; i < texts.size(); ++i) {
      insert.bind(1, static_cast<std::int64_t>(i) + 1).bind(2, texts[i]).run();
    }
    transaction.commit();
  }

  std::size_t query(const std::string& words) override {
    std::string match;
    for_each_word(words, [&](std::string_view word) {
      match += (match.empty() ? "\"" : " OR \"") + std::string(word) + "\"";
    });
    Statement select =
        database_.prepare("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 100");
    select.bind(1, match);
    std::size_t count = 0;
    while (select.step()) ++count;
    return count;
  }

 private:
  Database database_ = Database::open(":memory:");
};

struct Texts {
  std::vector<std::string> texts;
  double mb = 0;
  bool are_built = false;  ///< whether the measured index holds the texts
};

Texts make_texts(const SuiteOptions& options) {
  Texts all;
  const auto chunker = make_line_chunker({});
  for (const SourceFile& file : source_files(options, most_bytes)) {
    all.mb += static_cast<double>(file.text.size()) / 1e6;
    for (const Chunk& chunk : chunker->chunk({file.text, file.language})) {
      all.texts.push_back(file.text.substr(chunk.bytes.begin, chunk.bytes.size()));
    }
  }
  return all;
}

double build_rate(TextIndex& index, const Texts& texts) {
  return texts.mb / seconds_of([&] { index.build(texts.texts); });
}

/// The latencies of the queries. The warm-up sample, which is not counted, first builds the index.
Measured query_latencies(TextIndex& index, Texts& texts) {
  if (!std::exchange(texts.are_built, true)) index.build(texts.texts);
  std::vector<double> ms;
  for (const std::string& words : query_set()) {
    ms.push_back(1000 * seconds_of([&] { keep(index.query(words)); }));
  }
  return Measured(std::move(ms));
}

}  // namespace

void add_text_index_suite(const SuiteOptions& options, Benchmarks& benchmarks) {
  const auto add = [&](Metric metric, auto measure) {
    add_benchmark<TextIndex>(
        benchmarks, std::move(metric), [options] { return make_texts(options); }, measure)
        .template add<Postings>("postings")
        .template add_yardstick<SqliteIndex>("sqlite fts5");
  };
  add({.name = "lexical/build", .unit = "MB/s", .higher_is_better = true, .critical = 0.5},
      build_rate);
  add({.name = "lexical/query",
       .unit = "ms",
       .statistic = Statistic::p95,
       .critical = 2000,
       .critical_worst = 5000},
      query_latencies);
}

}  // namespace gitctx::bench
