/// The version of swiftpip that plugins are built with.
///
/// ```swift
/// page.line("made with swiftpip \(SwiftpipVersion.text)")
/// ```
public enum SwiftpipVersion {
  /// The version as `swiftpip --version` prints it.
  public static let text = "0.1.0"

  /// The system and the processor that it is built for, such as `linux-x86_64`.
  package static var platform: String { "\(system)-\(processor)" }

  private static var system: String {
    #if os(macOS)
    "macos"
    #else
    "linux"
    #endif
  }

  private static var processor: String {
    #if arch(arm64)
    "arm64"
    #elseif arch(x86_64)
    "x86_64"
    #else
    "other"
    #endif
  }
}
