// Attributes of the kiln dialect: facts about the target machine, the
// schedule of a structured op, and what the emitted object promises.

#ifndef KILN_IR_KILNATTRS_TD
#define KILN_IR_KILNATTRS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "Kiln/IR/KilnDialect.td"

def Kiln_Threads : I32Enum<"Threads", "who runs the threads of a compiled model", [
    I32EnumCase<"None", 0, "none">,
    I32EnumCase<"OpenMP", 1, "openmp">,
    I32EnumCase<"Callback", 2, "callback">]> {
  let cppNamespace = "::kiln";
}

class Kiln_Attr<string name, string attrMnemonic> : AttrDef<Kiln_Dialect, name> {
  let mnemonic = attrMnemonic;
  let genVerifyDecl = 1;
}

def Kiln_TargetAttr : Kiln_Attr<"Target", "target"> {
  let summary = "facts about the machine the model is compiled for";
  let description = [{
    The LLVM triple, CPU name and feature string that code is emitted for, and
    the facts that schedules are chosen by: the width of a vector register in
    bytes, the number of vector registers, and the sizes of the first and
    second level data cache in bytes.

    ```mlir
    module attributes {kiln.target = #kiln.target<
        triple = "x86_64-unknown-linux-gnu", cpu = "sapphirerapids",
        features = "+avx512f", vector_bytes = 64, vector_registers = 32,
        l1_bytes = 49152, l2_bytes = 2097152>} {}
    ```

    `vector_bytes` is a power of two from 4 to 65536, the others are from 1 to
    2^31 - 1.
  }];
  let parameters = (ins
    StringRefParameter<"LLVM target triple">:$triple,
    StringRefParameter<"LLVM CPU name">:$cpu,
    StringRefParameter<"LLVM feature string">:$features,
    "int64_t":$vector_bytes,
    "int64_t":$vector_registers,
    "int64_t":$l1_bytes,
    "int64_t":$l2_bytes);
  let assemblyFormat = "`<` struct(params) `>`";
  let extraClassDeclaration = [{
    /// Number of f32 lanes of one vector register.
    int64_t getF32Lanes() const { return getVectorBytes() / 4; }
  }];
}

def Kiln_ScheduleAttr : Kiln_Attr<"Schedule", "schedule"> {
  let summary = "how a structured op is tiled";
  let description = [{
    `parallel` holds one tile size for each dimension of the op's result, in
    order, `reduction` one for each reduction iterator, in order; 0 means
    that the dimension is not tiled. The op is tiled by `parallel` together
    with the elementwise ops that follow it, then by `reduction`, and the
    remaining tile becomes vector code. `order` names the dimensions of the
    result from the outermost loop to the innermost; without it, they are
    looped over in their own order.

    ```mlir
    {kiln.schedule = #kiln.schedule<order = [0, 2, 1, 3, 4], parallel = [1, 2, 1, 14, 0], reduction = [1, 1, 1, 0]>}
    ```

    With `winograd = m`, a convolution of stride 1 with a kernel of `r` x `s`
    is computed by Winograd's algorithm F(m x m, r x s), `parallel` tiles at a
    time; `m` is 2, 4 or 6, and divides the tile's height where that is not 0.
    `r` and `s` are 1, 3, 5 or 7; where one is 1, the algorithm is the one of
    the other dimension. `m + r - 1` and `m + s - 1` are at most 8.

    ```mlir
    {kiln.schedule = #kiln.schedule<winograd = 4, parallel = [1, 0, 8, 0, 0]>}
    ```

    No size is negative or exceeds 2^31 - 1. `order` has each dimension of
    `parallel` once, and goes with no `winograd`.
  }];
  let parameters = (ins
    ArrayRefParameter<"int64_t">:$parallel,
    OptionalArrayRefParameter<"int64_t">:$order,
    OptionalArrayRefParameter<"int64_t">:$reduction,
    DefaultValuedParameter<"int64_t", "0">:$winograd);
  let assemblyFormat = [{
    `<` (`winograd` `=` $winograd^ `,` ` `)? (`order` `=` `[` $order^ `]` `,` ` `)?
    `parallel` `=` `[` $parallel `]` (`,` `reduction` `=` `[` $reduction^ `]`)? `>`
  }];
}

def Kiln_WeightAttr : Kiln_Attr<"Weight", "weight"> {
  let summary = "a constant tensor and its place in the weights blob";
  let description = [{
    `value` is stored at byte `offset`, which is not negative, of the model's
    one read-only weights blob.
  }];
  let parameters = (ins "int64_t":$offset, "::mlir::ElementsAttr":$value);
  let assemblyFormat = "`<` $offset `,` $value `>`";
}

