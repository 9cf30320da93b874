/// The version of swiftpip that plugins are built with.
public enum SwiftpipVersion {
  /// The version as `swiftpip --version` prints it.
  public static let text = "0.1.0"
}
