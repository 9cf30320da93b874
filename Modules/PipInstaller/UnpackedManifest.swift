internal import PipEnvironments
internal import PipHashing
internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// What is said of a wheel that was unpacked: `docs/formats/unpacked-wheel-1.md`.
struct UnpackedManifest {
  /// The file of it.
  static let fileName = "manifest"
  /// The wheel itself.
  static let wheelName = "wheel"

  /// A file as it was when it was compared with RECORD.
  struct Stamp: Sendable, Hashable {
    let inode: UInt64
    let size: Int64
    let modified: Timestamp

    init(inode: UInt64, size: Int64, modified: Timestamp) {
      self.inode = inode
      self.size = size
      self.modified = modified
    }

    /// Tells whether a file is still the same, and nobody else's to write to.
    func fits(_ status: FileStatus) -> Bool {
      status.kind == .regular && status.isOnlyOwn && Stamp(status) == self
    }

    init(_ status: FileStatus) {
      inode = status.identity.inode
      size = status.size
      modified = status.modified
    }
  }

  let name: WheelFileName
  let project: String
  let metadata: String
  let root: InstallScheme.Key
  /// The wheel itself.
  let wheel: Stamp
  let files: [WheelLayout.File]
  let promises: [RecordPromise?]
  let stamps: [Stamp]

  private static let title = "swiftpip-unpacked-wheel 1"
  private static let tab = UInt8(ascii: "\t")
  /// No manifest has more bytes.
  private static let sizeLimit = 256 << 20

  init(of contents: WheelContents, wheel: Stamp, stamps: [Stamp]) {
    name = contents.name
    project = contents.project
    metadata = contents.layout.metadata
    root = contents.layout.root
    files = contents.layout.files
    promises = contents.promises
    self.wheel = wheel
    self.stamps = stamps
  }

  /// Reads the manifest of a wheel; nil where there is none that can be believed.
  init?(in folder: borrowing OpenDirectory, _ digest: Digest) {
    guard (try? folder.status())?.isOnlyOwn == true,
      let entry = EntryName(systemText: Self.fileName), let file = try? folder.file(entry),
      let status = try? file.status(), status.isOnlyOwn,
      let bytes = try? file.readToEnd(limit: Self.sizeLimit, expecting: status.size)
    else { return nil }
    self.init(bytes, digest)
    guard let wheelName = EntryName(systemText: Self.wheelName),
      let status = try? folder.status(of: wheelName), wheel.fits(status)
    else { return nil }
  }

  /// Reads a manifest; nil where it is none, or that of another wheel.
  init?(_ bytes: [UInt8], _ digest: Digest) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
    guard lines.popFirst()?.elementsEqual("\(Self.title)\t\(digest.hexadecimal)".utf8) == true,
      let head = lines.popFirst(), lines.popLast()?.isEmpty == true
    else { return nil }
    let words = head.split(separator: Self.tab, omittingEmptySubsequences: false)
    guard words.count == 7, let name = WheelFileName(Self.text(words[0])),
      let root = InstallScheme.Key(rawValue: Self.text(words[3])),
      let wheel = Self.stamp(words[4], words[5], words[6])
    else { return nil }
    self.name = name
    project = Self.text(words[1])
    metadata = Self.text(words[2])
    self.root = root
    self.wheel = wheel
    var files: [WheelLayout.File] = []
    var promises: [RecordPromise?] = []
    var stamps: [Stamp] = []
    files.reserveCapacity(lines.count)
    promises.reserveCapacity(lines.count)
    stamps.reserveCapacity(lines.count)
    for line in lines {
      guard let (file, promise, stamp) = Self.file(line, number: files.count, root) else {
        return nil
      }
      files.append(file)
      promises.append(promise)
      stamps.append(stamp)
    }
    self.files = files
    self.promises = promises
    self.stamps = stamps
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// Takes the next word of a line off it, with the tab behind it.
  private static func word(_ line: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let end = line.firstIndex(of: tab) else { return nil }
    defer { line = line[(end + 1)...] }
    return line[..<end]
  }