def Kiln_LayerAttr : Kiln_Attr<"Layer", "layer"> {
  let summary = "a node of the model, and how much it computes";
  let description = [{
    The name of a node, or the file and line of an op that has none, and the
    floating-point operations of one run: two for each multiply-add of a
    convolution or a matrix product as the model states it, whatever the
    algorithm; 0 for everything else.
  }];
  let parameters = (ins StringRefParameter<"name of the node">:$name,
                        "int64_t":$flops);
  let assemblyFormat = "`<` $name `,` `flops` `=` $flops `>`";
}

def Kiln_KernelAttr : Kiln_Attr<"Kernel", "kernel"> {
  let summary = "one call of a kernel in a run of the model, and its work";
  let description = [{
    `layer` has the names of the nodes that the call computes or helps to
    compute, in the model's order and joined by " + ". `symbol` is the function
    that runs; `NAME.main` for what the model's main function does by itself.

    `flops` is the call's share of what its nodes' `#kiln.layer` say, by the
    multiply-adds that it and other calls for the same node do. `bytes_read`
    and `bytes_written` are those that the call touches, each counted once,
    however often it is touched and wherever it lies.

    ```mlir
    module attributes {kiln.kernels = [#kiln.kernel<"net.relu1",
        layer = "conv1 + relu1", flops = 294912, bytes_read = 5632,
        bytes_written = 1024>]} {}
    ```
  }];
  let parameters = (ins StringRefParameter<"symbol of the function">:$symbol,
                        StringRefParameter<"names of nodes">:$layer,
                        "int64_t":$flops, "int64_t":$bytes_read,
                        "int64_t":$bytes_written);
  let assemblyFormat = [{
    `<` $symbol `,` `layer` `=` $layer `,` `flops` `=` $flops `,`
    `bytes_read` `=` $bytes_read `,` `bytes_written` `=` $bytes_written `>`
  }];
}

def Kiln_ProfileAttr : Kiln_Attr<"Profile", "profile"> {
  let summary = "the kernels whose time a model measures, and where it adds it up";
  let description = [{
    At byte `counters` of the workspace, a multiple of 8, there are two i64 for
    each of `kernels`: how often it was called, and the ticks of the CPU's
    counter that the calls took.
  }];
  let parameters = (ins "int64_t":$counters, "::mlir::ArrayAttr":$kernels);
  let assemblyFormat = "`<` `counters` `=` $counters `,` `kernels` `=` $kernels `>`";
}

def Kiln_InterfaceAttr : Kiln_Attr<"Interface", "interface"> {
  let summary = "the C interface of a compiled model";
  let description = [{
    The symbol prefix, the names and ranked tensor types of the inputs and
    outputs, and the size of the workspace in bytes. Each name is a string, not
    empty, and there are as many names as types.

    With `dynamic_batch`, which is false unless given, the types are those of
    one row, each with a leading dimension of 1, and the compiled function takes
    the number of rows.

    `levels` are the levels of x86-64, from 1 to 4 and ascending, that the code
    is compiled for if there are several.

    `threads` is `none` unless given. With `openmp` or `callback`, the compiled
    function takes the number of threads to run on, and with `callback` also
    the function that runs them. The workspace then has `thread_workspace`
    further bytes for each thread.

    ```mlir
    module attributes {kiln.interface = #kiln.interface<"digits",
        inputs = ["image"], input_types = [tensor<1x1x8x8xf32>],
        outputs = ["logits"], output_types = [tensor<1x10xf32>],
        workspace = 8192>} {}
    ```
  }];
  let parameters = (ins
    StringRefParameter<"symbol prefix">:$name,
    "::mlir::ArrayAttr":$inputs,
    "::mlir::ArrayAttr":$input_types,
    "::mlir::ArrayAttr":$outputs,
    "::mlir::ArrayAttr":$output_types,
    "int64_t":$workspace,
    DefaultValuedParameter<"bool", "false">:$dynamic_batch,
    OptionalArrayRefParameter<"int64_t">:$levels,
    DefaultValuedParameter<"int64_t", "0">:$thread_workspace,
    DefaultValuedParameter<"::kiln::Threads",
                           "::kiln::Threads::None">:$threads);
  let assemblyFormat = [{
    `<` $name `,` (`levels` `=` `[` $levels^ `]` `,` ` `)? `inputs` `=` $inputs `,` `input_types` `=` $input_types `,`
    `outputs` `=` $outputs `,` `output_types` `=` $output_types `,`
    `workspace` `=` $workspace
    `` custom<Extras>($dynamic_batch, $thread_workspace, $threads) `>`
  }];
  let extraClassDeclaration = [{
    /// The same interface with another workspace.
    InterfaceAttr withWorkspace(int64_t bytes, int64_t threadBytes) const;
    /// The same interface with its threads run by `threads`.
    InterfaceAttr withThreads(::kiln::Threads threads) const;
  }];
}

#endif // KILN_IR_KILNATTRS_TD
