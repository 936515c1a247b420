"""LLVM works once on the whole kernel, not once more at every function that calls another.

numba optimises each function together with everything it calls, and makes machine code of it, since Python might call
it. Only entries are called here: an inner function's code is handed on as it was lowered, and the entry's library links
all of them, optimises and translates them. That is a third of the compile time. Passes over what the kernel does not
contain are left out, which is a twelfth.

Source: numba/core/codegen.py (CPUCodeLibrary, JITCodeLibrary), numba/core/compiler.py (CompilerBase,
DefaultPassBuilder).
"""

from __future__ import annotations

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.compiler_machinery import PassManager
from numba.core.environment import lookup_environment

OVERRIDDEN = ("codegen", "finalize", "get_pointer_to_function", "add_linking_library", "_optimize_functions")
if not all(hasattr(JITCodeLibrary, name) for name in (*OVERRIDDEN, "_finalize_specific")):
    raise ImportError("this numba builds its libraries in another way")
# What these passes look for is not in the kernel: functions inside functions, `with`, `literally` and `literal_unroll`,
# errors with computed texts, branches that a constant argument decides, expressions of whole arrays. A block that had
# any of it would not compile. Each of them reads every function from end to end.
NOT_NEEDED = frozenset(
    {
        "DeadBranchPrune",
        "FindLiterallyCalls",
        "InlineClosureLikes",
        "LiteralPropagationSubPipelinePass",
        "LiteralUnroll",
        "MakeFunctionToJitFunction",
        "NopythonRewrites",
        "RewriteDynamicRaises",
        "RewriteSemanticConstants",
        "WithLifting",
    }
)


class _NoMachineCode:
    """What is not there has no place for an environment."""

    @staticmethod
    def set_env(name: str, environment: Any) -> None:
        """The entry's library does it."""


class _InnerLibrary(JITCodeLibrary):
    codegen = _NoMachineCode()

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout

    def finalize(self) -> None:
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        return 0


class _EntryLibrary(JITCodeLibrary):
    def add_linking_library(self, library: Any) -> None:
        """Link with it what it calls."""
        if library in self._linking_libraries:
            return
        super().add_linking_library(library)
        if isinstance(library, _InnerLibrary):
            for callee in library._linking_libraries:
                self.add_linking_library(callee)

    def _finalize_specific(self) -> None:
        """The machine code is there: tell it where the environments of the inner functions are."""
        super()._finalize_specific()
        for variable in self._final_module.global_variables:
            environment = lookup_environment(variable.name)
            if environment is not None:
                self._codegen.set_env(variable.name, environment)


def without(pipeline: PassManager, names: frozenset[str]) -> PassManager:
    """The same passes in the same order, but for these."""
    shorter = PassManager(pipeline.pipeline_name)
    for one, purpose in pipeline.passes:
        if one.__name__ not in names:
            shorter.add_pass(one, purpose)
    shorter.finalize()
    return shorter


class Inner(Compiler):
    """Compiles what only compiled code calls."""

    library = _InnerLibrary

    def define_pipelines(self) -> Any:
        if self.state.library is None:
            self.state.library = self.library(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
            self.state.library.enable_object_caching()
        return [without(pipeline, NOT_NEEDED) for pipeline in super().define_pipelines()]


class Outer(Inner):
    """Compiles what Python calls."""

    library = _EntryLibrary
