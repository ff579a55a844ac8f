// The kiln dialect itself: name, summary, and the names of its discardable
// attributes. Ops are in KilnOps.td, attributes in KilnAttrs.td.

#ifndef KILN_IR_KILNDIALECT_TD
#define KILN_IR_KILNDIALECT_TD

include "mlir/IR/OpBase.td"

def Kiln_Dialect : Dialect {
  let name = "kiln";
  let cppNamespace = "::kiln";
  let summary = "Convolutional networks on NCHW tensors";
  let description = [{
    A model is a module with one public `func.func`. Its arguments and results
    are ranked tensors of static shape; each may carry the name by which the
    caller knows it as `kiln.name`. Constants are `arith.constant`, the larger
    ones `dense_resource`.

    Elements are f32, which the ops of networks compute on, or what those are
    selected and counted by: the signed integers `i8`, `i16`, `i32` and `i64`,
    the unsigned ones `ui8` to `ui64`, `i1` for truth values, and f64. An op
    takes f32 unless its definition says more. In memory a truth value is a
    byte: 0 or 1 when Kiln writes it, and true unless 0 when Kiln reads it.
    Integer arithmetic wraps around.

    Activations are laid out NCHW, filters
    OIHW. There is no fused op: what runs in one loop nest is decided by the
    schedule, never by the model.

    Besides its ops the dialect knows these attributes of other dialects' ops;
    any other whose name begins with `kiln.` is an error.

    | attribute | of | value |
    |---|---|---|
    | `kiln.name` | argument, result of a function | string, not empty |
    | `kiln.type` | argument, result of a function | tensor type that the caller sees, where lowering has changed it |
    | `kiln.target` | any op, usually the module | `#kiln.target` |
    | `kiln.schedule` | structured op | `#kiln.schedule` |
    | `kiln.conv_algorithm` | `kiln.conv2d`, structured op | "auto", "direct" or "winograd": how this one is computed, whatever is asked for all |
    | `kiln.interface` | module | `#kiln.interface` |
    | `kiln.weights` | module | array of `#kiln.weight` |
    | `kiln.live_bytes` | module | the most bytes of intermediate buffers that are needed at once |
    | `kiln.dynamic_batch` | module | unit: any number of rows is run at once |
    | `kiln.scratch` | `memref.alloc`, argument of a kernel | unit: each thread has such a buffer of its own |
    | `kiln.split` | kernel | unit: its last two arguments, of all threads one and their number, say which share of the work to do |
    | `kiln.phase` | function | `"serial"`, what one thread does, or `"parallel"`, what all do at once, each its share |
    | `kiln.layers` | module | array of `#kiln.layer`, the model's nodes in order |
    | `kiln.kernels` | module | array of `#kiln.kernel`, in the order in which they run |
    | `kiln.kernel` | op of the model's function | i64: which of `kiln.kernels` it is, or a part of |
    | `kiln.profile` | module | array of `#kiln.profile`, one for each CPU level, or one |
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let hasRegionResultAttrVerify = 1;
  let extraClassDeclaration = [{
    /// Name of the argument/result attribute that holds the name of a model's
    /// input or output (a StringAttr).
    static constexpr ::llvm::StringLiteral kNameAttr = "kiln.name";
    /// Argument/result attribute that holds, once bools and unsigned integers
    /// have been lowered to what memory holds, the type they had (a TypeAttr).
    static constexpr ::llvm::StringLiteral kTypeAttr = "kiln.type";
    /// Module attribute that holds the TargetAttr.
    static constexpr ::llvm::StringLiteral kTargetAttr = "kiln.target";
    /// Attribute of a structured op that holds its ScheduleAttr.
    static constexpr ::llvm::StringLiteral kScheduleAttr = "kiln.schedule";
    /// Attribute of a convolution that names its algorithm (a StringAttr).
    static constexpr ::llvm::StringLiteral kConvAlgorithmAttr =
        "kiln.conv_algorithm";
    /// Module attribute that holds the InterfaceAttr.
    static constexpr ::llvm::StringLiteral kInterfaceAttr = "kiln.interface";
    /// Module attribute that tells what the module was imported from (a
    /// StringAttr): "blake3:" and a hash.
    static constexpr ::llvm::StringLiteral kSourceAttr = "kiln.source";
    /// Module attribute that holds an array of WeightAttr.
    static constexpr ::llvm::StringLiteral kWeightsAttr = "kiln.weights";
    /// Module attribute that holds, as an i64, the most bytes of intermediate
    /// buffers that hold data at once: no workspace can be smaller.
    static constexpr ::llvm::StringLiteral kLiveBytesAttr = "kiln.live_bytes";

    /// Unit attribute of a module whose compiled function takes the size of the
    /// batch; the module itself computes a batch of 1.
    static constexpr ::llvm::StringLiteral kDynamicBatchAttr =
        "kiln.dynamic_batch";

    /// Unit attribute of a buffer that each thread needs for itself, and of the
    /// argument of a kernel that takes it.
    static constexpr ::llvm::StringLiteral kScratchAttr = "kiln.scratch";
    /// Unit attribute of a kernel whose last two arguments are the number of a
    /// thread and the number of threads that share its work.
    static constexpr ::llvm::StringLiteral kSplitAttr = "kiln.split";
    /// Attribute of a function that does a part of the model's work, after the
    /// parts before it: kSerialPhase or kParallelPhase. It takes the model's
    /// arguments, the number of a thread and the number of threads.
    static constexpr ::llvm::StringLiteral kPhaseAttr = "kiln.phase";
    static constexpr ::llvm::StringLiteral kSerialPhase = "serial";
    static constexpr ::llvm::StringLiteral kParallelPhase = "parallel";

    /// Module attribute that holds an array of LayerAttr: the model's nodes.
    static constexpr ::llvm::StringLiteral kLayersAttr = "kiln.layers";
    /// Module attribute that holds an array of KernelAttr, one for each call.
    static constexpr ::llvm::StringLiteral kKernelsAttr = "kiln.kernels";
    /// Attribute of the ops of the model's function that are one of the
    /// module's kernels, an i64: which one.
    static constexpr ::llvm::StringLiteral kKernelAttr = "kiln.kernel";
    /// Module attribute that holds an array of ProfileAttr: one, or one for
    /// each level of the interface.
    static constexpr ::llvm::StringLiteral kProfileAttr = "kiln.profile";

    void registerAttributes();
  }];
}

#endif // KILN_IR_KILNDIALECT_TD
