internal import PipSystem

/// Paths as the kit has them in texts: a byte that is no UTF-8 is one of the last code points of Unicode there, so
/// that no path is lost.
///
/// ```swift
/// for file in try await context.cachedFiles() {
///   let bytes = PathText.bytes(of: file.path)  // What the system calls it.
///   page.line("\(PathText.readable(file.path)), \(bytes.count) bytes")
/// }
/// ```
public enum PathText {
  /// Returns the bytes of a path, as the system knows them; without a NUL behind them.
  ///
  /// - Parameter path: a path that the kit gave.
  /// - Returns: its bytes.
  public static func bytes(of path: String) -> [UInt8] { SystemText.bytes(of: path) }

  /// Returns a path in a text that can be shown to people and written into JSON: what is no UTF-8 is `U+FFFD`.
  ///
  /// - Parameter path: a path that the kit gave.
  /// - Returns: the text, which need not lead to the file any more.
  public static func readable(_ path: String) -> String { SystemText.readable(path) }
}
