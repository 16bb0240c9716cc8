#include "testing/deflated.h"

#include <zlib.h>

#include <stdexcept>

namespace gitctx {

std::string deflated(std::string_view text) {
  uLongf size = ::compressBound(text.size());
  std::string out(size, '\0');
  const int code = ::compress(reinterpret_cast<Bytef*>(out.data()), &size,
                              reinterpret_cast<const Bytef*>(text.data()), text.size());
  if (code != Z_OK) throw std::runtime_error("zlib cannot compress");
  out.resize(size);
  return out;
}

}  // namespace gitctx
