#pragma once

#include <span>
#include <string>

namespace gitctx {

/// A library opened at run time and never closed, so that a program which does not use it need not
/// load it.
class SharedLibrary {
 public:
  struct Source {
    std::string name;                      ///< in messages, such as "libcurl"
    std::span<const char* const> sonames;  ///< in the order in which they are tried
    std::string package;                   ///< of Debian and Ubuntu, in the hint
  };

  /// Throws Error(failure) with the sonames and the package if none of them can be opened.
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
