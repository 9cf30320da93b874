package import PipConfiguration
internal import PipDiagnostics
package import PipEnvironments
internal import PipHashing
internal import PipIndex
package import PipPackaging
internal import PipSystem

/// What an environment's pip would ask its indexes about a package, asked by us.
package struct IndexQuestion: Sendable {
  /// The package in question.
  package var package: PackageName

  /// The version of the environment's pip, nil where it has none.
  package var pipVersion: String?

  /// pip's options.
  package var configuration: Configuration

  /// The command's sections in pip's configuration files.
  package var sections: [String]

  /// The variables, and where relative paths begin.
  package var surroundings: Surroundings

  /// The interpreter that what is found must suit.
  package var interpreter: Interpreter

  /// What interpreters said before.
  package var memory: InterpreterMemory

  /// What servers are told about this program.
  package var programVersion: String

  /// When all of it must be done.
  package var deadline: ContinuousClock.Instant

  /// Creates a question.
  package init(
    package: PackageName,
    pipVersion: String?,
    configuration: Configuration,
    sections: [String],
    surroundings: Surroundings,
    interpreter: Interpreter,
    memory: InterpreterMemory,
    programVersion: String,
    deadline: ContinuousClock.Instant
  ) {
    self.package = package
    self.pipVersion = pipVersion
    self.configuration = configuration
    self.sections = sections
    self.surroundings = surroundings
    self.interpreter = interpreter
    self.memory = memory
    self.programVersion = programVersion
    self.deadline = deadline
  }

  /// Asks, and returns within the time there is.
  ///
  /// - Parameter pages: what pages said last; those that did not change need not say it again.
  /// - Returns: what came of it.
  /// - Throws: `ConfigurationError` for a setting that no index could be asked with.
  package func ask(knowing pages: [PageMemory]) async throws -> IndexAnswer {
    do {
      let facts = try await memory.facts(of: patientInterpreter, isShim: false)
      guard let evaluator = evaluator(for: facts) else {
        throw EnvironmentsError.unintelligible(interpreter.executable)
      }
      let sources = try await sources()
      guard !sources.isEmpty || !sources.problems.isEmpty else {
        return .noIndex(because: "no setting names one, and there is no pip that has one built in")
      }
      // What took all the time was asking Python: no index has been asked, so none is to blame.
      guard ContinuousClock.now < deadline else {
        throw EnvironmentsError.notRun(
          interpreter.executable,
          reason: "it took all the time there was"
        )
      }
      let survey = IndexSurvey(
        client: IndexClient(sources, version: programVersion),
        evaluator: evaluator
      )
      let report = await survey.report(
        knowing: known(pages, to: evaluator, sources),
        deadline: deadline
      )
      return try answer(report, evaluator)
    } catch {
      guard !Task.isCancelled else { return .dropped }
      switch error {
      case let failure as IndexError where !failure.isOfASetting:
        return .failed([failure.diagnostic])
      case let mistake as ConfigurationError:
        throw mistake
      case let obstacle as any Explainable:
        return .notAsked([obstacle.diagnostic])
      default:
        throw error
      }
    }
  }

  /// Returns how an index that is set is shown, credentials masked.
  package static func shown(_ text: String) -> String {
    IndexSource(.index, text)?.name ?? CredentialMask.masking(text.trimmingPythonSpace)
  }

  /// Names what a failure depends on: whom pip's options and the variables would have asked, and how.
  package var askedOf: String {
    let options = [
      "index-url", "pypi-url", "extra-index-url", "find-links", "no-index", "trusted-host", "cert",
      "proxy", "timeout", "retries",
    ]
    let settings = options.flatMap { name in
      configuration.list(name, for: sections).map { "\(name)=\(CredentialMask.masking($0.value))" }
    }
    let variables = surroundings.environment.variables
      .filter { name, _ in
        name.lowercased().hasSuffix("_proxy") || Self.certificateVariables.contains(name)
      }
      .map { "\($0)=\(CredentialMask.masking($1))" }
      .sorted()
    let text = (settings + variables).joined(separator: "\n")
    return HashAlgorithm.sha256.digest(of: text).hexadecimal
  }

  private static let certificateVariables: Set<String> = [
    "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR",
  ]

  private func evaluator(for facts: InterpreterFacts) -> CandidateEvaluator? {
    guard let python = Version(facts.version), let tags = facts.supportedTags else { return nil }
    return CandidateEvaluator(project: package, python: python, tags: tags)
  }

  private func sources() async throws -> IndexSources {
    var sources = try await IndexSources.resolve(
      from: configuration,
      for: sections,
      environment: surroundings.environment,
      workingDirectory: surroundings.process.workingDirectory,
      builtIn: {
        guard let pipVersion else { return nil }
        return try await memory.defaultIndex(of: patientInterpreter, pipVersion: pipVersion)
      }
    )
    if configuration.setting("retries", for: sections) == nil { sources.retries = Self.retries }
    return sources
  }

  /// Where nobody says how often: pip's check never tries again, and five seconds are short.
  private static let retries = 1

  /// The interpreter with no more time to answer than there is left.
  private var patientInterpreter: Interpreter {
    var interpreter = interpreter
    let left = max(.zero, deadline - ContinuousClock.now)
    interpreter.patience = min(interpreter.patience, left)
    return interpreter
  }

  private func answer(
    _ report: SurveyReport,
    _ evaluator: CandidateEvaluator
  ) throws -> IndexAnswer {
    guard !Task.isCancelled else { return .dropped }
    guard let best = try report.best() else { return .noCandidate(warnings: report.warnings) }
    return .newest(
      best.candidate.version,
      from: best.source.name,
      pages: report.outcomes.compactMap { memory(of: $0, evaluator) },
      warnings: report.warnings
    )
  }

  // MARK: - What pages said last

  private func known(
    _ pages: [PageMemory],
    to evaluator: CandidateEvaluator,
    _ sources: IndexSources
  ) -> [IndexSource: KnownPage] {
    let chooser = chooser(evaluator)
    var known: [IndexSource: KnownPage] = [:]
    for source in sources.sources {
      guard let name = pageName(of: source),
        let page = pages.first(where: { $0.page == name && $0.chooser == chooser }),
        let validators = PageValidators(entityTag: page.etag, lastModified: page.lastModified)
      else { continue }
      let best = page.latest.flatMap { Version($0) }.map {
        Candidate(version: $0, fileName: "", url: "")
      }
      known[source] = KnownPage(validators: validators, best: best)
    }
    return known
  }

  private func memory(of outcome: SourceOutcome, _ evaluator: CandidateEvaluator) -> PageMemory? {
    guard let name = pageName(of: outcome.source) else { return nil }
    let validators: PageValidators?
    switch outcome.result {
    case .found(_, let fresh): validators = fresh
    case .notModified(let known): validators = known.validators
    case .notFound, .failed: return nil
    }
    guard let validators else { return nil }
    return PageMemory(
      page: name,
      etag: validators.entityTag,
      lastModified: validators.lastModified,
      latest: outcome.best?.version.description,
      chooser: chooser(evaluator)
    )
  }

  /// Names a page without telling its address, which may hold a token; credentials are no part of
  /// what a page is.
  private func pageName(of source: IndexSource) -> String? {
    guard case .remote(let url) = source.place else { return nil }
    return HashAlgorithm.sha256.digest(of: url.withoutCredentials.text).hexadecimal
  }

  /// Names what the choice depends on beside the page.
  private func chooser(_ evaluator: CandidateEvaluator) -> String {
    let tags = evaluator.tags.tags.map(\.description).joined(separator: " ")
    return HashAlgorithm.sha256.digest(
      of: "\(package.normalized) \(evaluator.python) \(tags)"
    ).hexadecimal
  }
}
