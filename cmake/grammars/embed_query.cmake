# cmake -DNAME=... "-DINPUTS=a;b" -DOUTPUT=... -P embed_query.cmake: writes a C file that
# defines gitctx_highlights_NAME, a NUL-terminated string with the concatenated inputs.
set(hex "")
foreach(input IN LISTS INPUTS)
  file(READ ${input} bytes HEX)
  string(APPEND hex ${bytes} "0a")
endforeach()
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n" bytes "${bytes}")
file(WRITE ${OUTPUT} "const char gitctx_highlights_${NAME}[] = {\n${bytes}0};\n")
