#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Patterns of the shell: `*`, `?` and `[...]`.
package enum Glob {
  /// Tells whether a whole text is as a pattern says.
  ///
  /// The C function is `fnmatch`.
  package static func matches(_ text: String, _ pattern: String) -> Bool {
    // Both are terminated and live for the call.
    unsafe pattern.withCString { pattern in
      unsafe text.withCString { unsafe fnmatch(pattern, $0, 0) == 0 }
    }
  }
}
