package import PipDiagnostics
internal import PipFiles
package import PipPackaging
package import PipSystem
package import PipVersionCheck
package import SystemPackage

/// The files in which checks of one subject are remembered, pip's and ours.
package struct StateStore: Sendable, Hashable {
  /// Where the files are, nil where the cache is not to be used.
  package var location: StateLocation?

  /// The `sys.prefix` of the environment, as a system text.
  package var prefix: String

  /// The package in question.
  package var package: PackageName

  /// Creates the store of a subject.
  package init(cacheDirectory: FilePath?, prefix: String, package: PackageName) {
    location = cacheDirectory.map {
      StateLocation(cacheDirectory: $0, prefix: prefix, package: package)
    }
    self.prefix = prefix
    self.package = package
  }

  /// The file that an answer is kept in.
  package var stateFile: FilePath? { location.map { $0.shared ?? $0.own } }

  /// Returns what the file says that pip shares: mostly that is all there is to know.
  package func recallShared(now: Timestamp) -> CheckMemory {
    do {
      return CheckMemory(record: try sharedRecord(now: now))
    } catch {
      return CheckMemory(defect: error)
    }
  }

  /// Returns all that is known.
  ///
  /// What cannot be read or used counts as absent.
  package func recall(now: Timestamp) -> CheckMemory {
    recallOwn(beside: recallShared(now: now), now: now)
  }

  /// Returns what the file says that pip shares together with what our own memory adds.
  func recallOwn(beside shared: CheckMemory, now: Timestamp) -> CheckMemory {
    let own = ownMemory()
    let ownRecord = own?.record.flatMap { $0.checkedAt <= now ? $0 : nil }
    let newest = [shared.record, ownRecord].compactMap(\.self)
      .max { $0.checkedAt < $1.checkedAt }
    return CheckMemory(
      record: newest,
      defect: shared.defect,
      failure: failure(in: own, since: newest, now: now)
    )
  }

  /// Returns the failures that count: pip may have had an answer since, and a clock may have moved.
  private func failure(
    in memory: OwnMemory?,
    since record: CheckRecord?,
    now: Timestamp
  ) -> FailureRecord? {
    guard let failure = memory?.failure, failure.failedAt <= now else { return nil }
    // A failure is kept to the second, an answer of pip's to the microsecond.
    guard let record, failure.failedAt.seconds < record.checkedAt.seconds else { return failure }
    return nil
  }

  /// Returns what pages said last.
  package func pages() -> [PageMemory] {
    ownMemory()?.pages ?? []
  }

  /// Returns the index that the last answer came from, credentials masked.
  package func index() -> String? {
    ownMemory()?.index
  }

  /// Returns when a notice was last shown.
  package func notifiedAt() -> Timestamp? {
    ownMemory()?.notifiedAt
  }

  /// Remembers an answer, in the file that pip shares where there is one.
  ///
  /// - Parameters:
  ///   - record: the answer.
  ///   - index: where it is from, credentials masked.
  ///   - pages: what the pages said.
  /// - Returns: what kept it from being saved; nothing is lost by it but a request.
  package func save(
    _ record: CheckRecord,
    from index: String,
    pages: [PageMemory]
  ) -> [Diagnostic] {
    guard let location else { return [] }
    var problems: [Diagnostic] = []
    var isShared = false
    if let shared = location.shared {
      do {
        try publish(StateFile.bytes(of: record, for: prefix), at: shared)
        isShared = true
      } catch {
        problems.append(error.diagnostic.with(severity: .note))
      }
    }
    return problems
      + changeOwnMemory {
        $0.record = isShared ? nil : record
        $0.failure = nil
        $0.index = index
        $0.pages = pages
      }
  }

  /// Puts an answer that is in our own memory into the file that pip shares.
  ///
  /// - Returns: whether there is such a file.
  func share(_ record: CheckRecord) throws(FilesError) -> Bool {
    guard let shared = location?.shared else { return false }
    try publish(StateFile.bytes(of: record, for: prefix), at: shared)
    _ = changeOwnMemory { $0.record = nil }
    return true
  }

  /// Remembers that nothing was learned.
  ///
  /// - Returns: what kept it from being saved.
  package func save(_ failure: FailureRecord) -> [Diagnostic] {
    changeOwnMemory { $0.failure = failure }
  }

  /// Remembers that a notice was shown.
  ///
  /// - Returns: what kept it from being saved.
  package func saveNotice(at moment: Timestamp) -> [Diagnostic] {
    changeOwnMemory { $0.notifiedAt = moment }
  }

  /// Claims the asking for this run.
  func claim(ageLimit: Duration, now: Timestamp) -> Claim.Outcome? {
    guard let location else { return nil }
    let folder = location.claim.removingLastComponent()
    do {
      try folder.makeDirectories(permissions: Self.folderPermissions)
    } catch {
      return .impossible(error)
    }
    return Claim.attempt(at: location.claim, ageLimit: ageLimit, now: now)
  }

  /// As pip makes its folders: what the user's umask leaves of everything.
  private static let folderPermissions: FilePermissions = [
    .ownerReadWriteExecute, .groupReadWriteExecute, .otherReadWriteExecute,
  ]

  private func sharedRecord(now: Timestamp) throws(StateFile.Defect) -> CheckRecord? {
    guard let path = location?.shared else { return nil }
    let bytes: [UInt8]?
    do {
      // Links are followed, as pip follows them when it reads.
      bytes = try OwnedDescriptor.openRegularFile(path).readToEnd(limit: StateFile.sizeLimit)
    } catch {
      throw error.errno == .noSuchFileOrDirectory ? .missing : .unreadable("\(error.errno)")
    }
    guard let bytes else { throw .tooLarge }
    return try StateFile.read(bytes, for: prefix, now: now)
  }

  private func ownMemory() -> OwnMemory? {
    guard let path = location?.own,
      let file = try? OwnedDescriptor.openRegularFile(path, following: .nothing),
      // Others may write to a cache that is shared.
      (try? file.status())?.isTrusted == true,
      let bytes = try? file.readToEnd(limit: OwnMemory.sizeLimit)
    else { return nil }
    return OwnMemory(bytes, key: prefix, package: package.normalized)
  }

  private func changeOwnMemory(_ change: (inout OwnMemory) -> Void) -> [Diagnostic] {
    guard let path = location?.own else { return [] }
    var memory = ownMemory() ?? OwnMemory(key: prefix, package: package.normalized)
    let before = memory
    change(&memory)
    guard memory != before, let bytes = try? memory.bytes() else { return [] }
    do {
      try publish(bytes, at: path)
      return []
    } catch {
      return [error.diagnostic.with(severity: .note)]
    }
  }

  private func publish(_ bytes: [UInt8], at path: FilePath) throws(FilesError) {
    do {
      try path.removingLastComponent().makeDirectories(permissions: Self.folderPermissions)
    } catch {
      throw .notPublished(path, error)
    }
    try Publication.publish(bytes, at: path)
  }
}
