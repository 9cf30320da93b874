package import PipArchives
package import PipCache
internal import PipHashing
internal import PipSystem

extension SnapshotPlan {
  /// Writes the snapshot.
  ///
  /// - Parameters:
  ///   - compression: how it is compressed.
  ///   - time: when each member was last changed, in seconds since 1970.
  ///   - file: the file or pipe.
  ///   - tell: is told how many files are written.
  /// - Returns: how many bytes were written.
  /// - Throws: `SnapshotsError`: `changed` where a file is no longer what it was when it was chosen.
  @discardableResult
  package func write(
    _ compression: ArchiveCompression,
    time: Int64 = 0,
    to file: any ByteSink,
    tell: ScanProgress.Listener? = nil
  ) throws(SnapshotsError) -> Int64 {
    let progress = tell.map { ScanProgress(parts: manifest.files.count, $0) }
    do {
      return try SnapshotWriter.write(manifest, compression, time: time, to: file) { file, write in
        try content(of: file, write)
        progress?.add(1)
        progress?.finishPart()
      }
    } catch let error as SnapshotsError {
      throw error
    } catch ArchivesError.unwritable(let failure) {
      throw .notWritten(failure)
    } catch let error as ArchivesError {
      throw .archive(error)
    } catch {
      // Reading and writing fail with nothing else.
      throw .archive(.malformed("\(error)"))
    }
  }

  private func content(
    of file: SnapshotFile,
    _ write: (RawSpan) throws(ArchivesError) -> Void
  ) throws {
    let source: SourceFile
    do throws(SystemFailure) {
      source = try SourceFile(file.path.names, in: directory)
    } catch {
      throw SnapshotsError.changed(file.path.text)
    }
    guard source.stamp == stamps[file.path] else { throw SnapshotsError.changed(file.path.text) }
    guard file.kind != .head || manifest.redaction.level == .exact else {
      let bytes = try head(of: file, source)
      return try write(unsafe bytes.span.bytes)
    }
    guard try source.read(write) else { throw SnapshotsError.changed(file.path.text) }
  }

  /// Cleans a head once more: to hold all of them would take as much memory as there are.
  private func head(of file: SnapshotFile, _ source: borrowing SourceFile) throws -> [UInt8] {
    guard let bytes = try source.content(limit: CachedResponse.headLimit),
      let response = try? CachedResponse(bytes[...]),
      case .head(let head, _) = HeadRedaction.redact(
        response,
        isPublic: manifest.redaction.level == .public
      ),
      HashAlgorithm.sha256.digest(of: head) == file.digest
    else { throw SnapshotsError.changed(file.path.text) }
    return head
  }
}
