# A unity build (CMAKE_UNITY_BUILD: every preset but dev and tidy) compiles the files of a module
# together, in a third of the time. Two files of a module must therefore not define the same local
# name. The optimised build compiles up to 64 files at once, because each template is then compiled
# once for the whole module. A sanitizer would need over 2 GB of memory for so many files.
if(CMAKE_BUILD_TYPE STREQUAL Release)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 64)
else()
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)
endif()

# gitctx_test_program(TARGET): compiles every file of a test program separately. If
# GITCTX_PRECOMPILED_TESTS is set, base_test precompiles the headers for all test programs. Tests
# are hardly optimised, because optimising them would cost more time than it saves.
function(gitctx_test_program target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
  if(CMAKE_BUILD_TYPE STREQUAL Release)
    target_compile_options(${target} PRIVATE -O1 -Wno-array-bounds -Wno-stringop-overflow)
  elseif(GITCTX_SANITIZE)
    target_compile_options(${target} PRIVATE -O0 -fno-sanitize=fuzzer-no-link)
  endif()
  if(GITCTX_PRECOMPILED_TESTS AND CCACHE AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
  if(GITCTX_PRECOMPILED_TESTS AND target STREQUAL base_test)
    target_precompile_headers(${target} PRIVATE
      <gtest/gtest.h> <filesystem> <functional> <map> <memory> <optional> <span> <string> <vector>)
  elseif(GITCTX_PRECOMPILED_TESTS)
    target_precompile_headers(${target} REUSE_FROM base_test)
  endif()
endfunction()

# gitctx_module(NAME USES modules... LINK libraries...): src/NAME becomes the static library
# gitctx_NAME, src/NAME/testing the library gitctx_NAME_testing, and src/NAME/**/*_test.cc the test
# program NAME_test. Files are found by name.
function(gitctx_module name)
  cmake_parse_arguments(M "" "" "USES;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  set(support ${sources})
  list(FILTER sources EXCLUDE REGEX "/src/${name}/testing/")
  list(FILTER support INCLUDE REGEX "/src/${name}/testing/")

  set(libraries "")
  foreach(module IN LISTS M_USES)
    list(APPEND libraries gitctx_${module})
  endforeach()
  foreach(library IN LISTS M_LINK)
    list(APPEND libraries dep_${library})
  endforeach()

  if(sources)
    add_library(gitctx_${name} STATIC ${sources})
    target_include_directories(gitctx_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(gitctx_${name} PUBLIC ${libraries})
  else()
    add_library(gitctx_${name} INTERFACE)
    target_include_directories(gitctx_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(gitctx_${name} INTERFACE ${libraries})
  endif()

  # These modules mostly wait for servers, files and terminals, so -O3 would only cost compile time.
  if(CMAKE_BUILD_TYPE STREQUAL Release AND sources AND name MATCHES
     "^(app|eval|http|langsmith|llm|money|page|provider|testing)$")
    target_compile_options(gitctx_${name} PRIVATE -O1 -Wno-array-bounds -Wno-stringop-overflow)
  endif()
  if(support)
    add_library(gitctx_${name}_testing STATIC EXCLUDE_FROM_ALL ${support})
    target_link_libraries(gitctx_${name}_testing PUBLIC gitctx_${name} gitctx_testing)
    set_property(GLOBAL APPEND PROPERTY GITCTX_TESTING_LIBRARIES gitctx_${name}_testing)
  endif()
  if(tests AND GITCTX_TESTS)
    add_executable(${name}_test ${tests})
    gitctx_test_program(${name}_test)
    target_link_libraries(${name}_test PRIVATE gitctx_${name} gitctx_testing dep_gtest)
    if(support)
      target_link_libraries(${name}_test PRIVATE gitctx_${name}_testing)
    endif()
    gtest_discover_tests(${name}_test TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
                         PROPERTIES TIMEOUT 300)
  endif()
endfunction()
