#pragma once

#include "search/ranker.h"

namespace gitctx {

// Made by `gitctx-train ranker` (docs/retrieval.md); not written by hand.

// clang-format off
inline constexpr RankerModel hybrid_model = {
    {0.0000,  // bm25
     1.3255,  // bm25_file
     1.1961,  // coverage
     1.5866,  // coverage_file
     3.2533,  // cosine
     3.0750,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     0.8417,  // stem_f1
     1.9027,  // stem_prefix
     0.0082,  // directory_match
     1.4071,  // symbol_f1
     1.1160,  // symbol_file_f1
     0.4716,  // type_file_f1
     2.3308,  // exact_symbol
     0.0000,  // exact_file
     -3.9726,  // test
     -2.7339,  // example
     -4.8720,  // vendored
     -3.4900,  // document
     -2.8898,  // unstructured
     -1.6053,  // declaration
     -0.2297,  // entry
     3.1097,  // lines
     -0.7283,  // depth
     0.0000,  // bm25_relative
     3.4190,  // cosine_relative
     2.7673,  // bm25_whole
     },
    {-3.8512, 0.2498, 0.7874, 0.1962, 0.5053, 0.3021}};

inline constexpr RankerModel lexical_model = {
    {0.0000,  // bm25
     2.8582,  // bm25_file
     1.0438,  // coverage
     0.7463,  // coverage_file
     0.0000,  // cosine
     0.0000,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     1.2116,  // stem_f1
     2.7305,  // stem_prefix
     2.3334,  // directory_match
     0.0000,  // symbol_f1
     1.3983,  // symbol_file_f1
     0.7644,  // type_file_f1
     2.6754,  // exact_symbol
     0.0000,  // exact_file
     -3.9631,  // test
     -2.9084,  // example
     -5.1804,  // vendored
     -3.6075,  // document
     -3.0373,  // unstructured
     -1.6391,  // declaration
     0.0000,  // entry
     3.9126,  // lines
     -1.6989,  // depth
     2.2890,  // bm25_relative
     0.0000,  // cosine_relative
     3.1875,  // bm25_whole
     },
    {-3.3319, 0.2421, 0.7716, 0.5849, 0.6058, 0.0000}};

inline constexpr RankerModel semantic_model = {
    {0.0000,  // bm25
     0.0000,  // bm25_file
     0.0000,  // coverage
     0.0000,  // coverage_file
     3.0069,  // cosine
     1.6623,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     1.5101,  // stem_f1
     1.7125,  // stem_prefix
     0.6943,  // directory_match
     1.6349,  // symbol_f1
     1.0908,  // symbol_file_f1
     0.2932,  // type_file_f1
     1.6717,  // exact_symbol
     0.0000,  // exact_file
     -4.0817,  // test
     -2.8341,  // example
     -5.4173,  // vendored
     -3.5153,  // document
     -2.6145,  // unstructured
     -1.7492,  // declaration
     -0.6321,  // entry
     5.8064,  // lines
     -0.8867,  // depth
     0.0000,  // bm25_relative
     4.4016,  // cosine_relative
     4.1754,  // bm25_whole
     },
    {-3.8524, 0.3436, 0.6700, -0.2903, 0.7292, -1.7885}};

// clang-format on

}  // namespace gitctx
