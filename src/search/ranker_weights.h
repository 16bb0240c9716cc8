#pragma once

#include "search/ranker.h"

namespace gitctx {

// Written by `gitctx-train ranker` (docs/retrieval.md); do not edit.

// clang-format off
inline constexpr RankerModel hybrid_model = {
    .weights = weights_of({
        {Feature::bm25_file, 1.1241},
        {Feature::coverage, 0.5119},
        {Feature::coverage_file, 1.2509},
        {Feature::cosine, 2.9758},
        {Feature::cosine_file, 2.8410},
        {Feature::cosine_path, 0.2752},
        {Feature::stem_prefix, 1.7163},
        {Feature::directory_match, 0.7030},
        {Feature::symbol_f1, 1.3679},
        {Feature::symbol_file_f1, 0.9098},
        {Feature::type_file_f1, 0.1083},
        {Feature::exact_symbol, 1.6792},
        {Feature::test, -3.1542},
        {Feature::example, -1.9578},
        {Feature::vendored, -5.6117},
        {Feature::document, -2.7579},
        {Feature::unstructured, -4.5190},
        {Feature::declaration, -2.0078},
        {Feature::lines, 1.9595},
        {Feature::depth, -2.9541},
        {Feature::bm25_relative, 0.3129},
        {Feature::cosine_relative, 2.6475},
        {Feature::bm25_whole, 2.2609},
        {Feature::namesake, 2.5427},
    }),
    .calibration = {
        .constant = -5.2529,
        .raw = 0.3127,
        .below_best = 1.0018,
        .known_share = 1.7449,
        .best_coverage = 0.5627,
        .best_cosine = -0.6262,
        .lay_share = -4.9477,
    },
    .chunk = {.bm25 = 6.0900, .cosine = 8.9790, .symbol_f1 = 3.2240, .log_size = 0.4340}};

inline constexpr RankerModel lexical_model = {
    .weights = weights_of({
        {Feature::bm25_file, 2.2062},
        {Feature::coverage, 0.7161},
        {Feature::coverage_file, 0.3782},
        {Feature::stem_f1, 0.4155},
        {Feature::stem_prefix, 2.4666},
        {Feature::directory_match, 2.9095},
        {Feature::symbol_file_f1, 1.3719},
        {Feature::type_file_f1, 0.5013},
        {Feature::exact_symbol, 2.0980},
        {Feature::test, -3.1446},
        {Feature::example, -1.9818},
        {Feature::vendored, -5.8722},
        {Feature::document, -2.9466},
        {Feature::unstructured, -4.4908},
        {Feature::declaration, -2.0452},
        {Feature::lines, 2.4908},
        {Feature::depth, -4.0137},
        {Feature::bm25_relative, 2.3023},
        {Feature::bm25_whole, 2.9806},
        {Feature::namesake, 2.5907},
    }),
    .calibration = {
        .constant = -4.9734,
        .raw = 0.2637,
        .below_best = 0.9728,
        .known_share = 2.2102,
        .best_coverage = 0.7210,
        .best_cosine = 0.0000,
        .lay_share = -5.1512,
    },
    .chunk = {.bm25 = 10.0360, .cosine = 0.0000, .symbol_f1 = 3.0680, .log_size = 0.4390}};

inline constexpr RankerModel semantic_model = {
    .weights = weights_of({
        {Feature::cosine, 2.6032},
        {Feature::cosine_file, 2.0398},
        {Feature::stem_f1, 0.3589},
        {Feature::stem_prefix, 1.6691},
        {Feature::directory_match, 1.4526},
        {Feature::symbol_f1, 1.4885},
        {Feature::symbol_file_f1, 0.9992},
        {Feature::exact_symbol, 1.6037},
        {Feature::test, -3.2926},
        {Feature::example, -2.1077},
        {Feature::vendored, -5.9113},
        {Feature::document, -2.7712},
        {Feature::unstructured, -4.2913},
        {Feature::declaration, -2.0949},
        {Feature::entry, -0.2105},
        {Feature::lines, 3.7567},
        {Feature::depth, -2.6076},
        {Feature::cosine_relative, 3.2031},
        {Feature::bm25_whole, 3.5246},
        {Feature::namesake, 2.3895},
    }),
    .calibration = {
        .constant = -5.2587,
        .raw = 0.4269,
        .below_best = 0.8463,
        .known_share = 1.5104,
        .best_coverage = 0.6731,
        .best_cosine = -2.9724,
        .lay_share = -4.4594,
    },
    .chunk = {.bm25 = 0.0000, .cosine = 14.8620, .symbol_f1 = 4.4800, .log_size = 0.4910}};

// clang-format on

}  // namespace gitctx
