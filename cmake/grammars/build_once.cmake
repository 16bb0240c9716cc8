# cmake -DSOURCE=... -DBINARY=... -DNODE_MODULES=... -P build_once.cmake: configures and builds the
# grammars project. Only one process builds at a time. The others wait and then find the archive
# built.
cmake_path(GET BINARY PARENT_PATH parent)
file(MAKE_DIRECTORY ${parent})
file(LOCK ${BINARY}.lock GUARD PROCESS)
find_program(NINJA ninja)
set(generator "Unix Makefiles")
if(NINJA)
  set(generator Ninja)
endif()
find_program(C_COMPILER NAMES gcc cc clang)
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${BINARY} -G ${generator} -DCMAKE_BUILD_TYPE=Release
          -DCMAKE_C_COMPILER=${C_COMPILER} -DNODE_MODULES=${NODE_MODULES}
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${BINARY} --parallel COMMAND_ERROR_IS_FATAL ANY)
