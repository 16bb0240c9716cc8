#pragma once

#include "search/ranker.h"

namespace gitctx {

// Written by `gitctx-train ranker` (docs/retrieval.md); do not edit.

// clang-format off
inline constexpr RankerModel hybrid_model = {
    .weights = weights_of({
        {Feature::bm25_file, 0.8764},
        {Feature::coverage, 0.5297},
        {Feature::coverage_file, 1.2300},
        {Feature::cosine, 3.1045},
        {Feature::cosine_file, 3.0721},
        {Feature::stem_prefix, 1.8495},
        {Feature::directory_match, 0.6873},
        {Feature::symbol_f1, 1.6996},
        {Feature::symbol_file_f1, 0.7090},
        {Feature::type_file_f1, 0.1650},
        {Feature::exact_symbol, 1.5725},
        {Feature::test, -3.3037},
        {Feature::example, -2.3015},
        {Feature::vendored, -5.2870},
        {Feature::document, -2.7997},
        {Feature::unstructured, -3.0481},
        {Feature::declaration, -1.0050},
        {Feature::lines, 2.0918},
        {Feature::depth, -2.7126},
        {Feature::bm25_relative, 0.2851},
        {Feature::cosine_relative, 2.4410},
        {Feature::bm25_whole, 2.5178},
        {Feature::namesake, 2.1564},
    }),
    .calibration = {
        .constant = -5.8469,
        .raw = 0.2281,
        .below_best = 0.3689,
        .known_share = 1.1742,
        .best_coverage = 0.2528,
        .best_cosine = 1.7041,
        .lay_share = -2.8177,
    },
    .chunk = {.bm25 = 6.4507, .cosine = 8.3887, .symbol_f1 = 3.0664, .log_size = 0.4496}};

inline constexpr RankerModel lexical_model = {
    .weights = weights_of({
        {Feature::bm25_file, 2.1302},
        {Feature::coverage, 0.9080},
        {Feature::coverage_file, 0.2239},
        {Feature::stem_prefix, 2.6053},
        {Feature::directory_match, 2.7432},
        {Feature::symbol_file_f1, 1.5444},
        {Feature::type_file_f1, 0.7356},
        {Feature::exact_symbol, 2.0177},
        {Feature::test, -3.2248},
        {Feature::example, -2.3522},
        {Feature::vendored, -5.3821},
        {Feature::document, -2.9067},
        {Feature::unstructured, -2.9466},
        {Feature::declaration, -1.0101},
        {Feature::lines, 2.5542},
        {Feature::depth, -3.7851},
        {Feature::bm25_relative, 2.2571},
        {Feature::bm25_whole, 3.3193},
        {Feature::namesake, 2.2699},
    }),
    .calibration = {
        .constant = -6.0660,
        .raw = 0.3355,
        .below_best = 0.2604,
        .known_share = 1.8488,
        .best_coverage = -0.0687,
        .best_cosine = 0.0000,
        .lay_share = -3.2369,
    },
    .chunk = {.bm25 = 9.9137, .cosine = 0.0000, .symbol_f1 = 2.9135, .log_size = 0.4675}};

inline constexpr RankerModel semantic_model = {
    .weights = weights_of({
        {Feature::cosine, 2.6598},
        {Feature::cosine_file, 1.8871},
        {Feature::stem_prefix, 1.8670},
        {Feature::directory_match, 0.7433},
        {Feature::symbol_f1, 2.1200},
        {Feature::symbol_file_f1, 0.4983},
        {Feature::type_file_f1, 0.1913},
        {Feature::exact_symbol, 1.5242},
        {Feature::test, -3.3950},
        {Feature::example, -2.3928},
        {Feature::vendored, -5.5253},
        {Feature::document, -2.7689},
        {Feature::unstructured, -2.8322},
        {Feature::declaration, -1.2529},
        {Feature::entry, -0.1634},
        {Feature::lines, 3.9775},
        {Feature::depth, -2.3568},
        {Feature::cosine_relative, 3.1911},
        {Feature::bm25_whole, 3.5974},
        {Feature::namesake, 2.0257},
    }),
    .calibration = {
        .constant = -5.4144,
        .raw = 0.2019,
        .below_best = 0.2887,
        .known_share = 0.8677,
        .best_coverage = 0.7626,
        .best_cosine = 0.8929,
        .lay_share = -2.6056,
    },
    .chunk = {.bm25 = 0.0000, .cosine = 14.7379, .symbol_f1 = 4.1791, .log_size = 0.5604}};

// clang-format on

}  // namespace gitctx
