/// One file that a page of an index offers.
package struct IndexFile: Sendable, Hashable {
  /// The name of the file, without any folder.
  package let fileName: String

  /// Where it is: absolute, ASCII, without a fragment.
  package let url: String

  /// Digests in hexadecimal by the name of their algorithm, both in lower case.
  package let hashes: [String: String]

  /// The Pythons that it is for, as the project wrote it.
  package let requiresPython: String?

  /// Whether the project took it back.
  package let yanked: YankedStatus

  /// Whether its METADATA can be had without it.
  package let coreMetadata: CoreMetadata

  /// Its size in bytes, where the index says so.
  package let size: Int64?

  /// Creates a file from its facts.
  package init(
    fileName: String,
    url: String,
    hashes: [String: String] = [:],
    requiresPython: String? = nil,
    yanked: YankedStatus = .no,
    coreMetadata: CoreMetadata = .absent,
    size: Int64? = nil
  ) {
    self.fileName = fileName
    self.url = url
    self.hashes = hashes
    self.requiresPython = requiresPython
    self.yanked = yanked
    self.coreMetadata = coreMetadata
    self.size = size
  }
}
