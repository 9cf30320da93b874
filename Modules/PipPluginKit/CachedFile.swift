/// An entry of pip's cache, by what it is.
///
/// ```swift
/// for file in try await context.cachedFiles() where file.kind == "wheel" {
///   let project = [file.project, file.version].compactMap { $0 }.joined(separator: " ")
///   page.line("\(project)  \(file.fileName ?? file.path)  \(ByteCount(file.size))")
/// }
/// ```
public struct CachedFile: Sendable, Hashable {
  /// What it is: `wheel`, `sdist`, `metadata`, `index-page`, `state` or `other`; later versions may have more.
  public let kind: String

  /// The project, as it spells itself; nil where that is not known.
  public let project: String?

  /// The version of the project; nil where that is not known.
  public let version: String?

  /// How the file is called, or would be; nil where that is not known.
  public let fileName: String?

  /// Where its content is; bytes that are no UTF-8 as in `PathText`.
  public let path: String

  /// Bytes in the content.
  public let size: Int64

  /// Creates an entry; swiftpip and tests do.
  ///
  /// ```swift
  /// let wheel = CachedFile(
  ///   kind: "wheel",
  ///   project: "demo",
  ///   version: "1.0",
  ///   fileName: "demo-1.0-py3-none-any.whl",
  ///   path: "/cache/wheels/demo-1.0-py3-none-any.whl",
  ///   size: 2048
  /// )
  /// ```
  public init(
    kind: String,
    project: String? = nil,
    version: String? = nil,
    fileName: String? = nil,
    path: String,
    size: Int64
  ) {
    self.kind = kind
    self.project = project
    self.version = version
    self.fileName = fileName
    self.path = path
    self.size = size
  }
}
