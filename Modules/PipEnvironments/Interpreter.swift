internal import FoundationEssentials
internal import PipHashing
package import PipSystem
internal import Subprocess
package import SystemPackage

/// A Python interpreter that can be asked.
package struct Interpreter: Sendable, Hashable {
  /// Where it is, as it is to be called: not resolved, a virtual environment is recognised by this.
  package var executable: FilePath

  /// The environment variables that it is to see.
  package var environment: PipSystem.Environment

  /// How long it may take to answer.
  package var patience: Duration

  /// Where it is run: "python -c" looks for modules in its working directory first, and nobody's
  /// modules are to be run by accident.
  ///
  /// There are none in the root directory.
  private var workingDirectory: FilePath = "/"

  /// What it is called with before the question.
  private var options: [String] = []

  /// Creates an interpreter that has ten seconds to answer, enough for a slow network disk.
  package init(
    executable: FilePath,
    environment: PipSystem.Environment,
    patience: Duration = .seconds(10)
  ) {
    self.executable = executable
    self.environment = environment
    self.patience = patience
  }

  /// Runs the interpreter and returns what it says of itself.
  package func facts() async throws(EnvironmentsError) -> InterpreterFacts {
    let answer: InterpreterFacts = try await answer(to: InterpreterQuestion.facts)
    var facts = answer
    facts.executable = try path(answer.executable)
    facts.baseExecutable = try path(answer.baseExecutable)
    facts.prefix = try path(answer.prefix)
    facts.basePrefix = try path(answer.basePrefix)
    facts.standardLibrary = try path(answer.standardLibrary)
    facts.searchPath = []
    for entry in answer.searchPath { facts.searchPath.append(try path(entry)) }
    for (name, place) in answer.scheme { facts.scheme[name] = try path(place) }
    for (name, place) in answer.environmentScheme {
      facts.environmentScheme[name] = try path(place)
    }
    for (name, place) in answer.userScheme { facts.userScheme[name] = try path(place) }
    return facts
  }

  /// Runs a shim, such as pyenv's, and returns the interpreter that it chooses in a directory.
  ///
  /// What it chooses depends on where it is called and is asked for anew each time.
  package func chosenExecutable(in directory: FilePath?) async throws(EnvironmentsError) -> FilePath
  {
    var shim = self
    shim.workingDirectory = directory ?? workingDirectory
    // Isolated, so that nobody's modules in that directory are run.
    shim.options = ["-I"]
    let answer: ExecutableAnswer = try await shim.answer(to: InterpreterQuestion.executable)
    return FilePath(systemText: try path(answer.executable))
  }

  private struct ExecutableAnswer: Decodable {
    var executable: String
  }

  /// Runs the environment's pip and returns the index that it asks where nothing says otherwise.
  package func defaultIndex() async throws(EnvironmentsError) -> String {
    let answer: DefaultIndexAnswer = try await answer(to: InterpreterQuestion.defaultIndex)
    return answer.index
  }

  /// Runs the interpreter's own `compileall` on all modules of a folder; those that cannot be compiled stay as
  /// they are.
  ///
  /// - Parameters:
  ///   - folder: where they are now.
  ///   - place: where they will be: what is compiled says so.
  /// - Throws: `EnvironmentsError` where the interpreter cannot be run.
  package func compileModules(
    in folder: FilePath,
    asIfIn place: FilePath
  ) async throws(EnvironmentsError) {
    let _: CompiledAnswer = try await answer(
      to: InterpreterQuestion.compiled(Self.digits(folder), asIfIn: Self.digits(place))
    )
  }

  /// A program on the command line has at most 131,072 bytes (Linux, `MAX_ARG_STRLEN`): so many are for paths.
  private static let mostDigits = 100_000

  /// Runs the interpreter's own `compileall` on modules and on all modules of folders; those that cannot be
  /// compiled stay as they are.
  ///
  /// - Parameter paths: where they are.
  /// - Throws: `EnvironmentsError` where the interpreter cannot be run.
  package func compileModules(at paths: [FilePath]) async throws(EnvironmentsError) {
    var rest = paths.map(Self.digits)[...]
    while !rest.isEmpty {
      var count = 0
      let batch = rest.prefix { path in
        count += path.utf8.count + 1
        return count <= Self.mostDigits
      }
      let _: CompiledAnswer = try await answer(to: InterpreterQuestion.compiled(Array(batch)))
      // No path is as long as that.
      rest = rest.dropFirst(max(batch.count, 1))
    }
  }

  private static func digits(_ path: FilePath) -> String {
    Digest(bytes: path.bytes).hexadecimal
  }

  private struct CompiledAnswer: Decodable {
    var compiled: Bool
  }

  private struct DefaultIndexAnswer: Decodable {
    var index: String
  }

  private func answer<Answer: Decodable & Sendable>(
    to question: String
  ) async throws(EnvironmentsError) -> Answer {
    let output = try await output(of: question)
    // A sitecustomize module may print, too: the answer is the last line.
    guard let line = output.split(separator: UInt8(ascii: "\n")).last,
      let answer = try? JSONDecoder().decode(Answer.self, from: Data(line))
    else { throw .unintelligible(executable) }
    return answer
  }

  private func output(of question: String) async throws(EnvironmentsError) -> [UInt8] {
    let result: Result<[UInt8], EnvironmentsError>?
    do {
      result = try await withThrowingTaskGroup { group in
        group.addTask { await run(question) as Result<[UInt8], EnvironmentsError>? }
        group.addTask {
          try await Task.sleep(for: patience)
          return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
      }
    } catch {
      throw .notRun(executable, reason: "it was interrupted")
    }
    guard let result else { throw .notRun(executable, reason: "it took longer than \(patience)") }
    return try result.get()
  }

  private func run(_ question: String) async -> Result<[UInt8], EnvironmentsError> {
    let (program, arguments) = ProgramCall.of(executable, options + ["-c", question])
    let input = Self.emptyInput()
    defer { if input != .standardInput { try? input.close() } }
    do {
      let result = try await Subprocess.run(
        program,
        arguments: arguments,
        environment: .custom(childEnvironment),
        workingDirectory: workingDirectory,
        input: .fileDescriptor(input, closeAfterSpawningProcess: false),
        output: .bytes(limit: Self.outputLimit),
        error: .string(limit: Self.outputLimit)
      )
      guard result.terminationStatus.isSuccess else {
        let lines = result.standardError.split(separator: "\n")
        let words = lines.last.map(String.init) ?? "\(result.terminationStatus)"
        return .failure(.notRun(executable, reason: words))
      }
      return .success(result.standardOutput)
    } catch {
      return .failure(.notRun(executable, reason: "\(error)"))
    }
  }

  /// Opens something that has nothing to read: what the user types is not for the interpreter.
  ///
  /// Subprocess itself traps where it cannot open /dev/null, which a locked-down machine may lack.
  private static func emptyInput() -> FileDescriptor {
    if let null = try? FileDescriptor.open(FilePath("/dev/null"), .readOnly, options: .closeOnExec)
    {
      return null
    }
    guard let pipe = try? FileDescriptor.pipe() else { return .standardInput }
    try? pipe.writeEnd.close()
    return pipe.readEnd
  }

  private static var outputLimit: Int { 1_048_576 }

  private var childEnvironment: [[UInt8]] {
    environment.forPrograms(
      // Python would go on to read commands after the answer.
      without: ["PYTHONINSPECT"],
      and: ["PYTHONIOENCODING": "utf-8"]
    )
  }

  private func path(_ hexadecimal: String) throws(EnvironmentsError) -> String {
    var bytes: [UInt8] = []
    var digits = hexadecimal.utf8.makeIterator()
    while let high = digits.next() {
      guard let low = digits.next(), let high = Self.digit(high), let low = Self.digit(low) else {
        throw .unintelligible(executable)
      }
      bytes.append(high << 4 | low)
    }
    return SystemText.string(decoding: bytes)
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
