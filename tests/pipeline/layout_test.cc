// Results do not depend on the runs that made the index. After any history of commits and any order
// of runs, each view gives the same results as the same view of a fresh index.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/pipeline/indexed_repo.h"

namespace gitctx {
namespace {

constexpr const char* queries[] = {"parse the header",  "retry_request",       "buffer",
                                   "cache of a server", "heder of the socket", "md py src"};

/// A repository that changes at random. Its files consist of a few different parts, each of which
/// occurs often, so that many chunks have equal scores.
class ChangingRepository {
 public:
  explicit ChangingRepository(std::uint32_t seed)
      : random_(seed), parts_in_file_(seed % 2 == 0 ? 3 : 24) {
    for (int i = 0; i < 5 + below(26); ++i) texts_[random_path()] = random_text();
    commit();
  }

  RepoBuilder& builder() { return builder_; }
  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  bool chance() { return below(2) == 0; }

  /// Changes, adds, removes, copies and renames files.
  void change() {
    for (int changes = 1 + below(8); changes > 0; --changes) {
      const std::string path = some_path();
      switch (below(5)) {
        case 0:
          texts_[random_path()] = random_text();
          break;
        case 1:
          if (texts_.size() > 5) texts_.erase(path);
          break;
        case 2: {
          const std::string text = texts_[path];
          texts_.erase(path);
          texts_[random_path()] = text;
          break;
        }
        case 3:
          texts_[random_path()] = texts_[path];
          break;
        default:
          texts_[path] = random_text();
      }
    }
  }

  void commit() {
    write();
    builder_.commit("change");
    ++commits_;
  }

  void write() {
    for (const auto& [path, text] : written_) {
      if (!texts_.contains(path)) builder_.remove(path);
    }
    for (const auto& [path, text] : texts_) {
      const auto old = written_.find(path);
      if (old == written_.end() || old->second != text) builder_.write(path, text);
    }
    written_ = texts_;
  }

  IndexRequest random_request() {
    IndexRequest request{.worktree = chance(), .history = below(3) == 0};
    if (chance()) request.refs.push_back(fmt::format("HEAD~{}", below(commits_)));
    return request;
  }

 private:
  std::string some_path() {
    auto place = texts_.begin();
    std::advance(place, below(static_cast<int>(texts_.size())));
    return place->first;
  }

  std::string random_path() {
    constexpr const char* folders[] = {"", "src/", "src/net/", "docs/"};
    constexpr const char* names[] = {"header", "retry", "socket", "cache", "main"};
    constexpr const char* ends[] = {".py", ".md", ".txt", ".h", ".c", ".min.js", ""};
    return fmt::format("{}{}{}{}", folders[below(4)], names[below(5)], below(4), ends[below(7)]);
  }

  std::string random_text() {
    constexpr const char* parts[] = {
        "def parse_header(line):\n    return line.split(':')\n",
        "def retry_request(call):\n    return call(backoff)\n",
        "class Buffer:\n    def flush(self):\n        self.socket.send(self.buffer)\n",
        "int cache_of_server(struct server *s) {\n  return s->cache;\n}\n",
        "The cache of a server keeps the header of each request.\n",
        "def connect(server):\n    return Socket(server)\n",
    };
    std::string text;
    for (int i = 1 + below(parts_in_file_); i > 0; --i) {
      text += fmt::format("{}\n\n", parts[below(std::size(parts))]);
    }
    return text;
  }

  std::mt19937 random_;
  int parts_in_file_;
  RepoBuilder builder_;
  std::map<std::string, std::string> texts_;
  std::map<std::string, std::string> written_;
  int commits_ = 0;
};

/// A hit as text, with all properties that must not depend on the layout.
std::string in_words(const Hit& hit) {
  std::string words =
      fmt::format("{}:{}-{} {} {} {} {} {} {:a} {}", hit.path, hit.lines.first, hit.lines.last,
                  static_cast<int>(hit.language), static_cast<int>(hit.kind), hit.symbol,
                  hit.blob.hex(), hit.dirty, hit.score, hit.text);
  for (const ScorePart& part : hit.explanation)
    words += fmt::format(" {}={:a}", part.name, part.value);
  return words;
}

std::vector<std::string> answers(const Snapshot& index, const std::string& owner,
                                 Embedder& embedder) {
  const ViewRecord* record = index.find_view_of(owner);
  if (record == nullptr) return {"no view of " + owner};
  const ViewReader view = index.open_view(*record);
  std::vector<std::string> all;
  for (const char* text : queries) {
    for (const SearchMode mode : {SearchMode::hybrid, SearchMode::lexical, SearchMode::semantic}) {
      const Query query{.text = text, .mode = mode, .limit = 40, .explain = true};
      const SearchResult result = search(index, view, query, embedder);
      for (const Hit& hit : result.hits) all.push_back(in_words(hit));
      for (const Correction& correction : result.corrections) all.push_back(correction.taken);
    }
  }
  return all;
}

class Layout : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Layout, OfSegmentsChangesNoAnswer) {
  ChangingRepository changing(GetParam());
  IndexedRepo repo(changing.builder().path());
  repo.settings.index.chunk_tokens = 16;
  repo.settings.index.max_chunk_tokens = 64;
  repo.index(changing.random_request());
  for (int commits = 2 + changing.below(5); commits > 0; --commits) {
    changing.change();
    if (changing.chance()) {
      changing.write();  // indexed before it is committed
      repo.index({.worktree = true});
    }
    changing.commit();
    if (changing.chance()) repo.index(changing.random_request());
  }
  changing.change();
  changing.write();

  const IndexRequest all{.refs = {"HEAD~1"}, .worktree = true, .history = true};
  repo.index(all);
  const auto grown = repo.snapshot();
  IndexRequest into_another = all;
  into_another.directory = changing.builder().beside("fresh");
  repo.index(into_another);
  const auto fresh = Snapshot::open(into_another.directory);

  const auto embedder = make_embedder(repo.settings.model);
  for (const char* owner : {"HEAD@", "worktree@", "history", "ref:HEAD~1"}) {
    const std::vector<std::string> expected = answers(*fresh, owner, *embedder);
    const std::vector<std::string> seen = answers(*grown, owner, *embedder);
    EXPECT_GT(expected.size(), 20u) << owner;
    ASSERT_EQ(seen.size(), expected.size()) << owner;
    for (std::size_t i = 0; i < seen.size(); ++i) ASSERT_EQ(seen[i], expected[i]) << owner;
  }
}

INSTANTIATE_TEST_SUITE_P(RandomHistories, Layout, testing::Range(1u, 11u));

}  // namespace
}  // namespace gitctx
