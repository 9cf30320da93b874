// Authors of plugins parse arguments, throw and report diagnostics: one import of the kit is all they need.
@_exported public import ArgumentParser
@_exported public import PipDiagnostics
