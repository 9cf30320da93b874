internal import PipSystem

/// What is remembered of a folder.
///
/// As bytes: depth (1 byte), name (its length in 1 byte, then itself), file number (8 bytes), seconds
/// (8) and nanoseconds (4) of the last change, number of files (2), and the name of each as above;
/// numbers with their lowest byte first. A folder comes before those in it, which are one deeper; the
/// first has the depth 0. A text before the first names the form.
struct FolderRecord: Sendable, Hashable {
  /// How deep it lies below the first.
  var depth: Int
  /// Its name.
  var name: EntryName
  /// Its file number.
  var inode: UInt64
  /// When it was last changed; nil where it may change again without this changing.
  var changed: Timestamp?
  /// The names in it that are not folders.
  var files: [EntryName] = []
  /// Where it was read.
  var range = 0..<0

  /// Tells whether a folder is this one, and nothing came or went since.
  func isStill(_ status: FileStatus) -> Bool {
    status.kind == .directory && status.identity.inode == inode && status.changed == changed
  }

  /// What is in the place of the nanoseconds where the time does not count.
  fileprivate static let noTime: UInt32 = .max

  /// A folder with more is not remembered.
  fileprivate static let fileLimit = Int(UInt16.max)

  fileprivate static let head = Array("swiftpip folders 1\n".utf8)
}

extension FolderRecord {
  /// Reads records one after the other; it ends where no record is.
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

    private mutating func next() -> FolderRecord? {
      defer { following = read() }
      return following
    }

    private mutating func read() -> FolderRecord? {
      let start = position
      guard let depth = number(1).map(Int.init),
        depth == 0 ? self.depth == -1 : depth <= self.depth + 1,
        let name = name(), let inode = number(8), let seconds = number(8),
        let nanoseconds = number(4), let count = number(2)
      else { return nil }
      self.depth = depth
      var record = FolderRecord(depth: depth, name: name, inode: inode)
      if nanoseconds < noTime {
        record.changed = Timestamp(
          seconds: Int64(bitPattern: seconds),
          nanoseconds: Int32(clamping: nanoseconds)
        )
      }
      for _ in 0..<count {
        guard let file = self.name() else { return nil }
        record.files.append(file)
      }
      record.range = start..<position
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

  /// Writes records one after the other.
  struct Writer: Sendable {
    private(set) var bytes = head

    /// The record that is not yet complete.
    private var record: FolderRecord?

    /// Begins a record: the one before is complete.
    mutating func begin(_ record: FolderRecord) {
      finish()
      self.record = record
    }

    /// Adds a record as it was read.
    mutating func copy(_ record: FolderRecord, from reader: Reader) {
      finish()
      bytes += reader.bytes[record.range]
    }

    /// Adds files to the record that was begun last.
    mutating func add(_ files: some Sequence<EntryName>) {
      record?.files += files
    }

    /// Completes the last record.
    mutating func finish() {
      guard let record else { return }
      self.record = nil
      let isRemembered = record.files.count <= fileLimit
      append(UInt64(record.depth), 1)
      append(record.name)
      append(record.inode, 8)
      let changed = isRemembered ? record.changed : nil
      append(UInt64(bitPattern: changed?.seconds ?? 0), 8)
      append(changed.map { UInt64($0.nanoseconds) } ?? UInt64(noTime), 4)
      let files = changed == nil ? [] : record.files
      append(UInt64(files.count), 2)
      for file in files { append(file) }
    }

    private mutating func append(_ value: UInt64, _ count: Int) {
      for index in 0..<count {
        bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index)))
      }
    }

    private mutating func append(_ name: EntryName) {
      append(UInt64(name.count), 1)
      for index in 0..<name.count { bytes.append(name[index]) }
    }
  }
}
