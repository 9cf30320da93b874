internal import PipConfiguration
internal import PipSystem
internal import SystemPackage

/// What the front end takes from the process; tests pass their own.
struct World: Sendable {
  /// The arguments without the program's name, as system texts.
  var arguments: [String]
  /// The variables, whose process it is and where, and whose rules hold.
  var surroundings: Surroundings
  /// The program that runs; nil where nobody knows.
  var program: FilePath?
  /// Whether standard input is a terminal.
  var isInputTerminal = false
  /// Whether standard output is a terminal.
  var isDataTerminal: Bool
  /// Whether standard error is a terminal.
  var isTalkTerminal: Bool
  /// Reads a line of standard input, without its end and blanks around it; nil at the end.
  var readLine: @Sendable () -> String? = { nil }
  /// Has another program take the place of this one.
  var become: @Sendable (FilePath, [String], Environment) throws(SystemFailure) -> Never =
    ProcessFacts.become
  /// Reads a message from standard input, without its end; nil where there is none.
  var readMessage: @Sendable () -> [UInt8]? = { nil }
  /// What the clock shows.
  var clock: @Sendable () -> Timestamp
  /// Writes bytes to a stream.
  var write: @Sendable ([UInt8], Console.Stream) throws(SystemFailure) -> Void

  /// No message has more bytes: a command line has less room.
  private static let longestMessage = 64 << 20

  /// Returns the world as this process finds it.
  static func ofThisProcess() -> World {
    let environment = Environment.ofThisProcess()
    return World(
      arguments: ProcessFacts.arguments(),
      surroundings: Surroundings(
        environment: environment,
        process: .ofThisProcess(in: environment)
      ),
      program: ProcessFacts.program(),
      isInputTerminal: ProcessFacts.isTerminal(.standardInput),
      isDataTerminal: ProcessFacts.isTerminal(.standardOutput),
      isTalkTerminal: ProcessFacts.isTerminal(.standardError),
      readLine: StandardStreams.readLine,
      readMessage: { StandardStreams.readMessage(limit: Self.longestMessage) },
      clock: { .now() },
      write: { (bytes, stream) throws(SystemFailure) in
        try StandardStreams.write(
          bytes,
          to: stream == .data ? .standardOutput : .standardError
        )
      }
    )
  }
}
