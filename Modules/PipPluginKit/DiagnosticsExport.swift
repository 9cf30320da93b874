// Authors of plugins throw and report diagnostics: one import of the kit is all they need.
@_exported public import PipDiagnostics
