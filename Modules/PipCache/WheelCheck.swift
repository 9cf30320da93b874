internal import PipArchives
internal import PipHashing
internal import PipPackaging

/// Checks that what is in a wheel is what it says of itself: structure, checksums, RECORD.
enum WheelCheck {
  // Names are compared byte for byte: texts that Swift calls equal can name two files.
  private static let slash = UInt8(ascii: "/")

  private static let unhashed = RecordFile.unhashedNames.map { Array($0.utf8) }

  /// Returns what is wrong with an archive that is, or is said to be, a wheel.
  static func problem(of archive: borrowing ZipArchive) -> EntryProblem? {
    guard let record = archive.members.first(where: isRecord) else { return .recordUnreadable }
    do throws(ArchivesError) {
      let bytes = try archive.content(of: record, limit: ContentIdentity.pageLimit)
      guard let rows = RecordFile(bytes)?.rows else { return .recordUnreadable }
      let said = Dictionary(rows.map { (RecordFile.archivePath($0.path), $0) }) { first, _ in first
      }
      var seen: Set<[UInt8]> = []
      for member in archive.members where !member.isFolder {
        // What is no UTF-8 is repaired, as in RECORD.
        let path = RecordFile.archivePath(member.nameText)
        seen.insert(path)
        guard try isSound(member, said[path], in: archive) else {
          return .record(SafeText.line(member.nameText) ?? "a file")
        }
      }
      let missing = rows.first { row in
        row.digest != nil && row.path.utf8.last != slash
          && !seen.contains(RecordFile.archivePath(row.path))
      }
      return missing.map { .record(SafeText.line($0.path) ?? "a file") }
    } catch {
      return .archive(error)
    }
  }

  private static func isRecord(_ member: ZipMember) -> Bool {
    let parts = member.name.split(separator: slash)
    return parts.count == 2 && parts[1].elementsEqual("RECORD".utf8)
      && parts[0].suffix(10).elementsEqual(".dist-info".utf8)
  }

  /// Unpacks a member, which checks its checksum, and compares it with what RECORD says of it.
  private static func isSound(
    _ member: ZipMember,
    _ row: RecordFile.Row?,
    in archive: borrowing ZipArchive
  ) throws(ArchivesError) -> Bool {
    let name = member.name.split(separator: slash).last.map(Array.init) ?? []
    guard let row, let digest = row.digest, !unhashed.contains(name),
      let algorithm = row.algorithm.flatMap({ HashAlgorithm(rawValue: $0) })
    else {
      // Not listed, or by a hash that nobody uses any more: the archive's own checksum holds.
      try archive.read(member) { _ in }
      return true
    }
    var hash = HashStream(algorithm)
    try archive.read(member) { hash.update(with: $0) }
    let found = hash.finish()
    // Some have written it in the digits that are usual elsewhere.
    return digest == found.urlSafeBase64 || digest.lowercased() == found.hexadecimal
  }
}
