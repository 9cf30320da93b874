internal import PipEnvironments
package import PipPluginKit
package import PipSystem
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// A plugin that runs, is asked one thing, answers, and goes.
package struct PluginProcess: Sendable {
  /// How long a plugin may take.
  package struct Patience: Sendable {
    /// Until it greets.
    package var greeting = Duration.seconds(2)
    /// From its greeting to its answer; nil for as long as it likes.
    package var answer: Duration?
    /// From its answer to its end, and from being told to end to its end.
    package var leaving = Duration.seconds(1)

    /// From its start to its answer; nil for as long as the others say.
    package var whole: Duration?

    /// Creates the patience that commands have.
    package init() {}

    /// The patience that hooks have: the user waits for them.
    package static var ofHooks: Patience {
      var patience = Patience()
      patience.whole = .seconds(1)
      patience.leaving = .milliseconds(250)
      return patience
    }
  }

  /// The versions of the protocol that swiftpip speaks.
  package static let versions = 1...1

  private let plugin: ExternalPlugin
  private let environment: PipSystem.Environment
  private let patience: Patience

  /// Creates a process that does not run yet.
  ///
  /// - Parameters:
  ///   - plugin: the plugin.
  ///   - environment: the variables that it sees.
  ///   - patience: how long it may take.
  package init(
    _ plugin: ExternalPlugin,
    environment: PipSystem.Environment,
    patience: Patience = Patience()
  ) {
    self.plugin = plugin
    self.environment = environment
    self.patience = patience
  }

  /// What came of it.
  package struct Outcome: Sendable {
    /// The answer, or why there is none.
    package let answer: Result<ExternalReport, PluginFailure>
    /// What it wrote to standard error, the end of it.
    package let talk: [String]
  }

  /// Runs the plugin.
  ///
  /// It does not take longer than the patience says: what does not end by itself is ended, with all that it has
  /// started and that did not leave its process group.
  ///
  /// - Parameters:
  ///   - request: what it is asked for.
  ///   - show: is told how far it has come.
  /// - Returns: what came of it.
  package func run(
    _ request: PluginRequest,
    showing show: (@Sendable (Progress) -> Void)?
  ) async -> Outcome {
    let spoken = plugin.manifest?.protocolVersions ?? Self.versions
    guard spoken.overlaps(Self.versions) else {
      return Outcome(answer: .failure(.otherProtocol(spoken)), talk: [])
    }
    let (program, arguments) = ProgramCall.of(plugin.program, [])
    var options = PlatformOptions()
    // In a group of its own, so that what it starts can be ended with it.
    options.processGroupID = 0
    options.teardownSequence = steps(waiting: false)
    do {
      let line = try request.line
      let result = try await Subprocess.run(
        program,
        arguments: arguments,
        environment: .custom(
          environment.forPrograms(and: ["SWIFTPIP_PROTOCOL": "\(Self.versions.upperBound)"])
        ),
        platformOptions: options,
        input: .inputWriter,
        output: .sequence,
        error: .sequence
      ) { execution in
        await converse(execution, line, speaking: spoken.clamped(to: Self.versions), show)
      }
      return outcome(of: result.closureResult, result.terminationStatus)
    } catch {
      return Outcome(answer: .failure(.notRun("\(error)")), talk: [])
    }
  }

  // MARK: The conversation

  /// What was heard.
  private struct Heard: Sendable {
    var conversation: PluginConversation
    var failure: PluginFailure?
    var talk: [UInt8] = []
    /// How far it has come, until that is shown: what nobody has seen yet is replaced by what is newer.
    var progress: Progress?

    /// Keeps the end of what was written to standard error.
    mutating func hear(_ bytes: [UInt8]) {
      talk += bytes
      if talk.count > 2 * PluginProcess.mostTalk {
        talk.removeFirst(talk.count - PluginProcess.mostTalk)
      }
    }
  }

  /// What both of the tasks write to that listen.
  private final class Ear: Sendable {
    let heard: Mutex<Heard>
    private let reporter: Reporter

    init(_ heard: sending Heard, telling reporter: Reporter) {
      self.heard = Mutex(heard)
      self.reporter = reporter
    }

    /// Listens to standard output until it ends, or says what may not be said.
    func listen(to output: SubprocessOutputSequence) async {
      await Self.read(output) { bytes in
        guard let violation = take(bytes) else { return true }
        reporter.yield(.violation(violation))
        return false
      }
      reporter.yield(.ended)
    }

    /// Listens to standard error until it ends.
    func listen(toTalk output: SubprocessOutputSequence) async {
      await Self.read(output) { bytes in
        heard.withLock { $0.hear(bytes) }
        return true
      }
    }

    private static func read(
      _ output: SubprocessOutputSequence,
      _ take: ([UInt8]) -> Bool
    ) async {
      do {
        for try await buffer in output {
          let bytes = unsafe buffer.withUnsafeBytes { unsafe Array($0) }
          guard take(bytes) else { return }
        }
      } catch {
        // What cannot be read any more has ended.
      }
    }

    /// Takes in what was written to standard output, and returns what of it may not be said.
    private func take(_ bytes: [UInt8]) -> ProtocolViolation? {
      heard.withLock { heard in
        var progress: Progress?
        do throws(ProtocolViolation) {
          try heard.conversation.receive(bytes) { event in
            switch event {
            case .greeted: reporter.yield(.greeted)
            case .progress(let state): progress = state
            case .answered: reporter.yield(.answered)
            }
          }
        } catch {
          return error
        }
        if let progress {
          if heard.progress == nil { reporter.yield(.moved) }
          heard.progress = progress
        }
        return nil
      }
    }
  }

  /// So often it is looked whether a plugin is still there.
  private static let glance = Duration.milliseconds(50)

  /// So many bytes of standard error are kept, the last ones.
  private static let mostTalk = 8192

  private typealias Running = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>
  private typealias Reporter = AsyncStream<PluginWatch.Happening>.Continuation

  private func converse(
    _ execution: Running,
    _ request: [UInt8],
    speaking versions: ClosedRange<Int>,
    _ show: (@Sendable (Progress) -> Void)?
  ) async -> Heard {
    let (happenings, reporter) = AsyncStream.makeStream(of: PluginWatch.Happening.self)
    let ear = Ear(
      Heard(conversation: PluginConversation(with: plugin.name, speaking: versions)),
      telling: reporter
    )
    let process = execution.processIdentifier.value
    Interruption.ends(process)
    defer { Interruption.spares(process) }
    return await withTaskGroup(of: Void.self) { group in
      func tell(_ happening: PluginWatch.Happening, after limit: Duration?) {
        guard let limit else { return }
        group.addTask {
          guard (try? await Task.sleep(for: limit)) != nil else { return }
          reporter.yield(happening)
        }
      }
      group.addTask { await ear.listen(to: execution.standardOutput) }
      group.addTask { await ear.listen(toTalk: execution.standardError) }
      group.addTask {
        while !Task.isCancelled, !ProcessFacts.hasEnded(process) {
          try? await Task.sleep(for: Self.glance)
        }
        reporter.yield(.gone)
      }
      tell(.late(.greeting), after: patience.greeting)
      tell(.lateAltogether, after: patience.whole)
      var watch = PluginWatch()
      // Where nobody waits for it any more it is not waited for either.
      var isPatient = false
      listening: for await happening in happenings {
        switch watch.take(happening) {
        case .listen: continue
        case .ask:
          tell(.late(.answer), after: patience.answer)
          // A plugin that does not read keeps nobody waiting but the task that writes.
          group.addTask { _ = try? await execution.standardInputWriter.write(request) }
        case .show:
          if let progress = ear.heard.withLock({ $0.progress.take() }) { show?(progress) }
        case .dismiss:
          try? await execution.standardInputWriter.finish()
          tell(.late(.leaving), after: patience.leaving)
        case .hearOut: tell(.late(.leaving), after: patience.leaving)
        case .end(let patience):
          isPatient = patience
          break listening
        }
      }
      await execution.teardown(using: steps(waiting: isPatient))
      // What it has started goes with it.
      ProcessFacts.end(group: process)
      group.cancelAll()
      await group.waitForAll()
      return ear.heard.withLock { heard in
        heard.failure = watch.failure
        return heard
      }
    }
  }

  /// How a plugin is ended: told that nobody listens, asked to end, ended.
  private func steps(waiting isWaiting: Bool) -> [TeardownStep] {
    // To go on is what a process does anyway: the first step only waits.
    let waiting = TeardownStep.send(
      signal: .resume,
      toProcessGroup: true,
      allowedDurationToNextStep: patience.leaving
    )
    let asking = TeardownStep.send(
      signal: .terminate,
      toProcessGroup: true,
      allowedDurationToNextStep: patience.leaving
    )
    return (isWaiting ? [waiting] : []) + [asking]
  }

  private func outcome(of heard: Heard, _ status: TerminationStatus) -> Outcome {
    let talk = String(decoding: heard.talk, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map(String.init)
    return Outcome(answer: answer(of: heard, status), talk: talk)
  }

  private func answer(
    of heard: Heard,
    _ status: TerminationStatus
  ) -> Result<ExternalReport, PluginFailure> {
    if let failure = heard.failure { return .failure(failure) }
    do {
      return .success(try heard.conversation.ended())
    } catch let complaint as PluginComplaint {
      return .failure(.complaint(complaint))
    } catch let violation as ProtocolViolation {
      switch (violation, status) {
      // It was told to end, as it had nothing more to say.
      case (_, .signaled(15)): return .failure(.violation(violation))
      case (_, .signaled(let signal)): return .failure(.crashed("signal \(signal) ended it"))
      case (_, .exited(let code)) where code != 0:
        return .failure(.crashed("it ended with status \(code)"))
      default: return .failure(.violation(violation))
      }
    } catch {
      return .failure(.notRun("\(error)"))
    }
  }
}
