#pragma once

#include "search/ranker.h"

namespace gitctx {

// Written by `gitctx-train ranker` (docs/retrieval.md); do not edit.

// clang-format off
inline constexpr RankerModel hybrid_model = {
    .weights = weights_of({
        {Feature::bm25_file, 1.0629},
        {Feature::coverage, 0.0196},
        {Feature::coverage_file, 1.3286},
        {Feature::cosine, 3.1142},
        {Feature::cosine_file, 2.7356},
        {Feature::stem_prefix, 1.6981},
        {Feature::directory_match, 0.5807},
        {Feature::symbol_f1, 1.2947},
        {Feature::symbol_file_f1, 0.9967},
        {Feature::type_file_f1, 0.2291},
        {Feature::exact_symbol, 1.4847},
        {Feature::test, -3.4176},
        {Feature::example, -2.4247},
        {Feature::vendored, -5.2293},
        {Feature::document, -2.8821},
        {Feature::unstructured, -1.2118},
        {Feature::declaration, -0.8626},
        {Feature::lines, 1.4385},
        {Feature::depth, -2.4717},
        {Feature::bm25_relative, 1.1176},
        {Feature::cosine_relative, 2.3652},
        {Feature::bm25_whole, 2.2248},
        {Feature::namesake, 1.8018},
    }),
    .calibration = {
        .constant = -5.8221,
        .raw = 0.2507,
        .below_best = 0.3672,
        .known_share = 1.1302,
        .best_coverage = 0.0904,
        .best_cosine = 1.9468,
        .lay_share = -2.7235,
    },
    .chunk = {.bm25 = 6.4507, .cosine = 8.3887, .symbol_f1 = 3.0664, .log_size = 0.4496}};

inline constexpr RankerModel lexical_model = {
    .weights = weights_of({
        {Feature::bm25_file, 2.2799},
        {Feature::coverage, 0.5967},
        {Feature::coverage_file, 0.4593},
        {Feature::stem_prefix, 2.4601},
        {Feature::directory_match, 2.5842},
        {Feature::symbol_file_f1, 1.5588},
        {Feature::type_file_f1, 0.7182},
        {Feature::exact_symbol, 2.0491},
        {Feature::test, -3.3691},
        {Feature::example, -2.4930},
        {Feature::vendored, -5.3670},
        {Feature::document, -3.0058},
        {Feature::unstructured, -1.2724},
        {Feature::declaration, -0.8687},
        {Feature::lines, 1.7776},
        {Feature::depth, -3.2844},
        {Feature::bm25_relative, 2.7841},
        {Feature::bm25_whole, 3.0421},
        {Feature::namesake, 1.8132},
    }),
    .calibration = {
        .constant = -5.9787,
        .raw = 0.3603,
        .below_best = 0.2780,
        .known_share = 1.9246,
        .best_coverage = -0.1732,
        .best_cosine = 0.0000,
        .lay_share = -2.9648,
    },
    .chunk = {.bm25 = 9.9137, .cosine = 0.0000, .symbol_f1 = 2.9135, .log_size = 0.4675}};

inline constexpr RankerModel semantic_model = {
    .weights = weights_of({
        {Feature::cosine, 2.5973},
        {Feature::cosine_file, 1.7628},
        {Feature::stem_prefix, 1.7037},
        {Feature::directory_match, 0.5663},
        {Feature::symbol_f1, 2.1366},
        {Feature::symbol_file_f1, 0.5657},
        {Feature::type_file_f1, 0.1951},
        {Feature::exact_symbol, 1.4489},
        {Feature::test, -3.4893},
        {Feature::example, -2.5044},
        {Feature::vendored, -5.4786},
        {Feature::document, -2.8488},
        {Feature::unstructured, -1.1212},
        {Feature::declaration, -1.0750},
        {Feature::entry, -0.1725},
        {Feature::lines, 3.2595},
        {Feature::depth, -2.1805},
        {Feature::cosine_relative, 3.3229},
        {Feature::bm25_whole, 3.9621},
        {Feature::namesake, 1.7158},
    }),
    .calibration = {
        .constant = -5.4750,
        .raw = 0.2300,
        .below_best = 0.3098,
        .known_share = 0.7711,
        .best_coverage = 0.7267,
        .best_cosine = 1.1216,
        .lay_share = -2.5075,
    },
    .chunk = {.bm25 = 0.0000, .cosine = 14.7379, .symbol_f1 = 4.1791, .log_size = 0.5604}};

// clang-format on

}  // namespace gitctx
