package import PipPackaging

extension IndexClient {
  /// Asks an index for a project's page (PEP 503 and 691).
  ///
  /// - Parameters:
  ///   - project: The project.
  ///   - index: The index, as in `--index-url`.
  ///   - validators: What came with the page that is known already.
  ///   - deadline: When the wait ends, whatever it is that is waited for.
  /// - Returns: the page, or why there is none.
  /// - Throws: `IndexError`, with the real cause where there were several tries.
  package func page(
    for project: PackageName,
    at index: IndexURL,
    validators: PageValidators? = nil,
    deadline: ContinuousClock.Instant
  ) async throws(IndexError) -> PageAnswer {
    let url = index.page(forProject: project.normalized)
    return try await page(at: url, validators: validators, deadline: deadline)
  }

  /// Asks a source about a project, be it on a server or in the file system.
  ///
  /// - Throws: `IndexError`.
  func answer(
    of source: IndexSource,
    about project: PackageName,
    validators: PageValidators?,
    deadline: ContinuousClock.Instant
  ) async throws(IndexError) -> PageAnswer {
    switch (source.place, source.kind) {
    case (.local(let path), _):
      return try FindLinks(limits: limits).answer(for: project, from: source, at: path)
    case (.remote(let url), .index):
      return try await page(for: project, at: url, validators: validators, deadline: deadline)
    case (.remote(let url), .findLinks):
      // As for pip, an address can be that of a distribution itself; the choice needs no more.
      if let file = url.distribution {
        var page = IndexPage()
        page.files = [file]
        return .page(page, nil)
      }
      return try await page(at: url, validators: validators, deadline: deadline)
    }
  }

  /// Asks for a page at its very address, as a find-links location is.
  func page(
    at url: IndexURL,
    validators: PageValidators?,
    deadline: ContinuousClock.Instant
  ) async throws(IndexError) -> PageAnswer {
    let request = IndexRequest.page(url, validators, limit: limits.pageBytes)
    return switch try await document(request, deadline: deadline) {
    case .notModified: .notModified
    case .notFound: .notFound
    case .document(let document):
      .page(try document.page(limit: limits.pageBytes), document.validators)
    }
  }
}
