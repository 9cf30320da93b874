package import PipPackaging

extension IndexClient {
  /// Asks for a file.
  ///
  /// Its digest is nobody's business here: whoever takes the bytes sees what they are.
  ///
  /// - Parameters:
  ///   - url: where it is.
  ///   - receiver: takes it.
  ///   - limit: bytes that it may have.
  ///   - deadline: when the wait ends.
  /// - Returns: whether there is such a file.
  /// - Throws: `IndexError`, with the real cause where there were several tries.
  package func file(
    at url: IndexURL,
    into receiver: any FileReceiver,
    limit: Int,
    deadline: ContinuousClock.Instant
  ) async throws(IndexError) -> Bool {
    let request = IndexRequest.file(url, into: receiver, limit: min(limit, limits.fileBytes))
    switch try await document(request, deadline: deadline) {
    case .document: return true
    case .notFound, .notModified: return false
    }
  }

  /// Asks all sources what they have of a project.
  ///
  /// - Parameters:
  ///   - project: the project.
  ///   - deadline: when the wait for all of them ends.
  /// - Returns: the files, those of earlier sources first, and why sources did not answer.
  package func files(
    of project: PackageName,
    deadline: ContinuousClock.Instant
  ) async -> (files: [IndexFile], failures: [IndexError]) {
    var files: [IndexFile] = []
    var failures: [IndexError] = []
    for source in sources.sources {
      do throws(IndexError) {
        let answer = try await self.answer(
          of: source,
          about: project,
          validators: nil,
          deadline: deadline
        )
        guard case .page(let page, _) = answer else { continue }
        // No server knows what is on this machine.
        let isRemote = if case .remote = source.place { true } else { false }
        files += page.files.filter { file in
          !isRemote || IndexURL(file.url).map { $0.scheme != .file } == true
        }
      } catch {
        failures.append(error)
      }
    }
    return (files, failures)
  }
}
