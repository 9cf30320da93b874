/// How a CPython was built, as far as binary extensions notice it.
package struct CPythonABI: Sendable, Hashable {
  /// Built without the global interpreter lock: `t`, from 3.13 on.
  package var isFreeThreaded: Bool

  /// Built for debugging: `d`.
  package var isDebug: Bool

  /// Built with its own allocator: `m`, told apart before 3.8 only.
  package var hasOwnAllocator: Bool

  /// Built with four bytes a character: `u`, told apart before 3.3 only.
  package var hasWideCharacters: Bool

  /// Creates the usual build, unless told otherwise.
  package init(
    isFreeThreaded: Bool = false,
    isDebug: Bool = false,
    hasOwnAllocator: Bool = true,
    hasWideCharacters: Bool = true
  ) {
    self.isFreeThreaded = isFreeThreaded
    self.isDebug = isDebug
    self.hasOwnAllocator = hasOwnAllocator
    self.hasWideCharacters = hasWideCharacters
  }

  /// Returns the binary interfaces that such a CPython loads, its own first.
  package func names(major: Int, minor: Int) -> [String] {
    let threading = isFreeThreaded && (major, minor) >= (3, 13) ? "t" : ""
    let debug = isDebug ? "d" : ""
    let plain = "cp\(major)\(minor)\(threading)"
    guard (major, minor) < (3, 8) else {
      // A debug build loads what a release build loads.
      return isDebug ? [plain + debug, plain] : [plain]
    }
    let allocator = hasOwnAllocator ? "m" : ""
    let characters = hasWideCharacters && (major, minor) < (3, 3) ? "u" : ""
    return [plain + debug + allocator + characters]
  }
}
