internal import PipArchives
internal import PipHashing
internal import PipPackaging
internal import PipSystem

/// Checks a content of the cache against what it says of itself, and what an index says of it.
struct ContentCheck {
  /// What it was found to be.
  var kind: EntryKind

  /// Whether the server compressed it (`Content-Encoding: gzip`).
  var isCompressed = false

  /// What the server says that it is (`Content-Type`), nil where it says nothing.
  var contentType: String?

  /// What pages say of it.
  var claims: [PublishedDigests.Claim] = []

  /// Returns what is wrong with a content.
  ///
  /// - Throws: `SystemFailure` where it cannot be read.
  func problem(of content: consuming FileRange) throws(SystemFailure) -> EntryProblem? {
    var isPublished = false
    if let claim = claims.first {
      // Of two indexes one may have another file under a name, or a page may be old.
      for claim in claims where try content.digest(claim.algorithm)?.hexadecimal == claim.digest {
        isPublished = true
        break
      }
      guard isPublished else { return .digest(SafeText.line(claim.fileName) ?? "the file") }
    }
    let start = try content.read(at: 0, count: 64)
    if isCompressed { return try compressedProblem(of: content) }
    if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) || kind == .wheel {
      let problem = Self.archiveProblem(of: content, isWheel: kind == .wheel)
      return Self.isDamage(problem, isPublished: isPublished) ? problem : nil
    }
    if start.starts(with: [0x1F, 0x8B]) {
      guard try content.isSoundGzip() else { return .compression }
      return kind == .other && ContentIdentity.isPage(content) ? .hiddenCompression : nil
    }
    return try isPage ? pageProblem(of: content) : nil
  }

  /// A page that is damaged may say nothing of itself: that its server calls it one is enough.
  private var isPage: Bool { kind == .indexPage || mediaType == .simpleJSON }

  private var mediaType: IndexPage.MediaType? {
    contentType.map { IndexPage.MediaType(contentType: $0) }
  }

  private func compressedProblem(
    of content: borrowing FileRange
  ) throws(SystemFailure) -> EntryProblem? {
    guard try content.isSoundGzip() else { return .compression }
    return try isPage ? pageProblem(of: content) : nil
  }

  private func pageProblem(
    of content: borrowing FileRange
  ) throws(SystemFailure) -> EntryProblem? {
    // What cannot be read is not damaged.
    _ = try content.readPieces { _ in true }
    // Too large to be looked through, or padded in a way that pip does not mind.
    guard let bytes = ContentIdentity.wholeText(of: content) else { return nil }
    let isJSON = mediaType == .simpleJSON || bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
    return (isJSON ? PythonJSON.isObject(bytes) : isReadable(html: bytes)) ? nil : .page
  }

  /// Tells whether pip can decode a page, which is all that it asks of HTML
  /// (`pip/_internal/index/collector.py`, `parse_links`): by the charset that the server names, else
  /// by UTF-8.
  private func isReadable(html: [UInt8]) -> Bool {
    let charset = contentType.flatMap { IndexPage.MediaType.charset(ofContentType: $0) } ?? "utf-8"
    guard ["utf-8", "utf8"].contains(charset) else { return true }
    return String(validating: html, as: UTF8.self) != nil
  }

  /// Tells whether what is wrong with an archive came after it was made.
  ///
  /// What an index has is not damaged, though others than pip may refuse it; and pip unpacks more than
  /// we do.
  private static func isDamage(_ problem: EntryProblem?, isPublished: Bool) -> Bool {
    switch problem {
    case .archive(.unreadable): true
    case .archive(.unsupported): false
    case .archive: !isPublished
    default: true
    }
  }

  private static func archiveProblem(
    of content: consuming FileRange,
    isWheel: Bool
  ) -> EntryProblem? {
    do throws(ArchivesError) {
      let archive = try ZipArchive(content)
      guard !isWheel else { return WheelCheck.problem(of: archive) }
      for member in archive.members { try archive.read(member) { _ in } }
      return nil
    } catch {
      return .archive(error)
    }
  }
}
