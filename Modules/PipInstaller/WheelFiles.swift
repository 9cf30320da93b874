/// Where the files of a wheel are taken from: the archive, or a place where it was unpacked before.
protocol WheelFiles: ~Copyable {
  /// What is in the wheel.
  var contents: WheelContents { get }

  /// Puts a file into a site, as RECORD says that it is.
  ///
  /// - Parameters:
  ///   - index: its place among the files of the layout.
  ///   - folders: the site.
  /// - Throws: `InstallerError`; then what was written is to be removed.
  mutating func put(_ index: Int, into folders: SiteFolders) throws(InstallerError)

  /// Returns a file, as RECORD says that it is.
  mutating func content(of index: Int) throws(InstallerError) -> [UInt8]
}
