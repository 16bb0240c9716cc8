#pragma once

#include "search/ranker.h"

namespace gitctx {

// Written by `gitctx-train ranker` (docs/retrieval.md); do not edit.

// clang-format off
inline constexpr RankerModel hybrid_model = {
    .weights = weights_of({
        {Feature::bm25_file, 1.0883},
        {Feature::coverage, 0.5511},
        {Feature::coverage_file, 1.2677},
        {Feature::cosine, 3.2009},
        {Feature::cosine_file, 3.1915},
        {Feature::cosine_path, 0.0938},
        {Feature::stem_prefix, 1.7031},
        {Feature::directory_match, 0.7522},
        {Feature::symbol_f1, 1.7790},
        {Feature::symbol_file_f1, 0.6231},
        {Feature::type_file_f1, 0.2653},
        {Feature::exact_symbol, 1.5783},
        {Feature::test, -3.1801},
        {Feature::example, -2.0121},
        {Feature::vendored, -5.4216},
        {Feature::document, -2.6745},
        {Feature::unstructured, -3.0964},
        {Feature::declaration, -1.9551},
        {Feature::entry, -0.0786},
        {Feature::lines, 1.6224},
        {Feature::depth, -2.8346},
        {Feature::bm25_relative, 0.2735},
        {Feature::cosine_relative, 2.3485},
        {Feature::bm25_whole, 2.3970},
        {Feature::namesake, 2.3125},
    }),
    .calibration = {
        .constant = -4.9864,
        .raw = 0.1206,
        .below_best = 0.1397,
        .known_share = 1.7527,
        .best_coverage = 0.3761,
        .best_cosine = 2.2512,
        .lay_share = -2.7848,
        .log_rank = -1.1363,
    },
    .chunk = {.bm25 = 6.4935, .cosine = 8.1158, .symbol_f1 = 3.3639, .log_size = 0.4462}};

inline constexpr RankerModel lexical_model = {
    .weights = weights_of({
        {Feature::bm25_file, 2.3402},
        {Feature::coverage, 0.9572},
        {Feature::coverage_file, 0.3187},
        {Feature::stem_f1, 0.1782},
        {Feature::stem_prefix, 2.4773},
        {Feature::directory_match, 2.8795},
        {Feature::symbol_f1, 0.1185},
        {Feature::symbol_file_f1, 1.5167},
        {Feature::type_file_f1, 0.7647},
        {Feature::exact_symbol, 2.0241},
        {Feature::test, -3.1599},
        {Feature::example, -2.1326},
        {Feature::vendored, -5.6170},
        {Feature::document, -2.8461},
        {Feature::unstructured, -2.9934},
        {Feature::declaration, -2.0330},
        {Feature::lines, 2.1861},
        {Feature::depth, -3.8575},
        {Feature::bm25_relative, 2.1515},
        {Feature::bm25_whole, 3.0807},
        {Feature::namesake, 2.3678},
    }),
    .calibration = {
        .constant = -4.9993,
        .raw = 0.2265,
        .below_best = 0.0219,
        .known_share = 2.2097,
        .best_coverage = 0.0431,
        .best_cosine = 0.0000,
        .lay_share = -3.1853,
        .log_rank = -1.0539,
    },
    .chunk = {.bm25 = 9.9483, .cosine = 0.0000, .symbol_f1 = 3.1873, .log_size = 0.4625}};

inline constexpr RankerModel semantic_model = {
    .weights = weights_of({
        {Feature::cosine, 2.6932},
        {Feature::cosine_file, 2.1008},
        {Feature::stem_prefix, 1.6854},
        {Feature::directory_match, 0.8040},
        {Feature::symbol_f1, 2.0537},
        {Feature::symbol_file_f1, 0.6156},
        {Feature::type_file_f1, 0.3555},
        {Feature::exact_symbol, 1.5111},
        {Feature::test, -3.2803},
        {Feature::example, -2.0440},
        {Feature::vendored, -5.7772},
        {Feature::document, -2.6810},
        {Feature::unstructured, -2.8236},
        {Feature::declaration, -2.1886},
        {Feature::entry, -0.3260},
        {Feature::lines, 3.6265},
        {Feature::depth, -2.4306},
        {Feature::cosine_relative, 3.1076},
        {Feature::bm25_whole, 3.5870},
        {Feature::namesake, 2.1891},
    }),
    .calibration = {
        .constant = -4.2946,
        .raw = 0.0814,
        .below_best = 0.0225,
        .known_share = 1.4391,
        .best_coverage = 0.8259,
        .best_cosine = 1.4616,
        .lay_share = -2.7942,
        .log_rank = -1.3591,
    },
    .chunk = {.bm25 = 0.0000, .cosine = 14.4113, .symbol_f1 = 4.5753, .log_size = 0.5488}};

// clang-format on

}  // namespace gitctx
