internal import PipArchives
internal import PipPackaging
internal import PipSystem

/// What a body of the cache says of itself.
package struct ContentIdentity: Sendable, Hashable {
  /// What it is.
  package var kind: EntryKind

  /// The project, as it spells itself.
  package var project: String?

  /// The version of the project.
  package var version: String?

  /// The name that the file has or would have.
  package var fileName: String?

  /// Whether the name was made from the content, as nobody says how the file was called.
  package var isFileNameGuessed: Bool

  /// Creates an identity.
  package init(
    _ kind: EntryKind,
    project: String? = nil,
    version: String? = nil,
    fileName: String? = nil,
    isFileNameGuessed: Bool = false
  ) {
    self.kind = kind
    self.project = project
    self.version = version
    self.fileName = fileName
    self.isFileNameGuessed = isFileNameGuessed
  }

  /// What people know such a content by; nil where it says nothing of itself.
  package var title: String? {
    fileName ?? project.map { kind == .indexPage ? "page of \($0)" : $0 }
  }

  /// Whether the content said what it is: what did not may only have been out of reach.
  var isWorthRemembering: Bool { kind != .other && project != nil }

  /// Whether a page of an index could still say how the file was called.
  var isFileNameOpen: Bool {
    switch kind {
    case .wheel, .sdist, .metadata: fileName == nil || isFileNameGuessed
    case .indexPage, .state, .other: false
    }
  }

  /// A page of an index is unpacked and looked through up to this many bytes.
  static let pageLimit = 64 << 20
  /// METADATA with a long description has some hundred kilobytes.
  static let metadataLimit = 8 << 20

  /// Identifies the body of a response.
  ///
  /// - Parameters:
  ///   - body: the body, as it came from the server.
  ///   - isCompressed: whether the server says that it compressed it (`Content-Encoding: gzip`).
  ///   - sdistLimit: up to how many bytes an sdist is unpacked and looked through.
  /// - Returns: what it is.
  static func of(
    _ body: consuming FileRange,
    isCompressed: Bool,
    sdistLimit: Int = sdistLimit
  ) -> ContentIdentity {
    guard let start = try? body.read(at: 0, count: 64) else { return ContentIdentity(.other) }
    if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return archive(body) }
    if start.starts(with: [0x1F, 0x8B]) {
      let identity = isCompressed ? text(wholeText(of: body)) : ContentIdentity(.other)
      // Some servers say of an archive that they compressed it.
      return identity.kind == .other ? packedSdist(body, sdistLimit) : identity
    }
    // What neither begins like a page nor like metadata is not read any further.
    return isText(start) ? text(wholeText(of: body)) : ContentIdentity(.other)
  }

  /// Returns a whole body, unpacked where it is packed; nil where that is more than a page may have.
  static func wholeText(of body: borrowing FileRange) -> [UInt8]? {
    guard body.length <= Int64(pageLimit),
      let bytes = try? body.read(at: 0, count: Int(body.length))
    else { return nil }
    guard bytes.starts(with: [0x1F, 0x8B]) else { return bytes }
    return Inflater()?.inflateGzip(bytes[...], atMost: pageLimit)
  }

  /// Tells whether a body is a page of an index, packed or not.
  static func isPage(_ body: borrowing FileRange) -> Bool {
    text(wholeText(of: body)).kind == .indexPage
  }

  private static func isText(_ start: [UInt8]) -> Bool {
    let first = start.first { $0 > 0x20 }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "<")
      || start.starts(with: "Metadata-Version:".utf8)
  }

  private static func text(_ bytes: [UInt8]?) -> ContentIdentity {
    guard let bytes else { return ContentIdentity(.other) }
    if bytes.starts(with: "Metadata-Version:".utf8) {
      let headers = MetadataHeaders(bytes)
      return ContentIdentity(
        .metadata,
        project: projectName(headers["name"]),
        version: versionText(headers["version"])
      )
    }
    switch bytes.first(where: { $0 > 0x20 }) {
    case UInt8(ascii: "{"):
      guard let name = projectName(PageProject.name(inJSON: bytes)) else {
        return ContentIdentity(.other)
      }
      return ContentIdentity(.indexPage, project: name)
    case UInt8(ascii: "<"):
      guard let name = projectName(PageProject.name(inHTML: bytes)) else {
        return ContentIdentity(.other)
      }
      return ContentIdentity(.indexPage, project: name)
    default:
      return ContentIdentity(.other)
    }
  }

  private static func archive(_ body: consuming FileRange) -> ContentIdentity {
    guard let archive = try? ZipArchive(body) else { return ContentIdentity(.other) }
    for member in archive.members {
      let parts = member.name.split(separator: UInt8(ascii: "/"))
      guard parts.count == 2 else { continue }
      let (folder, ending) = (parts[0], parts[0].suffix(Self.endingLength))
      if parts[1].elementsEqual("METADATA".utf8), ending.elementsEqual(".dist-info".utf8) {
        let stem = String(decoding: folder.dropLast(Self.endingLength), as: UTF8.self)
        return wheel(archive, member, stem: stem)
      }
      if parts[1].elementsEqual("PKG-INFO".utf8),
        !ending.dropFirst().elementsEqual(".egg-info".utf8)
      {
        return sdist(archive, member, stem: String(decoding: folder, as: UTF8.self))
      }
    }
    return ContentIdentity(.other)
  }

  /// Bytes in `.dist-info`; `.egg-info` has one less.
  private static let endingLength = 10

  private static func wheel(
    _ archive: borrowing ZipArchive,
    _ member: ZipMember,
    stem: String
  ) -> ContentIdentity {
    guard let bytes = try? archive.content(of: member, limit: metadataLimit) else {
      return ContentIdentity(.wheel)
    }
    let headers = MetadataHeaders(bytes)
    let wheel = archive.member(named: "\(stem).dist-info/WHEEL")
      .flatMap { try? archive.content(of: $0, limit: metadataLimit) }
      .map { MetadataHeaders($0) }
    return ContentIdentity(
      .wheel,
      project: projectName(headers["name"]),
      version: versionText(headers["version"]),
      fileName: wheel.flatMap { WheelFileName.rebuilt(stem: stem, from: $0) }
        .flatMap(SafeText.line),
      isFileNameGuessed: true
    )
  }

  private static func sdist(
    _ archive: borrowing ZipArchive,
    _ member: ZipMember,
    stem: String
  ) -> ContentIdentity {
    guard let bytes = try? archive.content(of: member, limit: metadataLimit) else {
      return ContentIdentity(.other)
    }
    return sdist(MetadataHeaders(bytes), fileName: "\(stem).zip")
  }

  /// An sdist is unpacked and looked through up to this many bytes.
  static let sdistLimit = 1 << 30

  /// Ends the unpacking of an sdist: its PKG-INFO was found, or there is too much of it.
  private struct Enough: Error {}

  /// Identifies an sdist in the form that PEP 625 asks for, `.tar.gz`, by its PKG-INFO.
  private static func packedSdist(
    _ body: borrowing FileRange,
    _ limit: Int
  ) -> ContentIdentity {
    guard var stream = InflateStream(.gzip) else { return ContentIdentity(.other) }
    var search = TarSearch(limit: metadataLimit) { name in
      let parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      return parts.count == 2 && parts[1].elementsEqual("PKG-INFO".utf8)
    }
    var unpacked = 0
    _ = try? body.readPieces { bytes in
      // Few bytes become many: each piece of what comes out may be the last.
      let count = try? stream.feed(bytes) { piece throws(Enough) in
        unpacked += piece.count
        search.feed(piece)
        guard unpacked < limit, search.verdict == .unfinished else { throw Enough() }
      }
      return count != nil && !stream.isAtEnd
    }
    guard case .found(let name, let content) = search.verdict else {
      return ContentIdentity(.other)
    }
    let folder = name.prefix { $0 != UInt8(ascii: "/") }
    return sdist(
      MetadataHeaders(content),
      fileName: String(decoding: folder, as: UTF8.self) + ".tar.gz"
    )
  }

  private static func sdist(_ headers: MetadataHeaders, fileName: String) -> ContentIdentity {
    let fileName = SafeText.line(fileName)
    return ContentIdentity(
      .sdist,
      project: projectName(headers["name"]),
      version: versionText(headers["version"]),
      fileName: fileName,
      isFileNameGuessed: fileName != nil
    )
  }

  /// What is shown and kept must be a name: nothing that a file contains is trusted.
  private static func projectName(_ text: String?) -> String? {
    text.flatMap { PackageName($0)?.original }
  }

  private static func versionText(_ text: String?) -> String? {
    text.flatMap { Version($0) == nil ? nil : $0 }
  }
}
