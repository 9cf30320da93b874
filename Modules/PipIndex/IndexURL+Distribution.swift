internal import PipPackaging

extension IndexURL {
  /// The distribution that the address is of, judged by its name; nil for that of a page.
  var distribution: IndexFile? {
    guard let name = URLReference(text).fileName,
      WheelFileName(name) != nil || Self.archiveSuffixes.contains(where: name.hasSuffix)
    else { return nil }
    return IndexFile(fileName: name, url: text)
  }

  /// What pip unpacks (`pip/_internal/utils/filetypes.py`, `ARCHIVE_EXTENSIONS`).
  private static let archiveSuffixes = [
    ".zip", ".whl", ".tar.bz2", ".tbz", ".tar.gz", ".tgz", ".tar", ".tar.xz", ".txz", ".tlz",
    ".tar.lz", ".tar.lzma",
  ]
}
