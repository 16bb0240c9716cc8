#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gitctx {

/// The features that the ranker weighs; the values are about 0..1. This is the only complete list
/// of features; docs/retrieval.md prints the list with the weights. Columns:
///
///   name         name of the enumerator; also shown by `--explain` and used in ranker_weights.h
///   sign         sign of the weight. The fit never gives a feature the opposite sign, because with
///                only a few hundred queries, an opposite sign would be due to chance.
///   prior        weight towards which the fit regularises. The prior is 0, except for features of
///                file kinds that occur in too few repositories to learn from. Files of these
///                kinds are assumed to be as bad as tests.
///   modes        search modes that have the feature
///   description
// clang-format off
#define GITCTX_FEATURES(X)                                                                        \
  X(bm25, positive, 0, not_semantic,                                                              \
    "BM25F of the chunk, divided by the highest possible value")                                  \
  X(bm25_file, positive, 0, not_semantic,                                                         \
    "mean `bm25` of the file's six best chunks")                                                  \
  X(coverage, positive, 0, not_semantic,                                                          \
    "share of the query's term weight that the chunk contains")                                   \
  X(coverage_file, positive, 0, not_semantic,                                                     \
    "share of the query's term weight that the file's candidate chunks or its path contain")      \
  X(cosine, positive, 0, not_lexical,                                                             \
    "cosine between the query and the chunk with its path")                                       \
  X(cosine_file, positive, 0, not_lexical,                                                        \
    "mean `cosine` of the file's three best chunks")                                              \
  X(cosine_path, positive, 0, not_lexical,                                                        \
    "cosine between the query and the path")                                                      \
  X(stem_match, positive, 0, all,                                                                 \
    "share of the query's term weight that the file's name contains")                             \
  X(stem_f1, positive, 0, all,                                                                    \
    "harmonic mean of `stem_match` and the share of the name's terms that the query contains")    \
  X(stem_prefix, positive, 0, all,                                                                \
    "share of the name's terms that are a prefix of a query term, "                               \
    "or have a query term as a prefix")                                                           \
  X(directory_match, positive, 0, all,                                                            \
    "share of the query's term weight that the names of the path's folders contain")              \
  X(symbol_f1, positive, 0, all,                                                                  \
    "as `stem_f1`, for the best-matching name that the chunk defines")                            \
  X(symbol_file_f1, positive, 0, all,                                                             \
    "highest `symbol_f1` of the file's candidate chunks")                                         \
  X(type_file_f1, positive, 0, all,                                                               \
    "highest `symbol_f1` of the file's candidate chunks that define a type")                      \
  X(exact_symbol, positive, 0, all,                                                               \
    "1 / sqrt(n) if the chunk defines a name that is spelled exactly as in the query; "           \
    "n is the number of candidates that define such a name")                                      \
  X(exact_file, positive, 0, all,                                                                 \
    "highest `exact_symbol` of the file's candidate chunks")                                      \
  X(test, negative, 0, all,                                                                       \
    "1 in a test, unless the query asks for tests")                                               \
  X(example, negative, 0, all,                                                                    \
    "1 in examples, benchmarks, documentation, or legacy and former versions, unless the query "  \
    "asks for them")                                                                              \
  X(vendored, negative, -4, all,                                                                  \
    "1 in a folder of third-party or generated code")                                             \
  X(document, negative, 0, all,                                                                   \
    "1 in prose, unless the query asks for documentation")                                        \
  X(unstructured, negative, -4, all,                                                              \
    "1 in a file that is neither prose nor in a language whose definitions are read")             \
  X(declaration, negative, 0, all,                                                                \
    "1 in a file that contains only declarations (headers, stubs)")                               \
  X(entry, negative, 0, all,                                                                      \
    "1 in a file that gathers others (`index`, `__init__`, `mod`)")                               \
  X(lines, positive, 0, all,                                                                      \
    "a tenth of the logarithm of the file's length in lines")                                     \
  X(depth, negative, 0, all,                                                                      \
    "number of folders above the file, divided by 10")                                            \
  X(bm25_relative, positive, 0, not_semantic,                                                     \
    "`bm25` divided by that of the best candidate")                                               \
  X(cosine_relative, positive, 0, not_lexical,                                                    \
    "`cosine` divided by that of the best candidate")                                             \
  X(bm25_whole, positive, 0, all,                                                                 \
    "BM25F of the file's candidate chunks taken together")                                        \
  X(namesake, positive, 0, all,                                                                   \
    "1 in a folder named after the repository, 0.1 in a folder whose name begins with "           \
    "that name; if no candidate has 1, those with the highest value get 1")
// clang-format on

enum class Feature : std::uint8_t {
#define GITCTX_FEATURE(name, ...) name,
  GITCTX_FEATURES(GITCTX_FEATURE)
#undef GITCTX_FEATURE
};

enum class WeightSign : std::uint8_t { positive, negative };
enum class FeatureModes : std::uint8_t { all, not_lexical, not_semantic };

struct FeatureRow {
  Feature feature;
  std::string_view name;
  WeightSign sign;
  double prior;
  FeatureModes modes;
  std::string_view description;
};

/// Every feature, in the order of the enumerators.
inline constexpr std::array feature_table = {
#define GITCTX_FEATURE(name, sign, prior, modes, description) \
  FeatureRow{Feature::name, #name, WeightSign::sign, prior, FeatureModes::modes, description},
    GITCTX_FEATURES(GITCTX_FEATURE)
#undef GITCTX_FEATURE
};
inline constexpr std::size_t feature_count = feature_table.size();

/// A number per feature: the measured values of a candidate, or the weights of a ranker.
using FeatureVector = std::array<double, feature_count>;

}  // namespace gitctx