  private static func number<Number: FixedWidthInteger>(_ digits: ArraySlice<UInt8>) -> Number? {
    digits.count <= 20 ? Number(decimalDigits: digits) : nil
  }

  /// Reads inode, size and time, which has nine digits of a second's parts.
  private static func stamp(
    _ inode: ArraySlice<UInt8>,
    _ size: ArraySlice<UInt8>,
    _ time: ArraySlice<UInt8>
  ) -> Stamp? {
    guard let inode: UInt64 = number(inode), let size: Int64 = number(size), time.count > 9,
      let seconds: Int64 = number(time.dropLast(9)), let nanoseconds: Int32 = number(time.suffix(9))
    else { return nil }
    return Stamp(
      inode: inode,
      size: size,
      modified: Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    )
  }

  private static let keys = InstallScheme.Key.allCases.map {
    (word: Array($0.rawValue.utf8), key: $0)
  }
  private static let algorithms = HashAlgorithm.allCases.map {
    (word: Array($0.rawValue.utf8), algorithm: $0)
  }

  private static func file(
    _ line: ArraySlice<UInt8>,
    number: Int,
    _ root: InstallScheme.Key
  ) -> (WheelLayout.File, RecordPromise?, Stamp)? {
    var line = line
    guard let kind = word(&line), let key = keys.first(where: { kind.elementsEqual($0.word) })?.key,
      let mode = word(&line), let inode = word(&line), let size = word(&line),
      let time = word(&line), let stamp = stamp(inode, size, time), let promised = word(&line)
    else { return nil }
    var promise: RecordPromise?
    if !promised.isEmpty {
      guard let equals = promised.firstIndex(of: UInt8(ascii: "=")),
        let algorithm = algorithms.first(where: {
          promised[..<equals].elementsEqual($0.word)
        })?.algorithm
      else { return nil }
      let digest = text(promised[(equals + 1)...])
      guard digest.utf8.count == (algorithm.byteCount * 4 + 2) / 3 else { return nil }
      // What was unpacked has the size that was promised, if one was.
      promise = RecordPromise(algorithm: algorithm, digest: digest, size: stamp.size)
    }
    let start = placeStart(line, isBelowData: key != root || mode.first == UInt8(ascii: "d"))
    guard let start, let place = EntryPath(line[start...]) else { return nil }
    let file = WheelLayout.File(
      member: number,
      folder: Array(line[..<start]),
      key: key,
      place: place,
      isExecutable: mode.last == UInt8(ascii: "x")
    )
    return (file, promise, stamp)
  }

  /// Returns where in a path that begins which leads to a file from the folder of its kind.
  private static func placeStart(_ path: ArraySlice<UInt8>, isBelowData: Bool) -> Int? {
    guard isBelowData else { return path.startIndex }
    guard let first = path.firstIndex(of: UInt8(ascii: "/")),
      let second = path[(first + 1)...].firstIndex(of: UInt8(ascii: "/"))
    else { return nil }
    return second + 1
  }

  /// The manifest as it is written.
  func bytes(_ digest: Digest) -> [UInt8] {
    var bytes = Array("\(Self.title)\t\(digest.hexadecimal)\n".utf8)
    let head = [name.fileName, project, metadata, root.rawValue] + Self.words(wheel)
    bytes += head.joined(separator: "\t").utf8
    bytes.append(0x0A)
    for (index, file) in files.enumerated() {
      let place = file.folder.isEmpty ? "r" : "d"
      let promise = promises[index].map {
        "\($0.algorithm.rawValue)=\($0.digest)"
      }
      let words =
        [file.key.rawValue, place + (file.isExecutable ? "x" : "-")] + Self.words(stamps[index])
        + [promise ?? ""]
      bytes += words.joined(separator: "\t").utf8
      bytes.append(Self.tab)
      bytes += file.path
      bytes.append(0x0A)
    }
    return bytes
  }

  private static func words(_ stamp: Stamp) -> [String] {
    let parts = String(stamp.modified.nanoseconds)
    let time =
      String(stamp.modified.seconds) + String(repeating: "0", count: max(0, 9 - parts.count))
      + parts
    return [String(stamp.inode), String(stamp.size), time]
  }
}
