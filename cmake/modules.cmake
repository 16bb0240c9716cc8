# gitctx_module(NAME USES modules... LINK libraries...): src/NAME becomes the static library
# gitctx_NAME, and src/NAME/*_test.cc the test program NAME_test. Sources are found by themselves.
function(gitctx_module name)
  cmake_parse_arguments(M "" "" "USES;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

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

  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE gitctx_${name} gitctx_testing dep_gtest)
    gtest_discover_tests(${name}_test TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
                         PROPERTIES TIMEOUT 300)
  endif()
endfunction()
