package import PipPackaging

/// Chooses among files as pip does: nothing yanked, and pre-releases only where nothing else fits.
///
/// Of pip itself only final releases count, as in pip's own check.
///
/// The rules are those of pip's `LinkEvaluator` and `CandidateEvaluator` in `package_finder.py` with
/// `allow_yanked` off. Source distributions count like wheels.
package struct CandidateEvaluator: Sendable, Hashable {
  /// The project whose files are looked for.
  package var project: PackageName

  /// The interpreter's full version, `3.12.4`.
  package var python: Version

  /// The tags that the interpreter accepts.
  package var tags: SupportedTags

  /// Creates an evaluator for one project and one interpreter.
  package init(project: PackageName, python: Version, tags: SupportedTags) {
    self.project = project
    self.python = python
    self.tags = tags
  }

  /// Returns the file that pip would take, and why it would not take others.
  package func choice(among page: IndexPage) -> Choice {
    var choice = Choice(skipped: page.skipped)
    // The same text stands at most files of a page.
    var verdicts: [String: Bool] = [:]
    var prereleases = 0
    for file in page.files {
      switch evaluate(file, verdicts: &verdicts) {
      case .rejected(let reason): choice.rejected[reason, default: 0] += 1
      case .fits(let candidate):
        let isPrerelease = candidate.version.isPrerelease
        if isPrerelease { prereleases += 1 } else { choice.fitting += 1 }
        guard !isPrerelease || prereleasePolicy != .excluded else { continue }
        // Of equal ones pip takes the first.
        if choice.best?.isWorse(than: candidate) ?? true { choice.best = candidate }
      }
    }
    if choice.fitting == 0 && prereleasePolicy != .excluded {
      choice.fitting = prereleases
    } else if prereleases > 0 {
      choice.rejected[.prerelease] = prereleases
    }
    return choice
  }

  private var prereleasePolicy: PrereleasePolicy {
    project == .pip ? .excluded : .whenNothingElse
  }

  private enum Evaluation {
    case fits(Candidate)
    case rejected(Rejection)
  }

  private func evaluate(_ file: IndexFile, verdicts: inout [String: Bool]) -> Evaluation {
    guard !file.yanked.isYanked else { return .rejected(.yanked) }
    let candidate: Candidate
    if let wheel = WheelFileName(file.fileName) {
      guard wheel.name == project else { return .rejected(.otherProject) }
      guard let rank = tags.rank(of: wheel) else { return .rejected(.tags) }
      candidate = Candidate(
        version: wheel.version,
        fileName: file.fileName,
        url: file.url,
        rank: rank,
        build: wheel.build
      )
    } else if let sdist = SdistFileName(file.fileName, for: project) {
      guard sdist.pythonVersion.map({ $0 == pythonSeries }) ?? true else {
        return .rejected(.requiresPython)
      }
      candidate = Candidate(
        version: sdist.version,
        fileName: file.fileName,
        url: file.url,
        rank: tags.tags.count
      )
    } else {
      return .rejected(.notADistribution)
    }
    if let text = file.requiresPython {
      let isMet = verdicts[text] ?? isMet(text)
      verdicts[text] = isMet
      guard isMet else { return .rejected(.requiresPython) }
    }
    return .fits(candidate)
  }

  /// A text that is no specifier is no condition, as for pip.
  private func isMet(_ requiresPython: String) -> Bool {
    VersionSpecifiers(requiresPython)?.contains(python, prereleases: .allowed) ?? true
  }

  private var pythonSeries: String {
    python.release.prefix(2).map(\.description).joined(separator: ".")
  }
}
