// The passes that belong to no stage's subject: what ties the stages together.

#ifndef KILN_PIPELINE_PASSES_TD
#define KILN_PIPELINE_PASSES_TD

include "mlir/Pass/PassBase.td"

def LowerToLLVM : Pass<"kiln-lower-to-llvm", "::mlir::ModuleOp"> {
  let summary = "Convert memrefs, 1-D vectors, branches and arithmetic to LLVM";
  let description = [{
    One dialect conversion with the patterns of all the dialects that are left,
    instead of a walk over the module for each. Functions take bare pointers.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def FinalizeSymbols : Pass<"kiln-finalize-symbols", "::mlir::ModuleOp"> {
  let summary = "Name the compiled function and the weights for emission";
  let description = [{
    Renames the model's function to `<name>.main`, tells LLVM that the
    arguments of functions do not alias and that kernels stay functions, and gives the weights blob
    `<name>.weights` internal linkage and a zero initializer, in whose place
    the values of `kiln.weights` are written at emission.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def RunPhases : Pass<"kiln-run-phases", "::mlir::ModuleOp"> {
  let summary = "Run the phases of the model on several threads";
  let description = [{
    Writes the body of the model's function, which calls its phases one by one,
    for the threads that `threads` names. The function then takes the pointers
    to inputs, outputs and workspace, and the number of threads, at least one.

    With `openmp`, all phases are in one parallel region. Each thread does its
    share of the parallel ones, the first thread the serial ones, and they wait
    for each other between two phases.

    With `callback`, the function also takes the caller's function that runs
    tasks and its first argument. It is called once for each parallel phase,
    unless there is one thread only. What the tasks need to know is on the
    stack of the thread that called the model.
  }];
  let options = [Option<
    "threads", "threads", "::kiln::Threads", "::kiln::Threads::Callback",
    "Who runs the threads",
    [{::llvm::cl::values(
      clEnumValN(::kiln::Threads::OpenMP, "openmp", "OpenMP's runtime library"),
      clEnumValN(::kiln::Threads::Callback, "callback", "the caller"))}]>];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect",
                           "::mlir::omp::OpenMPDialect"];
}

def VerifyStage : Pass<"kiln-verify-stage", "::mlir::ModuleOp"> {
  let summary = "Check that nothing is left that a stage removes";
  let description = [{
    Ends each stage of the pipeline. An op that the stage's contract excludes
    (a kiln op after `linalg`, a tensor after `memref`, and so on) is an error
    that names the op and the contract.
  }];
  let options = [Option<"stage", "stage", "std::string", /*default=*/"",
                        "Name of the stage that ends here">];
}

#endif // KILN_PIPELINE_PASSES_TD
