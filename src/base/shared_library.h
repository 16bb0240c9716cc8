#pragma once

#include <span>
#include <string>

namespace gitctx {

/// A library that is opened at run time, so that a program loads it only when needed. The library
/// is never closed.
class SharedLibrary {
 public:
  struct Source {
    std::string name;                      ///< name in messages, such as "libcurl"
    std::span<const char* const> sonames;  ///< file names, in the order in which they are tried
    std::string package;                   ///< Debian and Ubuntu package, for the hint
  };

  /// Throws Error(failure) if none of the sonames can be opened. The Error names the sonames and
  /// the package.
  explicit SharedLibrary(Source source);

  /// Points `function` at the symbol. Throws Error(failure) if the library lacks it.
  template <class Function>
  void resolve(Function*& function, const char* symbol) const {
    function = reinterpret_cast<Function*>(find(symbol));
  }

 private:
  void* find(const char* symbol) const;
  std::string install_hint() const;

  Source source_;
  void* library_ = nullptr;
};

}  // namespace gitctx
