internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// The two streams that a command talks to: data goes to one, talk to the other.
struct Console {
  /// Which stream.
  enum Stream {
    case data
    case talk
  }

  /// How text is made visible on each stream.
  let dataPainter: Painter
  let talkPainter: Painter

  init(color: GlobalOptions.Color, environment: Environment) {
    dataPainter = Painter(
      color: color,
      environment: environment,
      isTerminal: ProcessFacts.isTerminal(.standardOutput)
    )
    talkPainter = Painter(
      color: color,
      environment: environment,
      isTerminal: ProcessFacts.isTerminal(.standardError)
    )
  }

  /// Shows a page.
  ///
  /// - Throws: the system's reason when the stream takes no more; a reader that went away is none.
  func show(_ page: Page, on stream: Stream) throws(SystemFailure) {
    guard !page.lines.isEmpty else { return }
    let painter = stream == .data ? dataPainter : talkPainter
    try write(painter.bytes(of: page), to: stream)
  }

  /// Writes bytes as they are.
  func write(_ bytes: [UInt8], to stream: Stream) throws(SystemFailure) {
    do {
      try StandardStreams.write(bytes, to: stream == .data ? .standardOutput : .standardError)
    } catch  where error.errno == .brokenPipe {
      // Whoever read has read enough.
      return
    }
  }
}
