internal import PipConfiguration
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// The two streams that a command talks to: data goes to one, talk to the other.
struct Console: Sendable {
  /// Which stream.
  enum Stream: Sendable, Hashable {
    /// Standard output.
    case data
    /// Standard error.
    case talk
  }

  private let dataPainter: Painter
  private let talkPainter: Painter
  private let sink: @Sendable ([UInt8], Stream) throws(SystemFailure) -> Void

  init(_ world: World, color: GlobalOptions.Color) {
    let environment = world.surroundings.environment
    dataPainter = Painter(
      color: color,
      environment: environment,
      isTerminal: world.isDataTerminal
    )
    talkPainter = Painter(
      color: color,
      environment: environment,
      isTerminal: world.isTalkTerminal
    )
    sink = world.write
  }

  /// Shows a page.
  ///
  /// - Throws: the system's reason when the stream takes no more.
  func show(_ page: Page, on stream: Stream) throws(SystemFailure) {
    guard !page.lines.isEmpty else { return }
    try write((stream == .data ? dataPainter : talkPainter).bytes(of: page), to: stream)
  }

  /// Writes bytes as they are.
  ///
  /// A reader that went away has read enough: that is no failure.
  func write(_ bytes: [UInt8], to stream: Stream) throws(SystemFailure) {
    do {
      try sink(bytes, stream)
    } catch  where error.errno == .brokenPipe {
      return
    }
  }
}
