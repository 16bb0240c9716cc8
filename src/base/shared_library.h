#pragma once

#include <span>
#include <string>

namespace gitctx {

/// A library that is opened at run time, so that a program loads it only when needed. Never closed.
class SharedLibrary {
 public:
  struct Source {
    std::string name;                      ///< for messages, such as "libcurl"
    std::span<const char* const> sonames;  ///< in the order in which they are tried
    std::string package;                   ///< Debian and Ubuntu package, for the hint
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
