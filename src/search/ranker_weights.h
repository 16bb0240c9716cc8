#pragma once

#include "search/ranker.h"

namespace gitctx {

// Made by `gitctx-train ranker` (docs/retrieval.md); not written by hand.

// clang-format off
inline constexpr RankerModel hybrid_model = {
    {0.0000,  // bm25
     1.1241,  // bm25_file
     0.5119,  // coverage
     1.2509,  // coverage_file
     2.9758,  // cosine
     2.8410,  // cosine_file
     0.2752,  // cosine_path
     0.0000,  // stem_match
     0.0000,  // stem_f1
     1.7163,  // stem_prefix
     0.7030,  // directory_match
     1.3679,  // symbol_f1
     0.9098,  // symbol_file_f1
     0.1083,  // type_file_f1
     1.6792,  // exact_symbol
     0.0000,  // exact_file
     -3.1542,  // test
     -1.9578,  // example
     -5.6117,  // vendored
     -2.7579,  // document
     -4.5190,  // unstructured
     -2.0078,  // declaration
     0.0000,  // entry
     1.9595,  // lines
     -2.9541,  // depth
     0.3129,  // bm25_relative
     2.6475,  // cosine_relative
     2.2609,  // bm25_whole
     2.5427,  // namesake
     },
    {-5.2529, 0.3127, 1.0018, 1.7449, 0.5627, -0.6262, -4.9477}};

inline constexpr RankerModel lexical_model = {
    {0.0000,  // bm25
     2.2062,  // bm25_file
     0.7161,  // coverage
     0.3782,  // coverage_file
     0.0000,  // cosine
     0.0000,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     0.4155,  // stem_f1
     2.4666,  // stem_prefix
     2.9095,  // directory_match
     0.0000,  // symbol_f1
     1.3719,  // symbol_file_f1
     0.5013,  // type_file_f1
     2.0980,  // exact_symbol
     0.0000,  // exact_file
     -3.1446,  // test
     -1.9818,  // example
     -5.8722,  // vendored
     -2.9466,  // document
     -4.4908,  // unstructured
     -2.0452,  // declaration
     0.0000,  // entry
     2.4908,  // lines
     -4.0137,  // depth
     2.3023,  // bm25_relative
     0.0000,  // cosine_relative
     2.9806,  // bm25_whole
     2.5907,  // namesake
     },
    {-4.9734, 0.2637, 0.9728, 2.2102, 0.7210, 0.0000, -5.1512}};

inline constexpr RankerModel semantic_model = {
    {0.0000,  // bm25
     0.0000,  // bm25_file
     0.0000,  // coverage
     0.0000,  // coverage_file
     2.6032,  // cosine
     2.0398,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     0.3589,  // stem_f1
     1.6691,  // stem_prefix
     1.4526,  // directory_match
     1.4885,  // symbol_f1
     0.9992,  // symbol_file_f1
     0.0000,  // type_file_f1
     1.6037,  // exact_symbol
     0.0000,  // exact_file
     -3.2926,  // test
     -2.1077,  // example
     -5.9113,  // vendored
     -2.7712,  // document
     -4.2913,  // unstructured
     -2.0949,  // declaration
     -0.2105,  // entry
     3.7567,  // lines
     -2.6076,  // depth
     0.0000,  // bm25_relative
     3.2031,  // cosine_relative
     3.5246,  // bm25_whole
     2.3895,  // namesake
     },
    {-5.2587, 0.4269, 0.8463, 1.5104, 0.6731, -2.9724, -4.4594}};

// clang-format on

}  // namespace gitctx
