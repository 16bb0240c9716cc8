#pragma once

#include "search/ranker.h"

namespace gitctx {

// Made by `gitctx-train ranker` (docs/retrieval.md); not written by hand.

// clang-format off
inline constexpr RankerModel hybrid_model = {
    {0.0000,  // bm25
     1.0370,  // bm25_file
     0.6816,  // coverage
     1.2874,  // coverage_file
     3.0230,  // cosine
     2.9504,  // cosine_file
     0.1801,  // cosine_path
     0.0000,  // stem_match
     0.0000,  // stem_f1
     1.7818,  // stem_prefix
     0.7507,  // directory_match
     1.8304,  // symbol_f1
     0.3569,  // symbol_file_f1
     0.0808,  // type_file_f1
     1.7796,  // exact_symbol
     0.0000,  // exact_file
     -3.1167,  // test
     -1.9887,  // example
     -5.6532,  // vendored
     -2.7356,  // document
     -4.4900,  // unstructured
     -1.9836,  // declaration
     0.0000,  // entry
     1.8744,  // lines
     -3.0517,  // depth
     0.1641,  // bm25_relative
     2.5458,  // cosine_relative
     2.3925,  // bm25_whole
     2.3494,  // namesake
     },
    {-6.6295, 0.3094, 1.0061, 3.0180, 0.7609, -0.2789}};

inline constexpr RankerModel lexical_model = {
    {0.0000,  // bm25
     2.2495,  // bm25_file
     0.4665,  // coverage
     0.6269,  // coverage_file
     0.0000,  // cosine
     0.0000,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     0.3748,  // stem_f1
     2.5021,  // stem_prefix
     2.9146,  // directory_match
     0.0000,  // symbol_f1
     1.1109,  // symbol_file_f1
     0.5527,  // type_file_f1
     2.2075,  // exact_symbol
     0.0000,  // exact_file
     -3.1422,  // test
     -2.0220,  // example
     -5.9568,  // vendored
     -2.8801,  // document
     -4.5038,  // unstructured
     -2.0038,  // declaration
     0.0000,  // entry
     2.4252,  // lines
     -3.9329,  // depth
     2.2694,  // bm25_relative
     0.0000,  // cosine_relative
     3.0473,  // bm25_whole
     2.3585,  // namesake
     },
    {-6.5391, 0.2878, 0.9641, 3.6956, 0.7143, 0.0000}};

inline constexpr RankerModel semantic_model = {
    {0.0000,  // bm25
     0.0000,  // bm25_file
     0.0000,  // coverage
     0.0000,  // coverage_file
     2.4542,  // cosine
     2.0932,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     0.3937,  // stem_f1
     1.7294,  // stem_prefix
     1.3932,  // directory_match
     2.3195,  // symbol_f1
     0.1812,  // symbol_file_f1
     0.0000,  // type_file_f1
     1.4201,  // exact_symbol
     0.0000,  // exact_file
     -3.2461,  // test
     -2.1015,  // example
     -5.9278,  // vendored
     -2.7370,  // document
     -4.2229,  // unstructured
     -2.0633,  // declaration
     -0.1517,  // entry
     3.7978,  // lines
     -2.7394,  // depth
     0.0000,  // bm25_relative
     3.1344,  // cosine_relative
     3.5367,  // bm25_whole
     2.1513,  // namesake
     },
    {-5.9397, 0.4065, 0.8413, 2.2748, 0.9558, -2.5448}};

// clang-format on

}  // namespace gitctx
