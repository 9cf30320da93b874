internal import PipArchives
internal import PipHashing
internal import PipPackaging

/// Checks that what is in a wheel is what it says of itself: structure, checksums, RECORD.
enum WheelCheck {
  /// Files of RECORD that say nothing of themselves, for nothing can hash itself (PEP 427).
  private static let unhashed = ["RECORD", "RECORD.jws", "RECORD.p7s"]

  /// Returns what is wrong with an archive that is, or is said to be, a wheel.
  static func problem(of archive: borrowing ZipArchive) -> EntryProblem? {
    guard let record = archive.members.first(where: isRecord) else { return .recordUnreadable }
    do throws(ArchivesError) {
      let bytes = try archive.content(of: record, limit: ContentIdentity.pageLimit)
      guard let rows = RecordFile(bytes)?.rows else { return .recordUnreadable }
      let said = Dictionary(rows.map { ($0.path, $0) }) { first, _ in first }
      var seen: Set<String> = []
      for member in archive.members where !member.isFolder {
        seen.insert(member.nameText)
        guard try isSound(member, said[member.nameText], in: archive) else {
          return .record(SafeText.line(member.nameText) ?? "a file")
        }
      }
      let missing = rows.first { row in
        row.digest != nil && !row.path.hasSuffix("/") && !seen.contains(row.path)
      }
      return missing.map { .record(SafeText.line($0.path) ?? "a file") }
    } catch {
      return .archive(error)
    }
  }

  private static func isRecord(_ member: ZipMember) -> Bool {
    let parts = member.nameText.split(separator: "/")
    return parts.count == 2 && parts[1] == "RECORD" && parts[0].hasSuffix(".dist-info")
  }

  /// Unpacks a member, which checks its checksum, and compares it with what RECORD says of it.
  private static func isSound(
    _ member: ZipMember,
    _ row: RecordFile.Row?,
    in archive: borrowing ZipArchive
  ) throws(ArchivesError) -> Bool {
    let name = member.nameText.split(separator: "/").last.map(String.init) ?? ""
    guard let row, let digest = row.digest, !unhashed.contains(name),
      let algorithm = row.algorithm.flatMap({ HashAlgorithm(rawValue: $0) })
    else {
      // Not listed, or by a hash that nobody uses any more: the archive's own checksum holds.
      try archive.read(member) { _ in }
      return true
    }
    if let size = row.size, size != member.size { return false }
    var hash = HashStream(algorithm)
    try archive.read(member) { hash.update(with: $0) }
    return hash.finish().urlSafeBase64 == digest
  }
}
