// Compares the ranks of known answers with golden files, so that a change of the ranking is
// noticed. tests/ranking/update.sh rewrites the files.
//
//   generated.yml   over files of testing/code_generator.h: every rank and score, exactly
//   gitctx.yml      over src/ of gitctx itself: the rank of the first answer, and means. Edits of
//                   the source sometimes move a query, so a difference of two ranks, or of 0.03
//                   in a mean, passes
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>

#include "app/services/scratch_index.h"
#include "base/file.h"
#include "embed/embedder.h"
#include "eval/queries/eval_run.h"
#include "testing/code_generator.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t generated_files = 320;
const fs::path source = GITCTX_SOURCE_DIR;
const fs::path folder = source / "tests/ranking";

EvalRun run_over(const RepoBuilder& repo, const std::string& suite_file) {
  const Suite suite = parse_suite(read_file(folder / suite_file), suite_file);
  const Settings settings;
  const auto embedders = make_local_embedders(settings.model);
  const ScratchIndex index(require_repository(repo.path(), GitEnvironment{}), settings, *embedders,
                           repo.rev_parse("HEAD"), suite.hidden, {}, {});
  const auto embedder = embedders->make_embedder();
  return run_suite(suite, index.snapshot(), index.view(), *embedder, {}, {});
}

constexpr const char* how_to_update = "if that is right: tests/ranking/update.sh";

/// Writes the golden file if UPDATE=1 is set; returns whether it did.
bool is_updated(const std::string& file, const std::string& seen) {
  const char* const update = std::getenv("UPDATE");
  if (update == nullptr || *update == '\0') return false;
  replace_file_atomically(folder / file, seen);
  return true;
}

std::string first_ranks(const EvalRun& run) {
  std::string out;
  for (const QueryResult& query : run.queries) {
    const int rank = query.first_rank();
    out += fmt::format("{:>4}  {}\n", rank == 0 ? "-" : std::to_string(rank), query.text);
  }
  return out;
}

/// The ranks in a golden file, by query; 11 if no answer was found.
std::map<std::string, int> parse_ranks(const std::string& text) {
  constexpr std::size_t query_column = 6;
  std::istringstream lines(text);
  std::map<std::string, int> ranks;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(' ')) continue;
    const bool is_found = line[3] != '-';
    ranks[line.substr(query_column)] = is_found ? std::stoi(line) : 11;
  }
  return ranks;
}

/// The mean after `title` in a golden file.
double parse_mean(const std::string& text, const std::string& title) {
  return std::stod(text.substr(text.find(title) + title.size()));
}

std::string means(const EvalRun& run, int digits) {
  const EvalSummary summary = summarize(run);
  std::string out;
  for (std::size_t i = 0; i < metric_count; ++i) {
    out += fmt::format("{}{} {:.{}f}", out.empty() ? "" : ", ",
                       metric_title(static_cast<Metric>(i), run.judge.k),
                       summary.all.metrics[i].mean, digits);
  }
  return out + "\n";
}

TEST(Ranking, OfGeneratedFilesIsAsItWas) {
  RepoBuilder repo;
  for (std::uint32_t i = 0; i < generated_files; ++i) {
    const GeneratedFile file = generate_file(i);
    repo.write(file.path, file.text);
  }
  repo.commit("Generated files");
  const EvalRun run = run_over(repo, "generated.yml");
  std::string seen = means(run, 6);
  for (const QueryResult& query : run.queries) {
    seen += fmt::format("\n{}: ranks {}, NDCG {:.6f}\n", query.text,
                        fmt::join(query.score.ranks, " "), query.score[Metric::ndcg]);
    for (const FilePart& hit : query.hits) {
      seen += fmt::format("  {}:{}-{}\n", hit.path, hit.lines->first, hit.lines->last);
    }
  }
  if (is_updated("generated.txt", seen)) return;
  EXPECT_EQ(read_file(folder / "generated.txt"), seen) << how_to_update;
}

TEST(Ranking, OfGitctxItselfIsAsItWas) {
  RepoBuilder repo;
  for (const auto& entry : fs::recursive_directory_iterator(source / "src")) {
    if (!entry.is_regular_file()) continue;
    repo.write(fs::relative(entry.path(), source).generic_string(), read_file(entry.path()));
  }
  repo.commit("Sources of gitctx");
  const EvalRun run = run_over(repo, "gitctx.yml");
  for (const QueryResult& query : run.queries) {
    for (const FilePart& part : query.relevant) {
      EXPECT_TRUE(fs::exists(source / part.path)) << "an answer that is gone: " << part.path;
    }
  }
  const std::string seen = means(run, 2) + "\n" + first_ranks(run);
  if (is_updated("gitctx.txt", seen)) return;
  const std::string golden = read_file(folder / "gitctx.txt");
  for (std::size_t i = 0; i < metric_count; ++i) {
    const std::string title = metric_title(static_cast<Metric>(i), run.judge.k);
    EXPECT_NEAR(parse_mean(golden, title), parse_mean(seen, title), 0.03)
        << title << "; " << how_to_update;
  }
  const auto expected = parse_ranks(golden);
  const auto ranks = parse_ranks(seen);
  EXPECT_EQ(expected.size(), run.queries.size()) << how_to_update;
  for (const auto& [query, rank] : ranks) {
    ASSERT_TRUE(expected.contains(query)) << query << "; " << how_to_update;
    EXPECT_NEAR(expected.at(query), rank, 2) << query << "; " << how_to_update;
  }
}

}  // namespace
}  // namespace gitctx
