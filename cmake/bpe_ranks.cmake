# Packs the ranks of the byte-pair encodings from the locked npm package `tiktoken`.
# src/text/bpe_embedded.cc makes them part of the binary.
if(NOT EXISTS ${GITCTX_NODE_MODULES}/tiktoken)
  message(FATAL_ERROR "node_modules/tiktoken is missing: run scripts/bootstrap.sh")
endif()
add_executable(pack_bpe_ranks tools/bpe/pack_bpe_ranks.cc)
target_link_libraries(pack_bpe_ranks PRIVATE gitctx_base dep_json dep_zstd)

set(bpe_files "")
set(bpe_definitions "")
foreach(encoding cl100k_base o200k_base)
  set(source ${GITCTX_NODE_MODULES}/tiktoken/encoders/${encoding}.json)
  set(packed ${CMAKE_BINARY_DIR}/generated/text/${encoding}.bpe)
  string(TOUPPER ${encoding} upper)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated/text)
  add_custom_command(OUTPUT ${packed}
                     COMMAND pack_bpe_ranks ${source} ${packed}
                     DEPENDS pack_bpe_ranks ${source}
                     COMMENT "Ranks of ${encoding}" VERBATIM)
  list(APPEND bpe_files ${packed})
  list(APPEND bpe_definitions "GITCTX_${upper}=\"${packed}\"")
endforeach()

add_custom_target(gitctx_bpe_ranks DEPENDS ${bpe_files})
add_dependencies(gitctx_text gitctx_bpe_ranks)
set_source_files_properties(src/text/bpe_embedded.cc PROPERTIES
  OBJECT_DEPENDS "${bpe_files}" COMPILE_DEFINITIONS "${bpe_definitions}")
