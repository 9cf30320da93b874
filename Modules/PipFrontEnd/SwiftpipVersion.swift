/// What `swiftpip --version` prints.
enum SwiftpipVersion {
  static let text = "0.1.0"
}
