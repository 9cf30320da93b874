import Foundation

/// A parser is given inputs that nobody would write: none may make it trap, take long, or read what
/// does not mean the same when it is written and read again.
///
/// Each round has a seed of its own, so that one can be run again alone: `SWIFTPIP_FUZZ_SEED` is
/// the first, 1 by default, and `SWIFTPIP_FUZZ_ROUNDS` says how many rounds there are. With more of
/// them than by default each input is in a file while it is tried, so that it is there after a
/// crash: in `SWIFTPIP_FUZZ_FOLDER`, or else in a new folder. `SWIFTPIP_FUZZ_INPUT` names a file
/// that is tried in place of all others.
package struct FuzzRun: Sendable {
  /// What came of an input.
  package enum Verdict: Sendable, Hashable {
    /// The parser takes it for nothing of its own.
    case refused
    /// It was read.
    case read
    /// It was read, and rules that hold for everything that is read do not hold.
    case broken([String])

    /// Returns what came of an input that was read, by the rules and whether they hold.
    package static func read(_ rules: KeyValuePairs<String, Bool>) -> Verdict {
      let broken = rules.filter { !$0.value }.map(\.key)
      return broken.isEmpty ? .read : .broken(broken)
    }
  }

  /// An input that the parser does not stand.
  package struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// Which round, nil for an input that was not changed.
    package var round: Int?
    /// The seed of the round.
    package var seed: UInt64
    /// What is wrong.
    package var flaw: String
    /// The input.
    package var input: [UInt8]

    package var description: String {
      let place = round.map { "round \($0), SWIFTPIP_FUZZ_SEED=\(seed)" } ?? "an unchanged input"
      let shown = String(decoding: input.prefix(200), as: UTF8.self).debugDescription
      return "\(place): \(flaw): \(input.count) bytes, \(shown)"
    }
  }

  /// Few enough for every test run.
  private static let defaultRounds = 150
  /// Nobody looks at more.
  private static let findingLimit = 5
  /// Longer takes nothing of the size that inputs have, also without optimisation.
  private static let timeLimit = Duration.seconds(2)

  private let name: String
  private let tokens: [[UInt8]]
  private let rounds: Int
  private let firstSeed: UInt64
  private let folder: URL?
  private let onlyInput: URL?

  /// Creates a run as the environment wants it.
  ///
  /// - Parameters:
  ///   - name: what is tried; files are called so.
  ///   - tokens: texts that mean something to the parser.
  ///   - pieces: bytes that do.
  package init(_ name: String, tokens: [String] = [], pieces: [[UInt8]] = []) {
    let environment = ProcessInfo.processInfo.environment
    self.name = name
    self.tokens = tokens.map { Array($0.utf8) } + pieces
    rounds = environment["SWIFTPIP_FUZZ_ROUNDS"].flatMap { Int($0) } ?? Self.defaultRounds
    firstSeed = environment["SWIFTPIP_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
    folder = environment["SWIFTPIP_FUZZ_FOLDER"].map { URL(fileURLWithPath: $0) }
    onlyInput = environment["SWIFTPIP_FUZZ_INPUT"].map { URL(fileURLWithPath: $0) }
  }

  /// Tries a parser and returns what is wrong with it.
  ///
  /// - Parameters:
  ///   - seeds: inputs that others are made from, half of them from the first; they are tried as
  ///     they are, too, and one of them at least must be read.
  ///   - parse: reads an input and says what came of it; to throw is to refuse.
  /// - Returns: the findings, at most a few.
  /// - Throws: why an input could not be read or kept.
  package func findings(
    from seeds: [[UInt8]],
    _ parse: ([UInt8]) throws -> Verdict
  ) throws -> [Finding] {
    if let onlyInput { return flaw(of: Array(try Data(contentsOf: onlyInput)), parse).findings }
    var findings: [Finding] = []
    var isAnyRead = false
    for seed in seeds {
      let (found, isRead) = flaw(of: seed, parse)
      findings += found
      isAnyRead = isAnyRead || isRead
    }
    if !isAnyRead { findings.append(finding("none of the honest inputs is read", [])) }
    let keeper = try keptInput()
    for round in 0..<max(0, rounds) where findings.count < Self.findingLimit {
      let seed = firstSeed &+ UInt64(round)
      var mutator = Mutator(seed: seed, seeds: seeds, tokens: tokens)
      let input = mutator.next()
      if let keeper { try Data(input).write(to: keeper) }
      for var finding in flaw(of: input, parse).findings {
        (finding.round, finding.seed) = (round, seed)
        findings.append(finding)
        if let keeper { try Data(input).write(to: keeper.appendingPathExtension("\(seed)")) }
      }
    }
    if let keeper { try forget(keeper, with: findings) }
    return Array(findings.prefix(Self.findingLimit))
  }

  /// Returns the file that inputs are kept in, nil in short runs.
  private func keptInput() throws -> URL? {
    guard rounds > Self.defaultRounds else { return nil }
    let scratch = FileManager.default.temporaryDirectory
    let place = folder ?? scratch.appendingPathComponent("swiftpip-fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let file = place.appendingPathComponent(name)
    let line =
      "fuzz \(name): \(rounds) rounds from seed \(firstSeed), each input is in \(file.path)\n"
    // Not by print, which keeps it in memory: it must be out before anything traps.
    try FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
    return file
  }

  /// Removes what is kept for a crash, of which there was none.
  private func forget(_ keeper: URL, with findings: [Finding]) throws {
    let isFolderOurs = folder == nil && findings.isEmpty
    try FileManager.default.removeItem(
      at: isFolderOurs ? keeper.deletingLastPathComponent() : keeper
    )
  }

  private func flaw(
    of input: [UInt8],
    _ parse: ([UInt8]) throws -> Verdict
  ) -> (findings: [Finding], isRead: Bool) {
    let start = Self.processorTime()
    let verdict = (try? parse(input)) ?? .refused
    let taken = Self.processorTime() - start
    var flaws: [String] = []
    if case .broken(let rules) = verdict {
      flaws.append("this does not hold: " + rules.joined(separator: "; "))
    }
    if taken > Self.timeLimit { flaws.append("it took \(taken)") }
    return (flaws.map { finding($0, input) }, verdict != .refused)
  }

  private func finding(_ flaw: String, _ input: [UInt8]) -> Finding {
    Finding(round: nil, seed: firstSeed, flaw: flaw, input: input)
  }

  /// Returns the processor time that this thread has taken: a busy machine makes nobody slow.
  private static func processorTime() -> Duration {
    var time = timespec()
    // The structure is ours and the clock always exists (POSIX).
    _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
  }
}
