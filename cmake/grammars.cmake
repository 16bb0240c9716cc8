# dep_tree_sitter_grammars: the tree-sitter core, all grammars and their highlight queries in one
# archive, built from the locked npm packages. The archive is compiled once, in build/grammars, for
# all presets, and always without sanitizers. If several builds run at the same time, a lock lets
# only one of them compile it.
set(grammars_dir ${CMAKE_SOURCE_DIR}/build/grammars)
set(grammars_archive ${grammars_dir}/libgitctx_grammars.a)
set(grammars_project ${CMAKE_SOURCE_DIR}/cmake/grammars)
file(GLOB grammars_inputs CONFIGURE_DEPENDS ${grammars_project}/*)

add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/grammars.stamp
  BYPRODUCTS ${grammars_archive}
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${grammars_project} -DBINARY=${grammars_dir}
          -DNODE_MODULES=${GITCTX_NODE_MODULES} -P ${grammars_project}/build_once.cmake
  COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_BINARY_DIR}/grammars.stamp
  DEPENDS ${grammars_inputs} ${CMAKE_SOURCE_DIR}/package-lock.json
  COMMENT "Grammars (about a minute when none is cached)"
  USES_TERMINAL VERBATIM)
add_custom_target(gitctx_grammars DEPENDS ${CMAKE_BINARY_DIR}/grammars.stamp)

add_library(dep_tree_sitter_grammars INTERFACE)
add_dependencies(dep_tree_sitter_grammars gitctx_grammars)
target_include_directories(dep_tree_sitter_grammars SYSTEM INTERFACE
  ${GITCTX_NODE_MODULES}/tree-sitter/vendor/tree-sitter/lib/include ${grammars_project})
target_link_libraries(dep_tree_sitter_grammars INTERFACE ${grammars_archive})
