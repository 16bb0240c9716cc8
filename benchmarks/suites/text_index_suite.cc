#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include "base/error.h"
#include "benchmarks/suites/source_files.h"
#include "benchmarks/suites/suites.h"
#include "chunk/chunker.h"
#include "lexical/bm25f.h"
#include "lexical/postings_encoder.h"
#include "lexical/top_k.h"
#include "text/word_table.h"
#include "text/words.h"

#ifdef GITCTX_HAVE_SQLITE
#include <sqlite3.h>
#endif

namespace gitctx::bench {

namespace {

constexpr std::size_t most_bytes = 8'000'000;
constexpr std::size_t result_count = 100;

/// Numbered texts, and the best of them for a few words.
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

#ifdef GITCTX_HAVE_SQLITE

/// The yardstick: SQLite's full text search with BM25, in memory.
class SqliteIndex final : public TextIndex {
 public:
  SqliteIndex() { check(sqlite3_open(":memory:", &database_)); }
  ~SqliteIndex() override { sqlite3_close(database_); }

  void build(const std::vector<std::string>& texts) override {
    execute("DROP TABLE IF EXISTS texts");
    execute("CREATE VIRTUAL TABLE texts USING fts5(body, content='', tokenize='porter unicode61')");
    execute("BEGIN");
    sqlite3_stmt* insert = prepare("INSERT INTO texts(rowid, body) VALUES (?, ?)");
    for (std::size_t i = 0; i < texts.size(); ++i) {
      sqlite3_bind_int64(insert, 1, static_cast<sqlite3_int64>(i) + 1);
      sqlite3_bind_text(insert, 2, texts[i].data(), static_cast<int>(texts[i].size()), nullptr);
      if (sqlite3_step(insert) != SQLITE_DONE) check(SQLITE_ERROR);
      sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    execute("COMMIT");
  }

  std::size_t query(const std::string& words) override {
    std::string match;
    for_each_word(words, [&](std::string_view word) {
      match += (match.empty() ? "\"" : " OR \"") + std::string(word) + "\"";
    });
    sqlite3_stmt* select =
        prepare("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 100");
    sqlite3_bind_text(select, 1, match.c_str(), -1, SQLITE_TRANSIENT);
    std::size_t count = 0;
    while (sqlite3_step(select) == SQLITE_ROW) ++count;
    sqlite3_finalize(select);
    return count;
  }

 private:
  void check(int status) {
    if (status != SQLITE_OK) throw Error(ErrorCode::failure, sqlite3_errmsg(database_));
  }
  void execute(const char* sql) { check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr)); }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr));
    return statement;
  }

  sqlite3* database_ = nullptr;
};

#endif

struct Texts {
  std::vector<std::string> texts;
  double mb = 0;
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

void add_indexes(ProtocolBenchmark<TextIndex>& benchmark) {
  benchmark.add("postings", [] { return std::make_unique<Postings>(); });
#ifdef GITCTX_HAVE_SQLITE
  benchmark.add_yardstick("sqlite fts5", [] { return std::make_unique<SqliteIndex>(); });
#endif
}

}  // namespace

void add_text_index_suite(const SuiteOptions& options, Benchmarks& benchmarks) {
  auto build = std::make_unique<ProtocolBenchmark<TextIndex>>(
      Metric{.name = "lexical/build", .unit = "MB/s", .higher_is_better = true, .critical = 0.5},
      [options] { return make_texts(options); },
      [](TextIndex& index, const Texts& texts) {
        return texts.mb / seconds_of([&] { index.build(texts.texts); });
      });
  add_indexes(*build);
  benchmarks.push_back(std::move(build));

  // The first query of an implementation builds its index; that sample does not count.
  struct Built {
    Texts texts;
    std::map<const TextIndex*, bool> is_built;
  };
  auto query = std::make_unique<ProtocolBenchmark<TextIndex>>(
      Metric{.name = "lexical/query",
             .unit = "ms",
             .statistic = Statistic::p95,
             .critical = 2000,
             .critical_worst = 5000},
      [options] { return Built{make_texts(options), {}}; },
      [](TextIndex& index, Built& built) {
        if (!built.is_built[&index]) index.build(built.texts.texts);
        built.is_built[&index] = true;
        std::vector<double> ms;
        for (const std::string& words : query_set()) {
          ms.push_back(1000 * seconds_of([&] { keep(index.query(words)); }));
        }
        return Measured(std::move(ms));
      });
  add_indexes(*query);
  benchmarks.push_back(std::move(query));
}

}  // namespace gitctx::bench
