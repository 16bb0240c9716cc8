# Installs the manual page and the shell completions, which `GITCTX_PROGRAM` prints.
function(install_output path)
  set(file "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/share/${path}")
  message(STATUS "Installing: ${file}")
  cmake_path(GET file PARENT_PATH folder)
  file(MAKE_DIRECTORY ${folder})
  execute_process(COMMAND ${GITCTX_PROGRAM} ${ARGN} OUTPUT_FILE ${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

install_output(man/man1/gitctx.1 help --man)
install_output(bash-completion/completions/gitctx completion bash)
install_output(zsh/site-functions/_gitctx completion zsh)
install_output(fish/vendor_completions.d/gitctx.fish completion fish)
