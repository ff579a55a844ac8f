// The passes around bufferization: which memory the compiled function reads
// and writes.

#ifndef KILN_MEMORY_PASSES_TD
#define KILN_MEMORY_PASSES_TD

include "mlir/Pass/PassBase.td"

def AddOutputArguments : Pass<"kiln-add-output-arguments", "::mlir::ModuleOp"> {
  let summary = "Make the model's outputs arguments that it writes in place";
  let description = [{
    Replaces every result of the model function by a memref argument that the
    result is materialized in, marks the inputs as read-only, and records the
    interface of the model as `kiln.interface` on the module, `kiln.dynamic_batch`
    included.
  }];
  let dependentDialects = ["::kiln::KilnDialect",
                           "::mlir::bufferization::BufferizationDialect",
                           "::mlir::memref::MemRefDialect"];
}

def SeparateEmptyTensors : Pass<"kiln-separate-empty-tensors", "::mlir::func::FuncOp"> {
  let summary = "Give every use of a tensor.empty one of its own";
  let description = [{
    Two producers that start from one `tensor.empty` would be given one buffer,
    and one of them a copy. Common subexpression elimination must not run
    between this pass and bufferization.
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
}

def PlaceResults : Pass<"kiln-place-results", "::mlir::func::FuncOp"> {
  let summary = "Compute the parts of a tensor, and the outputs, in place";
  let description = [{
    A tensor that is put together by `tensor.insert_slice` from a tensor of
    unknown elements (a concatenation, the interior and the border of a padded
    tensor) becomes a buffer of its own, and each part a view of it. A part
    that begins as a `tensor.empty` begins as its view instead, and is so
    computed in place; any other is copied. The same goes for the outputs of
    the model. A whole that is a part of another lives in the other's buffer,
    so that concatenations that grow do not move what they hold.

    Parts are placed only if they are disjoint and no other op updates them.
    Everything else is left to bufferization, whose analysis of aliases costs
    more than the square of the number of parts.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::memref::MemRefDialect"];
}

def PlanMemory : Pass<"kiln-plan-memory", "::mlir::ModuleOp"> {
  let summary = "Place every buffer in one arena, by liveness";
  let description = [{
    Replaces every `memref.alloc` of the model function by a view into one
    workspace argument of type `memref<Nxi8>`. Two buffers share bytes only if
    no top-level op lies between the first and last use of both. Offsets are
    multiples of 64 bytes. Placement is greedy, each buffer at the lowest offset
    that is free during its life: in the order of size, and if that needs more
    than is live at once, in a few others, of which the best is kept. The size
    is recorded in `kiln.interface`, and what is live at once, below which no
    plan can go, as `kiln.live_bytes`; a remark compares them.

    Buffers marked `kiln.scratch` are placed in the same way in a second such
    argument, of which each thread has its own.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect",
                           "::mlir::arith::ArithDialect"];
}

def PackWeights : Pass<"kiln-pack-weights", "::mlir::ModuleOp"> {
  let summary = "Gather all constants in one read-only blob";
  let description = [{
    Replaces every constant `memref.global` by a view at a 64-byte aligned
    offset of one global blob of bytes, and lists the values with their offsets
    as `kiln.weights` on the module, from where they are written to the object
    file without another copy. Equal constants share their bytes.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect",
                           "::mlir::arith::ArithDialect"];
}

def LowerCopies : Pass<"kiln-lower-copies", "::mlir::func::FuncOp"> {
  let summary = "Turn memref.copy into loops over rows of vectors";
  let description = [{
    What bufferization could not make in place (a model input that is padded,
    an input that is also an output) is copied by plain vector code.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def TimeKernels : Pass<"kiln-time-kernels", "::mlir::ModuleOp"> {
  let summary = "Measure the time of each kernel call in the workspace";
  let description = [{
    Reads the CPU's tick counter before and after the ops of each entry of
    `kiln.kernels`, and adds to two i64 at the end of the workspace, which grows
    by them, 1 and the difference. `kiln.profile` on the module says where they
    are. In phases that run on several threads, the first thread alone adds,
    so that the time is that of its share of the kernel.

    The counter is the time-stamp counter of x86, `cntvct_el0` of AArch64 and
    `time` of RISC-V. Other targets are an error.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect"];
}

#endif // KILN_MEMORY_PASSES_TD
