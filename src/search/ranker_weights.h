#pragma once

#include "search/ranker.h"

namespace gitctx {

// Made by `gitctx-train ranker` (docs/retrieval.md); not written by hand.

// clang-format off
inline constexpr RankerModel hybrid_model = {
    {0.0000,  // bm25
     1.0365,  // bm25_file
     0.6825,  // coverage
     1.2907,  // coverage_file
     3.0287,  // cosine
     2.9445,  // cosine_file
     0.1985,  // cosine_path
     0.0000,  // stem_match
     0.0000,  // stem_f1
     1.7767,  // stem_prefix
     0.7656,  // directory_match
     1.8317,  // symbol_f1
     0.3587,  // symbol_file_f1
     0.0855,  // type_file_f1
     1.7817,  // exact_symbol
     0.0000,  // exact_file
     -3.0950,  // test
     -1.9546,  // example
     -5.6595,  // vendored
     -2.6990,  // document
     -4.4908,  // unstructured
     -2.0201,  // declaration
     0.0000,  // entry
     1.8813,  // lines
     -3.1286,  // depth
     0.1714,  // bm25_relative
     2.5502,  // cosine_relative
     2.3902,  // bm25_whole
     2.5242,  // namesake
     },
    {-6.8833, 0.3132, 0.9987, 3.0825, 0.7888, -0.4564}};

inline constexpr RankerModel lexical_model = {
    {0.0000,  // bm25
     2.2417,  // bm25_file
     0.4680,  // coverage
     0.6279,  // coverage_file
     0.0000,  // cosine
     0.0000,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     0.3740,  // stem_f1
     2.5011,  // stem_prefix
     2.9318,  // directory_match
     0.0000,  // symbol_f1
     1.1090,  // symbol_file_f1
     0.5603,  // type_file_f1
     2.2157,  // exact_symbol
     0.0000,  // exact_file
     -3.1216,  // test
     -1.9820,  // example
     -5.9651,  // vendored
     -2.8520,  // document
     -4.4995,  // unstructured
     -2.0330,  // declaration
     0.0000,  // entry
     2.4308,  // lines
     -3.9994,  // depth
     2.2746,  // bm25_relative
     0.0000,  // cosine_relative
     3.0608,  // bm25_whole
     2.5211,  // namesake
     },
    {-6.7925, 0.2808, 0.9638, 3.7525, 0.8176, 0.0000}};

inline constexpr RankerModel semantic_model = {
    {0.0000,  // bm25
     0.0000,  // bm25_file
     0.0000,  // coverage
     0.0000,  // coverage_file
     2.4501,  // cosine
     2.0849,  // cosine_file
     0.0000,  // cosine_path
     0.0000,  // stem_match
     0.3994,  // stem_f1
     1.7229,  // stem_prefix
     1.4255,  // directory_match
     2.3328,  // symbol_f1
     0.1764,  // symbol_file_f1
     0.0000,  // type_file_f1
     1.4258,  // exact_symbol
     0.0000,  // exact_file
     -3.2103,  // test
     -2.0484,  // example
     -5.9371,  // vendored
     -2.6770,  // document
     -4.2165,  // unstructured
     -2.1130,  // declaration
     -0.1521,  // entry
     3.8104,  // lines
     -2.8475,  // depth
     0.0000,  // bm25_relative
     3.1621,  // cosine_relative
     3.5435,  // bm25_whole
     2.4107,  // namesake
     },
    {-6.5291, 0.4364, 0.8104, 2.4008, 0.9554, -2.9850}};

// clang-format on

}  // namespace gitctx
