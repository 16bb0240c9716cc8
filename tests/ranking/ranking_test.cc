// How well search finds what is known to be there, as golden files: a change of the ranking shows
// as a difference. tests/ranking/update.sh writes them anew.
//
//   generated.yml   over files of testing/code_generator.h: every rank and score, to the letter
//   gitctx.yml      over src/ of gitctx itself: the rank of the first answer, and rounded means, so
//                   that a changed line of source rarely matters
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "app/scratch_index.h"
#include "base/file.h"
#include "embed/embedder.h"
#include "eval/eval_run.h"
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
  const ScratchIndex index(require_repository(repo.path(), GitEnvironment{}), settings,
                           repo.rev_parse("HEAD"), suite.hidden, {}, {});
  const auto embedder = make_embedder(settings.model);
  return run_suite(suite, index.snapshot(), index.view(), *embedder, 0, {});
}

/// Compares with the golden file, or writes it where UPDATE=1 is set.
void expect_golden(const std::string& file, const std::string& seen) {
  const char* const update = std::getenv("UPDATE");
  if (update != nullptr && *update != '\0') {
    replace_file_atomically(folder / file, seen);
    return;
  }
  EXPECT_EQ(read_file(folder / file), seen) << "if that is right: tests/ranking/update.sh";
}

std::string first_ranks(const EvalRun& run) {
  std::string out;
  for (const QueryResult& query : run.queries) {
    const int rank = query.first_rank();
    out += fmt::format("{:>4}  {}\n", rank == 0 ? "-" : std::to_string(rank), query.text);
  }
  return out;
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
  expect_golden("generated.txt", seen);
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
  expect_golden("gitctx.txt", means(run, 2) + "\n" + first_ranks(run));
}

}  // namespace
}  // namespace gitctx
