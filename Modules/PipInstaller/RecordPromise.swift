package import PipHashing
internal import PipPackaging

/// What a RECORD says of the content of a file.
package struct RecordPromise: Sendable, Hashable {
  /// The hash function.
  package let algorithm: HashAlgorithm
  /// The digest in Base64 for URLs, without padding, as RECORD has it.
  package let digest: String
  /// Bytes in the file; nil where that is not said.
  package let size: Int64?

  /// Creates a promise.
  init(algorithm: HashAlgorithm, digest: String, size: Int64?) {
    self.algorithm = algorithm
    self.digest = digest
    self.size = size
  }

  /// Reads what a row says; nil where it proves nothing.
  init?(_ row: RecordFile.Row) {
    guard let algorithm = row.algorithm.flatMap({ HashAlgorithm(rawValue: $0) }),
      algorithm != .sha224, let text = row.digest,
      let digest = Digest(urlSafeBase64: text) ?? Digest(hexadecimal: text.lowercased()),
      digest.bytes.count == algorithm.byteCount
    else { return nil }
    self.algorithm = algorithm
    self.digest = digest.urlSafeBase64
    size = row.size
  }

  /// Tells whether a path is below the place of a wheel: who believed another would remove what is elsewhere
  /// when the distribution goes.
  private static func isInside(_ path: [UInt8]) -> Bool {
    let names = path.split(separator: 0x2F, omittingEmptySubsequences: false)
    return names.first?.isEmpty == false
      && names.allSatisfy { !$0.elementsEqual("..".utf8) && !$0.elementsEqual(".".utf8) }
  }

  /// Returns what a RECORD says of each file of a wheel.
  ///
  /// - Parameters:
  ///   - record: the RECORD.
  ///   - layout: the files that are installed.
  ///   - members: the names of all members of the archive.
  /// - Returns: a promise for each file of the layout; nil for RECORD itself and its signatures.
  /// - Throws: `WheelFlaw` where it has something that is not there, or not something that is.
  static func promises(
    of record: RecordFile,
    for layout: WheelLayout,
    among members: some Sequence<[UInt8]>
  ) throws(WheelFlaw) -> [RecordPromise?] {
    var rows: [[UInt8]: RecordFile.Row] = [:]
    rows.reserveCapacity(record.rows.count)
    for row in record.rows {
      let path = RecordFile.archivePath(row.path)
      guard Self.isInside(path) else { throw .path(row.path) }
      if let earlier = rows[path], earlier != row { throw .twice(row.path) }
      rows[path] = row
    }
    let unhashed = RecordFile.unhashedNames.map {
      Array("\(layout.metadata)/\($0)".utf8)
    }
    var promises: [RecordPromise?] = []
    promises.reserveCapacity(layout.files.count)
    for file in layout.files {
      guard !unhashed.contains(file.path) else {
        promises.append(nil)
        continue
      }
      let text = String(decoding: file.path, as: UTF8.self)
      guard let row = rows[file.path] else { throw .unrecorded(text) }
      guard let promise = RecordPromise(row) else { throw .weakHash(text) }
      promises.append(promise)
    }
    for name in members { rows[name] = nil }
    // Some name folders, and signatures that were never made; what has a digest was a file.
    if let absent = rows.first(where: { $0.value.digest != nil && $0.key.last != 0x2F }) {
      throw .absent(String(decoding: absent.key, as: UTF8.self))
    }
    return promises
  }
}
