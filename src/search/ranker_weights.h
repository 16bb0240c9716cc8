#pragma once

#include "search/ranker.h"

namespace gitctx {

// Made by `gitctx-train ranker` (docs/retrieval.md); not written by hand.

// clang-format off
inline constexpr RankerModel hybrid_model = {
    {0.0000,  // bm25
     1.0310,  // bm25_file
     0.6902,  // coverage
     1.2895,  // coverage_file
     3.0113,  // cosine
     2.9422,  // cosine_file
     0.2096,  // cosine_path
     0.0000,  // stem_match
     0.0000,  // stem_f1
     1.7904,  // stem_prefix
     0.7675,  // directory_match
     1.8300,  // symbol_f1
     0.4108,  // symbol_file_f1
     0.0693,  // type_file_f1
     1.7749,  // exact_symbol
     0.0000,  // exact_file
     -3.0903,  // test
     -1.9503,  // example
     -5.6599,  // vendored
     -2.7012,  // document
     -4.4892,  // unstructured
     -2.0173,  // declaration
     0.0000,  // entry
     1.8952,  // lines
     -3.1237,  // depth
     0.1595,  // bm25_relative
     2.5360,  // cosine_relative
     2.3795,  // bm25_whole
     2.5224,  // namesake
     },
    {-6.8888, 0.3115, 1.0026, 3.1207, 0.8148, -0.5023}};

inline constexpr RankerModel lexical_model = {
    {0.0000,  // bm25
     2.2360,  // bm25_file
     0.4683,  // coverage
     0.6244,  // coverage_file
     0.0000,  // cosine
     0.0000,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     0.3503,  // stem_f1
     2.5163,  // stem_prefix
     2.9140,  // directory_match
     0.0000,  // symbol_f1
     1.1560,  // symbol_file_f1
     0.5498,  // type_file_f1
     2.2080,  // exact_symbol
     0.0000,  // exact_file
     -3.1161,  // test
     -1.9785,  // example
     -5.9669,  // vendored
     -2.8544,  // document
     -4.4935,  // unstructured
     -2.0305,  // declaration
     0.0000,  // entry
     2.4380,  // lines
     -3.9918,  // depth
     2.2648,  // bm25_relative
     0.0000,  // cosine_relative
     3.0522,  // bm25_whole
     2.5195,  // namesake
     },
    {-6.7981, 0.2813, 0.9656, 3.7534, 0.8216, 0.0000}};

inline constexpr RankerModel semantic_model = {
    {0.0000,  // bm25
     0.0000,  // bm25_file
     0.0000,  // coverage
     0.0000,  // coverage_file
     2.4387,  // cosine
     2.0824,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     0.3713,  // stem_f1
     1.7465,  // stem_prefix
     1.4283,  // directory_match
     2.3397,  // symbol_f1
     0.2072,  // symbol_file_f1
     0.0000,  // type_file_f1
     1.4206,  // exact_symbol
     0.0000,  // exact_file
     -3.2071,  // test
     -2.0438,  // example
     -5.9422,  // vendored
     -2.6786,  // document
     -4.2162,  // unstructured
     -2.1130,  // declaration
     -0.1447,  // entry
     3.8113,  // lines
     -2.8446,  // depth
     0.0000,  // bm25_relative
     3.1409,  // cosine_relative
     3.5325,  // bm25_whole
     2.4092,  // namesake
     },
    {-6.5263, 0.4360, 0.8113, 2.4001, 0.9551, -2.9689}};

// clang-format on

}  // namespace gitctx
