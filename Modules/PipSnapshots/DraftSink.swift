internal import PipArchives
package import PipFiles
package import PipSystem

/// A draft that an archive is written to, which is removed if a signal ends the process.
package final class DraftSink: ByteSink {
  private var draft: FileDraft?

  /// Takes over a draft.
  package init(_ draft: consuming FileDraft) throws(SystemFailure) {
    do throws(SystemFailure) {
      try draft.isRemovedIfInterrupted()
    } catch {
      draft.discard()
      throw error
    }
    self.draft = consume draft
  }

  /// Writes all bytes behind those before.
  package func write(_ bytes: RawSpan) throws(SystemFailure) {
    try draft?.append(bytes)
  }

  /// Puts it in place of its target.
  package func publish() throws(SystemFailure) {
    try draft.take()?.publish()
  }

  /// Removes it, as far as the system lets us.
  package func discard() {
    draft.take()?.discard()
  }
}
