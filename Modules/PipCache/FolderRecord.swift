internal import PipSystem

/// What is remembered of a folder: `docs/formats/cache-folders-1.md`.
struct FolderRecord: Sendable, Hashable {
  /// How deep it lies below the first.
  var depth: Int
  /// Its name.
  var name: EntryName
  /// Its file number.
  var inode: UInt64
  /// When it was last changed; nil where it may change again without this changing.
  var changed: Timestamp?
  /// What its files add up to, if all are of its own area and none was just written.
  var totals: CacheInventory.Totals?
  /// How many names are in it that are not folders.
  fileprivate(set) var fileCount = 0
  /// Where it was read, and its names.
  fileprivate var (range, names) = (0..<0, 0..<0)

  /// Creates a record of a folder.
  init(
    depth: Int,
    name: EntryName,
    inode: UInt64,
    changed: Timestamp?
  ) {
    self.depth = depth
    self.name = name
    self.inode = inode
    self.changed = changed
  }

  /// Tells whether a folder is this one, and nothing came or went since.
  func isStill(_ status: FileStatus) -> Bool {
    status.kind == .directory && status.identity.inode == inode && status.changed == changed
  }

  /// What is in the place of the nanoseconds where the time does not count.
  private static let noTime: UInt64 = 0xFFFF_FFFF
  /// What is in the place of the entries where there are no totals.
  private static let noTotals: UInt64 = 0xFFFF
  /// A folder with more files is not remembered: pip's own have two.
  private static let fileLimit = 1000
  /// One byte says how long a name is.
  private static let nameLimit = 255

  private static let head = Array("swiftpip folders 1\n".utf8)
  private static let bodySuffix = EntryName(systemText: ".body")
}

extension FolderRecord {
  /// Reads records one after the other.
  struct Reader: Sendable {
    let bytes: [UInt8]
    private var position = 0
    private var depth = -1
    private var following: FolderRecord?

    /// Begins to read.
    init(_ bytes: [UInt8]) {
      self.bytes = bytes
      guard bytes.starts(with: head) else { return }
      position = head.count
      following = read()
    }

    /// How deep the next record lies; nil where there is none.
    var nextDepth: Int? { following?.depth }

    /// Returns the next record if it lies so deep.
    mutating func next(at depth: Int) -> FolderRecord? {
      guard following?.depth == depth else { return nil }
      return next()
    }

    /// Passes over the records that lie below one of a depth.
    mutating func skip(below depth: Int) {
      while let next = nextDepth, next > depth { _ = self.next() }
    }

    /// Returns the names of a folder's files; nil where what stands there is none.
    func files(of record: FolderRecord) -> [EntryName]? {
      var files: [EntryName] = []
      files.reserveCapacity(record.fileCount)
      var place = record.names.lowerBound
      for _ in 0..<record.fileCount {
        let end = place + 1 + Int(bytes[place])
        let name =
          bytes[place] == 0
          ? bodySuffix.flatMap { files.last?.appending($0) }
          : EntryName(slice: bytes[(place + 1)..<end])
        guard let name else { return nil }
        files.append(name)
        place = end
      }
      return files
    }

    private mutating func next() -> FolderRecord? {
      defer { following = read() }
      return following
    }

    private mutating func read() -> FolderRecord? {
      let start = position
      guard let depth = number(1).map(Int.init),
        depth == 0 ? self.depth == -1 : depth <= self.depth + 1,
        let name = name(), let inode = number(8), let seconds = number(8),
        let nanoseconds = number(4), let entries = number(2), let size = number(8),
        let sizeOnDisk = number(8), let count = number(2)
      else { return nil }
      self.depth = depth
      var record = FolderRecord(depth: depth, name: name, inode: inode, changed: nil)
      if nanoseconds != noTime {
        record.changed = Timestamp(
          seconds: Int64(bitPattern: seconds),
          nanoseconds: Int32(clamping: nanoseconds)
        )
      }
      record.fileCount = Int(count)
      if entries != noTotals, let size = Int64(exactly: size),
        let sizeOnDisk = Int64(exactly: sizeOnDisk)
      {
        var totals = CacheInventory.Totals()
        (totals.entries, totals.files) = (Int(entries), Int(count))
        (totals.bytes, totals.bytesOnDisk) = (size, sizeOnDisk)
        record.totals = totals
      }
      let names = position
      for _ in 0..<count {
        guard let length = number(1), bytes.count - position >= Int(length) else { return nil }
        position += Int(length)
      }
      (record.names, record.range) = (names..<position, start..<position)
      return record
    }

