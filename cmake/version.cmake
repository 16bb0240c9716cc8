# The commit that `gitctx --version` shows, read at configure time; "unknown" outside a repository.
execute_process(COMMAND git -C ${CMAKE_SOURCE_DIR} describe --always --dirty --abbrev=12
                OUTPUT_VARIABLE GITCTX_COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT GITCTX_COMMIT)
  set(GITCTX_COMMIT unknown)
endif()

# The header is written only if its text changes. Only one source file includes it.
configure_file(${CMAKE_SOURCE_DIR}/src/app/version.h.in ${CMAKE_BINARY_DIR}/generated/app/version.h
               @ONLY)
include_directories(${CMAKE_BINARY_DIR}/generated)
