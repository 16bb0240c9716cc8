# Third-party libraries, each as a target dep_NAME. Static libraries are preferred, so that the
# installed binary need not load shared libraries when it starts.
find_package(Threads REQUIRED)
set(GITCTX_NODE_MODULES ${CMAKE_SOURCE_DIR}/node_modules)
if(NOT EXISTS ${GITCTX_NODE_MODULES}/tree-sitter)
  message(FATAL_ERROR "node_modules is missing: run scripts/bootstrap.sh")
endif()

function(gitctx_archive name header archive)
  find_path(${name}_include NAMES ${header} REQUIRED)
  find_library(${name}_library NAMES ${archive} REQUIRED)
  add_library(dep_${name} INTERFACE)
  target_include_directories(dep_${name} SYSTEM INTERFACE ${${name}_include})
  target_link_libraries(dep_${name} INTERFACE ${${name}_library} Threads::Threads)
endfunction()

gitctx_archive(zstd zstd.h libzstd.a)
gitctx_archive(zlib zlib.h libz.a)
gitctx_archive(stemmer libstemmer.h libstemmer.a)
gitctx_archive(utf8proc utf8proc.h libutf8proc.a)
gitctx_archive(uchardet uchardet/uchardet.h libuchardet.a)
gitctx_archive(yaml yaml-cpp/yaml.h libyaml-cpp.a)
gitctx_archive(sqlite sqlite3.h libsqlite3.a)
if(GITCTX_TESTS)
  gitctx_archive(gtest gtest/gtest.h libgtest.a)
  find_library(gtest_main_library libgtest_main.a REQUIRED)
  find_library(gmock_library libgmock.a REQUIRED)
  find_library(rapidcheck_library librapidcheck.a REQUIRED)
  target_link_libraries(dep_gtest INTERFACE ${gtest_main_library} ${gmock_library}
                        ${rapidcheck_library})
endif()

# RE2, for src/redact. RE2 of 2023 and newer uses Abseil, and pkg-config gives the names of Abseil's
# archives. If one of these archives is missing, the shared library of RE2 is linked.
find_path(re2_include NAMES re2/re2.h REQUIRED)
find_library(re2_archive NAMES libre2.a)
file(STRINGS ${re2_include}/re2/re2.h re2_uses_abseil REGEX "#include \"absl/")
set(re2_libraries ${re2_archive})
if(re2_archive AND re2_uses_abseil)
  find_package(PkgConfig)
  if(PKG_CONFIG_FOUND)
    pkg_check_modules(re2_pc re2)
  endif()
  if(NOT re2_pc_STATIC_LIBRARIES)
    set(re2_libraries "")
  endif()
  foreach(name IN LISTS re2_pc_STATIC_LIBRARIES)
    find_library(re2_archive_of_${name} NAMES lib${name}.a HINTS ${re2_pc_STATIC_LIBRARY_DIRS})
    if(name MATCHES "^absl_" AND re2_archive_of_${name})
      list(APPEND re2_libraries ${re2_archive_of_${name}})
    elseif(name MATCHES "^absl_")
      set(re2_archives_are_missing ON)
    endif()
  endforeach()
  if(re2_archives_are_missing OR NOT re2_libraries MATCHES "libabsl_")
    set(re2_libraries "")
  endif()
endif()
if(NOT re2_libraries)
  find_library(re2_shared NAMES re2 REQUIRED)
  set(re2_libraries ${re2_shared})
  message(STATUS "RE2 is linked as a shared library, so gitctx runs only where it is installed; "
                 "for the archives, install pkgconf")
endif()
add_library(dep_re2 INTERFACE)
target_include_directories(dep_re2 SYSTEM INTERFACE ${re2_include})
target_link_libraries(dep_re2 INTERFACE ${re2_libraries} Threads::Threads)

# Header-only libraries.
foreach(pair xxhash:xxhash.h json:nlohmann/json.hpp cli11:CLI/CLI.hpp)
  string(REPLACE ":" ";" pair ${pair})
  list(GET pair 0 name)
  list(GET pair 1 header)
  find_path(${name}_include NAMES ${header} REQUIRED)
  add_library(dep_${name} INTERFACE)
  target_include_directories(dep_${name} SYSTEM INTERFACE ${${name}_include})
endforeach()
target_compile_definitions(dep_xxhash INTERFACE XXH_INLINE_ALL)

# Debian has fmt only as a shared library, so cmake/fmt/format.cc compiles fmt from its headers.
find_path(fmt_include NAMES fmt/format-inl.h REQUIRED)
add_library(dep_fmt STATIC cmake/fmt/format.cc)
target_include_directories(dep_fmt SYSTEM PUBLIC ${fmt_include})

# Libraries opened at run time (src/base/shared_library.h).
add_library(dep_dl INTERFACE)
target_link_libraries(dep_dl INTERFACE ${CMAKE_DL_LIBS})

# libgit2 is opened at run time (src/git/libgit2.h), so that a search need not load it.
find_path(git2_include NAMES git2.h REQUIRED)
find_library(git2_library NAMES git2 REQUIRED)
get_filename_component(git2_real ${git2_library} REALPATH)
get_filename_component(git2_real_name ${git2_real} NAME)
string(REGEX MATCH "^libgit2\\.so\\.[0-9]+\\.[0-9]+" git2_soname ${git2_real_name})
string(REGEX REPLACE "^libgit2\\.so\\." "libgit2-" git2_package "${git2_soname}")
add_library(dep_git2_headers INTERFACE)
target_include_directories(dep_git2_headers SYSTEM INTERFACE ${git2_include})
target_compile_definitions(dep_git2_headers INTERFACE GITCTX_LIBGIT2_SONAME="${git2_soname}"
                           GITCTX_LIBGIT2_PACKAGE="${git2_package}")

# libcurl is opened at run time (src/http/libcurl.h), because only hosted models need it.
find_path(curl_include NAMES curl/curl.h REQUIRED)
add_library(dep_curl_headers INTERFACE)
target_include_directories(dep_curl_headers SYSTEM INTERFACE ${curl_include})

include(cmake/grammars.cmake)
