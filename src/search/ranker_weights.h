#pragma once

#include "search/ranker.h"

namespace gitctx {

// Made by `gitctx-train ranker` (docs/retrieval.md); not written by hand.

// clang-format off
inline constexpr RankerModel hybrid_model = {
    {0.0000,  // bm25
     1.3230,  // bm25_file
     1.1721,  // coverage
     1.5817,  // coverage_file
     3.4373,  // cosine
     3.0879,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     0.8249,  // stem_f1
     1.9101,  // stem_prefix
     0.0272,  // directory_match
     1.3970,  // symbol_f1
     1.1299,  // symbol_file_f1
     0.4781,  // type_file_f1
     2.3268,  // exact_symbol
     0.0000,  // exact_file
     -3.9377,  // test
     -2.6720,  // example
     -4.8665,  // vendored
     -3.4423,  // document
     -2.7432,  // unstructured
     -1.5950,  // declaration
     -0.2271,  // entry
     3.1008,  // lines
     -0.7284,  // depth
     0.0000,  // bm25_relative
     3.2802,  // cosine_relative
     2.7753,  // bm25_whole
     },
    {-6.6969, 0.2506, 0.8017, 3.1712, 0.6652, -0.0605}};

inline constexpr RankerModel lexical_model = {
    {0.0000,  // bm25
     2.8469,  // bm25_file
     1.0424,  // coverage
     0.7471,  // coverage_file
     0.0000,  // cosine
     0.0000,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     1.2044,  // stem_f1
     2.7335,  // stem_prefix
     2.3350,  // directory_match
     0.0000,  // symbol_f1
     1.4006,  // symbol_file_f1
     0.7695,  // type_file_f1
     2.6765,  // exact_symbol
     0.0000,  // exact_file
     -3.9476,  // test
     -2.8610,  // example
     -5.1953,  // vendored
     -3.5728,  // document
     -3.0034,  // unstructured
     -1.6334,  // declaration
     0.0000,  // entry
     3.9189,  // lines
     -1.7001,  // depth
     2.2868,  // bm25_relative
     0.0000,  // cosine_relative
     3.1852,  // bm25_whole
     },
    {-6.6155, 0.2382, 0.7952, 3.7455, 0.8184, 0.0000}};

inline constexpr RankerModel semantic_model = {
    {0.0000,  // bm25
     0.0000,  // bm25_file
     0.0000,  // coverage
     0.0000,  // coverage_file
     2.9205,  // cosine
     1.6536,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     1.4981,  // stem_f1
     1.7173,  // stem_prefix
     0.7058,  // directory_match
     1.6289,  // symbol_f1
     1.1034,  // symbol_file_f1
     0.2982,  // type_file_f1
     1.6734,  // exact_symbol
     0.0000,  // exact_file
     -4.0226,  // test
     -2.7449,  // example
     -5.3491,  // vendored
     -3.4391,  // document
     -2.3537,  // unstructured
     -1.7260,  // declaration
     -0.6321,  // entry
     5.8033,  // lines
     -0.8828,  // depth
     0.0000,  // bm25_relative
     4.4480,  // cosine_relative
     4.1494,  // bm25_whole
     },
    {-6.4334, 0.3395, 0.6914, 2.4900, 0.8919, -1.9514}};

// clang-format on

}  // namespace gitctx