    private mutating func number(_ count: Int) -> UInt64? {
      guard bytes.count - position >= count else { return nil }
      var value: UInt64 = 0
      for index in 0..<count { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
      position += count
      return value
    }

    private mutating func name() -> EntryName? {
      guard let count = number(1).map(Int.init), bytes.count - position >= count else {
        return nil
      }
      defer { position += count }
      return EntryName(slice: bytes[position..<(position + count)])
    }
  }

  /// Writes records one after the other; as long as they are those that were read, nothing is copied.
  struct Writer: Sendable {
    private let source: [UInt8]
    /// So much of the source is written.
    private var copied = 0
    /// What is written, once it is not the beginning of the source.
    private var bytes: [UInt8]?

    /// Whether there is a folder that cannot be written down.
    private var isSpoiled = false

    /// The record that is not yet complete.
    private var record: (facts: FolderRecord, files: [EntryName])?

    /// Begins to write what may be the same as some bytes.
    init(besides source: [UInt8] = []) {
      self.source = source
      copied = source.starts(with: head) ? head.count : 0
    }

    /// Begins a record: the one before is complete.
    mutating func begin(_ record: FolderRecord) {
      finish()
      if record.name.count > nameLimit { isSpoiled = true }
      self.record = (record, [])
    }

    /// Adds files to the record that was begun last, and what they add up to with those before.
    mutating func add(_ files: [EntryName], _ totals: CacheInventory.Totals?) {
      guard var (facts, others) = record else { return }
      record = nil
      facts.totals = others.isEmpty ? totals : nil
      others += files
      if others.count > fileLimit || files.contains(where: { $0.count > nameLimit }) {
        (facts.changed, others) = (nil, [])
      }
      record = (facts, others)
    }

    /// Adds a record as it was read from the source.
    mutating func copy(_ record: FolderRecord) {
      finish()
      if bytes == nil, record.range.lowerBound == copied {
        copied = record.range.upperBound
      } else {
        let copy = source[record.range]
        begun { $0 += copy }
      }
    }

    /// Completes the last record, and returns what is written; nil where it is the source, or cannot be
    /// written.
    mutating func result() -> [UInt8]? {
      finish()
      guard !isSpoiled else { return nil }
      if bytes == nil, copied == source.count, copied > 0 { return nil }
      let written = begun { $0 }
      return written == source ? nil : written
    }

    private mutating func begun<Result>(_ change: (inout [UInt8]) -> Result) -> Result {
      var bytes = self.bytes ?? (copied > 0 ? Array(source[..<copied]) : head)
      self.bytes = nil
      defer { self.bytes = bytes }
      return change(&bytes)
    }

    private mutating func finish() {
      guard let (facts, files) = record else { return }
      record = nil
      begun { Self.append(facts, files, to: &$0) }
    }

    private static func append(
      _ record: FolderRecord,
      _ files: [EntryName],
      to bytes: inout [UInt8]
    ) {
      let changed = record.changed
      append(UInt64(record.depth), 1, to: &bytes)
      append(record.name, to: &bytes)
      append(record.inode, 8, to: &bytes)
      append(UInt64(bitPattern: changed?.seconds ?? 0), 8, to: &bytes)
      append(changed.map { UInt64($0.nanoseconds) } ?? noTime, 4, to: &bytes)
      let totals = changed == nil ? nil : record.totals
      append(totals.map { UInt64($0.entries) } ?? noTotals, 2, to: &bytes)
      append(UInt64(totals?.bytes ?? 0), 8, to: &bytes)
      append(UInt64(totals?.bytesOnDisk ?? 0), 8, to: &bytes)
      let remembered =
        changed == nil ? [] : files.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
      append(UInt64(remembered.count), 2, to: &bytes)
      var body: EntryName?
      for file in remembered {
        if file == body { bytes.append(0) } else { append(file, to: &bytes) }
        body = bodySuffix.map { file.appending($0) }
      }
    }

    private static func append(_ value: UInt64, _ count: Int, to bytes: inout [UInt8]) {
      for index in 0..<count {
        bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index)))
      }
    }

    private static func append(_ name: EntryName, to bytes: inout [UInt8]) {
      append(UInt64(min(name.count, nameLimit)), 1, to: &bytes)
      bytes += name.bytes.prefix(nameLimit)
    }
  }
}
