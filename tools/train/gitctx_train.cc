// gitctx-train: trains an embedding model on repositories (models/MODEL_CARD.md) and fits the
// ranker (docs/retrieval.md).

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <set>

#include "base/ascii.h"
#include "base/error.h"
#include "base/file.h"
#include "text/word_filter.h"
#include "tools/train/corpus.h"
#include "tools/train/ranker_command.h"
#include "tools/train/trainer.h"

namespace {

using namespace gitctx;

struct WordsArguments {
  std::vector<std::string> lists;
  std::string out;
};

struct ModelArguments {
  std::vector<std::string> repositories;
  std::string list;
  std::string out;
  TrainOptions train;
  VocabularyOptions vocabulary;
};

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::vector<CorpusEntry> entries_of(const ModelArguments& arguments) {
  std::vector<CorpusEntry> entries;
  if (!arguments.list.empty()) entries = read_corpus_list(arguments.list);
  for (const std::string& path : arguments.repositories) entries.push_back({path, {}, path});
  if (entries.empty()) {
    throw Error(ErrorCode::usage, "no repositories to train on",
                "Name repositories, or a list with --list");
  }
  return entries;
}

/// Lowers the parameters that are too high for a small corpus. Throws Error if the corpus is too
/// small even then.
void fit_to_corpus(const PairSet& pairs, std::size_t repositories, ModelArguments& arguments) {
  constexpr std::size_t large = 200'000;
  if (repositories < 4) arguments.vocabulary.least_repositories = 1;
  if (pairs.size() < large) {
    arguments.vocabulary.least_count = 3;
    arguments.vocabulary.gram_rows = std::min(arguments.vocabulary.gram_rows, 4096u);
    while (arguments.train.batch > 64 && pairs.size() / arguments.train.batch < 64) {
      arguments.train.batch /= 2;
    }
  }
  if (pairs.size() < 2 * arguments.train.batch) {
    throw Error(ErrorCode::failure,
                fmt::format("{} pairs of text and code are too few to train on", pairs.size()),
                "Add repositories with comments, tests or a history");
  }
}

int make_model(ModelArguments& arguments) {
  const auto begin = std::chrono::steady_clock::now();
  const std::vector<CorpusEntry> entries = entries_of(arguments);
  std::size_t done = 0;
  const PairSet pairs = collect_pairs(
      entries, arguments.train.threads, [&](const CorpusEntry& entry, std::size_t count) {
        fmt::print(stderr, "[{}/{}] {}: {} pairs\n", ++done, entries.size(), entry.name, count);
      });
  std::array<std::size_t, pair_kinds.size()> kinds{};
  for (std::size_t i = 0; i < pairs.size(); ++i) ++kinds[static_cast<std::size_t>(pairs[i].kind)];
  fit_to_corpus(pairs, entries.size(), arguments);
  const Vocabulary vocabulary = build_vocabulary(pairs, arguments.vocabulary);
  const double corpus_seconds = seconds_since(begin);
  const TrainedModel model =
      train_model(pairs, vocabulary, arguments.train, [&](const TrainProgress& progress) {
        if (progress.batches_done % 200 != 0 && progress.batches_done != progress.batches_total) {
          return;
        }
        fmt::print(stderr, "batch {}/{}: loss {:.3f}, {:.0f} s\n", progress.batches_done,
                   progress.batches_total, progress.loss, seconds_since(begin));
      });
  if (!std::isfinite(model.loss)) {
    throw Error(ErrorCode::failure, "training diverged, no model was written",
                "Lower --rate or raise --temperature");
  }
  const std::vector<std::byte> bytes = encode_model(model.content);
  replace_file_atomically(std::filesystem::absolute(arguments.out),
                          {reinterpret_cast<const char*>(bytes.data()), bytes.size()});

  fmt::print("repositories      {}\npairs             {}\n", entries.size(), pairs.size());
  for (std::size_t kind = 0; kind < pair_kinds.size(); ++kind) {
    fmt::print("  {:<15} {}\n", pair_kinds[kind].name, kinds[kind]);
  }
  fmt::print("vocabulary        {} words, {:.2f}% of the text outside it\n",
             vocabulary.words.size(), 100 * vocabulary.out_of_vocabulary);
  if (model.held_out.pairs == 0) {
    fmt::print("held out          too few pairs to measure\n");
  } else {
    fmt::print("held out          {} pairs: hit@1 {:.3f}, MRR {:.3f} among {}\n",
               model.held_out.pairs, model.held_out.hit1, model.held_out.mrr,
               arguments.train.batch);
  }
  fmt::print("model             {} ({}), {:.1f} MB\n", arguments.out,
             StaticModel::open(bytes, arguments.out).id(), static_cast<double>(bytes.size()) / 1e6);
  fmt::print("time              {:.0f} s, {:.0f} s of it for the pairs\n", seconds_since(begin),
             corpus_seconds);
  return 0;
}

/// Makes the word filter from lists of words. Words of one or two letters, and words with
/// characters other than letters, are left out.
int make_word_filter(const WordsArguments& arguments) {
  std::set<std::string> words;
  for (const std::string& list : arguments.lists) {
    const std::string text = read_file(list);
    for (const std::string_view line : lines_of(text)) {
      const std::string word = lower_case(line.substr(0, line.find('\r')));
      const bool plain = std::ranges::all_of(word, is_lower);
      if (plain && word.size() > 2) words.insert(word);
    }
  }
  if (words.empty()) {
    throw Error(ErrorCode::usage, "the lists contain no words", "Write one word per line");
  }
  const std::vector<std::byte> bytes = encode_word_filter({words.begin(), words.end()});
  replace_file_atomically(std::filesystem::absolute(arguments.out),
                          {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  fmt::print("{} words, {} bytes\n", words.size(), bytes.size());
  return 0;
}

void add_words_command(CLI::App& app, WordsArguments& arguments) {
  CLI::App& words = *app.add_subcommand("words", "pack lists of English words, one word per line");
  words.add_option("LIST", arguments.lists)->required()->check(CLI::ExistingFile);
  words.add_option("-o,--out", arguments.out, "the packed file")->required();
}

void add_model_command(CLI::App& app, ModelArguments& arguments) {
  CLI::App& model = *app.add_subcommand("model", "train an embedding model on repositories");
  model.add_option("REPOSITORY", arguments.repositories, "repositories to train on");
  model
      .add_option("--list", arguments.list,
                  "a list of repositories: name, language, licence, commit, path, tab-separated")
      ->check(CLI::ExistingFile);
  model.add_option("-o,--out", arguments.out, "the model file")->required();
  model.add_option("--dimension", arguments.train.dimension)
      ->check(CLI::IsMember({64, 128, 192, 256, 384, 512}));
  model.add_option("--epochs", arguments.train.epochs)->check(CLI::Range(1, 50));
  model.add_option("--threads", arguments.train.threads, "affects only the time")
      ->check(CLI::Range(1, 256));
  model.add_option("--rate", arguments.train.rate)->check(CLI::Range(1e-5, 1.0));
  model.add_option("--temperature", arguments.train.temperature)->check(CLI::Range(0.005, 1.0));
  model.add_option("--batch", arguments.train.batch)
      ->check(CLI::IsMember({64, 128, 256, 512, 1024, 2048}));
  model.add_option("--seed", arguments.train.seed);
  model.add_option("--words", arguments.vocabulary.most_words, "size limit of the vocabulary");
}

void add_ranker_command(CLI::App& app, RankerArguments& arguments) {
  CLI::App& ranker = *app.add_subcommand("ranker", "fit the ranker to judged queries");
  ranker.add_option("QUERIES", arguments.queries, "a file of judged queries")
      ->required()
      ->check(CLI::ExistingFile);
  ranker.add_option("--pointless", arguments.pointless, "queries without an answer, one per line")
      ->check(CLI::ExistingFile);
  ranker.add_option("--embedding", arguments.embedding, "value of model.embedding");
  ranker.add_option("-o,--out", arguments.out, "where to write ranker_weights.h");
  ranker
      .add_option("--folds", arguments.folds, "cross-validation folds; default: one per repository")
      ->check(CLI::Range(2, 100));
  ranker.add_option("--penalty", arguments.penalty);
  ranker.add_option("--line-share", arguments.line_share,
                    "weight, in the fit of the file order, of queries whose answers are lines");
  ranker.add_option("--without", arguments.without, "features to leave out, separated by commas");
  ranker.add_option("--mode", arguments.mode, "only this mode");
  ranker.add_flag("--ablate", arguments.ablate, "measure without each feature in turn");
  ranker.add_flag("--verbose", arguments.verbose, "print queries with an NDCG below 0.6");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Trains an embedding model, fits the ranker, and packs word lists.", "gitctx-train");
  app.require_subcommand(1);
  app.option_defaults()->always_capture_default();
  ModelArguments model;
  RankerArguments ranker;
  WordsArguments words;
  add_model_command(app, model);
  add_ranker_command(app, ranker);
  add_words_command(app, words);
  CLI11_PARSE(app, argc, argv);
  try {
    if (app.got_subcommand("words")) return make_word_filter(words);
    return app.got_subcommand("model") ? make_model(model) : run_ranker_command(ranker);
  } catch (const Error& error) {
    fmt::print(stderr, "gitctx-train: {}\n", error.message());
    if (!error.hint().empty()) fmt::print(stderr, "  {}\n", error.hint());
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    fmt::print(stderr, "gitctx-train: unexpected failure: {}\n", error.what());
    return 1;
  }
}
