// The passes that schedule structured ops: layout, tile sizes, tiling with
// fusion, vectorization. They know upstream dialects and the schedule and
// target attributes, never a kiln op.

#ifndef KILN_SCHEDULE_PASSES_TD
#define KILN_SCHEDULE_PASSES_TD

include "mlir/Pass/PassBase.td"

def FuseElementwise : Pass<"kiln-fuse-elementwise", "::mlir::func::FuncOp"> {
  let summary = "Join chains of elementwise ops";
  let description = [{
    Fuses an elementwise op into the one elementwise op that uses it, so that
    what follows a convolution is at most one op. Reductions are left alone:
    fusing into their operands would compute elements more than once.

    An elementwise op on what several ops' results are inserted into becomes
    one for each of them, which their loops can carry.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def BlockChannels : Pass<"kiln-block-channels", "::mlir::func::FuncOp"> {
  let summary = "Lay channels out in blocks of the vector width";
  let description = [{
    Rewrites contractions (convolutions and matrix products), and the pooling,
    padding, concatenation and elementwise ops that follow them, from
    `[N, C, ...]` to `[N, C/b, ..., b]`, where `b` is the number of f32 lanes
    of the module's `kiln.target`. A `linalg.unpack` marks where an op that
    was not rewritten reads a blocked value, a `linalg.pack` the reverse.

    The lanes past the last channel hold arbitrary values: no op of the result
    lets such a lane reach another lane. A contraction over channels is split
    into full blocks and a shorter remainder, so it never reads them.

    Slices, concatenations and shuffles of channels that take blocks apart
    become vector code at once: loops over the pixels that read the blocks of
    the values they come from, and shuffle lanes.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect"];
}

def FoldConstantLayouts : Pass<"kiln-fold-constant-layouts", "::mlir::func::FuncOp"> {
  let summary = "Slice, pack, reshape and transpose constants at compile time";
  let description = [{
    Evaluates `linalg.pack`, `linalg.transpose`, `tensor.extract_slice`,
    `tensor.expand_shape` and `tensor.collapse_shape` of constant tensors, so
    that the object file holds weights in the order the kernels read them.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def LowerRelayouts : Pass<"kiln-lower-relayouts", "::mlir::func::FuncOp"> {
  let summary = "Turn the remaining packs and pads into fills, slices and transposes";
  let description = [{
    `linalg.pack` and `linalg.unpack` become reshapes where no element moves,
    else a transpose. A constant `tensor.pad` becomes an insertion of its
    source into the interior of a tensor of which only the border is filled;
    the border is filled before the op that produces the source, which can
    then write its result in place.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect"];
}

def SelectSchedule : Pass<"kiln-select-schedule", "::mlir::func::FuncOp"> {
  let summary = "Choose the tile sizes of every structured op";
  let description = [{
    The policy of the compiler: writes a `#kiln.schedule` on each structured
    op that roots a loop nest, chosen by a cost model from the module's
    `kiln.target`. An op that carries one already keeps it; a convolution
    with a `kiln.conv_algorithm` is computed by that. A remark for each
    says what was chosen, and why.
  }];
  let options = [
    Option<"convAlgorithm", "conv-algorithm", "::kiln::ConvAlgorithm",
           "::kiln::ConvAlgorithm::Auto",
           "How convolutions that Winograd's algorithm fits are computed",
           [{::llvm::cl::values(
             clEnumValN(::kiln::ConvAlgorithm::Auto, "auto",
                        "the faster way by the cost model"),
             clEnumValN(::kiln::ConvAlgorithm::Direct, "direct",
                        "none by Winograd's algorithm"),
             clEnumValN(::kiln::ConvAlgorithm::Winograd, "winograd",
                        "all by Winograd's algorithm"))}]>
  ];
}

def LowerWinograd : Pass<"kiln-lower-winograd", "::mlir::func::FuncOp"> {
  let summary = "Compute scheduled convolutions by Winograd's algorithm";
  let description = [{
    Turns a convolution whose schedule says `winograd = m` into loops that
    transform its input, a contraction with its filters, transformed at compile
    time, and loops that transform the products back and apply the elementwise
    ops that follow. One chunk of rows goes through all three at a time.

    F(2x2, 3x3) takes 2.25 times fewer multiplications than direct convolution,
    F(4x4, 3x3) 4 times, F(6x6, 3x3) 5.06 times, F(2x2, 5x5) 2.78 times,
    F(1x2, 1x7) 1.75 times fewer.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::vector::VectorDialect"];
}

def TileAndFuse : Pass<"kiln-tile-and-fuse", "::mlir::func::FuncOp"> {
  let summary = "Tile scheduled ops together with the elementwise ops that follow";
  let description = [{
    Obeys `#kiln.schedule`: tiles each root together with the elementwise ops
    that consume it and the op that initializes it, then tiles its reduction
    loops. Loops whose step does not divide their extent are peeled, so that
    every tile has a static shape.
  }];
  let dependentDialects = ["::mlir::scf::SCFDialect",
                           "::mlir::affine::AffineDialect",
                           "::mlir::tensor::TensorDialect"];
}

def VectorizeTiles : Pass<"kiln-vectorize-tiles", "::mlir::func::FuncOp"> {
  let summary = "Turn tiles into vector code with accumulators in registers";
  let description = [{
    Turns the window of a convolution tile into a strided slice, vectorizes
    every structured op on static shapes, and hoists the accumulator's reads
    and writes out of the reduction loops.
  }];
  let dependentDialects = ["::mlir::vector::VectorDialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::scf::SCFDialect"];
}

def ReloadTiles : Pass<"kiln-reload-tiles", "::mlir::func::FuncOp"> {
  let summary = "Read a tile again that an earlier loop nest has stored";
  let description = [{
    A tile that is read where it was just written folds to the vector that was
    written, even if another loop nest lies between; that one would have to keep
    the tile in registers, and neither nest could be a kernel. Reads the tile
    from memory again where that is past the next loop. Nothing that folds
    reads may run between this pass and bufferization.
  }];
  let dependentDialects = ["::mlir::ub::UBDialect",
                           "::mlir::vector::VectorDialect"];
}

def OutlineKernels : Pass<"kiln-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "Make every loop nest a kernel, and equal nests one kernel";
  let description = [{
    Moves each top-level loop nest of the model function to a private function
    that takes the buffers it touches. Nests that are equal but for their
    buffers share one kernel, named after the node that first needed it. Where
    they work on parts of their buffers that begin at different places, as the
    parts of a concatenation do, the kernel takes the offsets, too. The passes
    after it work on small functions, several at a time.

    A nest with buffers inside its loops is no kernel, unless it will be shared
    among threads: `thread-buffers` makes each such buffer an argument, marked
    `kiln.scratch`, of which every thread passes one of its own.
  }];
  let options = [Option<"threadBuffers", "thread-buffers", "bool", "false",
                        "Outline nests with buffers inside their loops">];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect",
                           "::mlir::memref::MemRefDialect"];
}

def PrefetchWeights : Pass<"kiln-prefetch-weights", "::mlir::func::FuncOp"> {
  let summary = "Prefetch the weights of a kernel's next round";
  let description = [{
    A contraction reads the same weights for every tile of pixels before its
    outer loop moves on to others, which then come from memory faster than they
    arrive. Each tile prefetches a share of them to the second level cache.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect"];
}

def UnrollVectors : Pass<"kiln-unroll-vectors", "::mlir::func::FuncOp"> {
  let summary = "Decompose vectors of several dimensions into rows";
  let description = [{
    Replaces every value of a vector type with more than one dimension by one
    1-D vector for each of its rows, through loops. A contraction becomes
    fused multiply-adds of rows, with the elements of the operand that lacks
    the row dimension loaded one by one and broadcast. A transpose of a matrix
    of at most 16 x 16, be it an op or the map of a read or a write, becomes
    shuffles of two rows each.
  }];
  let dependentDialects = ["::mlir::vector::VectorDialect",
                           "::mlir::memref::MemRefDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::affine::AffineDialect"];
}

def ExpandMath : Pass<"kiln-expand-math", "::mlir::func::FuncOp"> {
  let summary = "Expand exp, tanh and their kin to vector arithmetic";
  let description = [{
    Polynomial approximations for functions on vectors and numbers, with
    multiply-adds that the target may contract but need not. `exp` is Kiln's
    own, `tanh`, `erf`, `atan`, `log` and `log1p` are those of the math dialect,
    but that `log` scales what may be denormal, which the dialect's has no value
    for. Sine and cosine stay calls of the C library: the math dialect's lose the
    digits of large angles. The division of a sigmoid, `1 / (exp(x) + 1)`, may
    become a reciprocal estimate that is refined once.

    Largest relative errors where the result is a normal number: `exp` 1.0e-7
    (results below 1.7e-38 are 0), sigmoid 2.6e-7 (results below 6.1e-39 are 0),
    `tanh` 3.8e-7.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::vector::VectorDialect"];
}

def SinkElementwise : Pass<"kiln-sink-elementwise", "::mlir::func::FuncOp"> {
  let summary = "Compute each row of a tile in one piece, where it is stored";
  let description = [{
    A tile's elementwise ops work on all its rows in turn, op by op; a long
    chain of them then keeps more values alive than there are registers.
    Moves pure ops of a block down to the op that needs their result, so that
    one row is finished before the next is begun. Nothing that touches memory
    moves.
  }];
}

def FindScalarLoops : Pass<"kiln-find-scalar-loops", "::mlir::func::FuncOp"> {
  let summary = "Remark on loops that compute one element at a time";
  let description = [{
    Vector code is what every schedule is meant to become. Where a loop stores
    single numbers nevertheless, a remark of a missed optimization names the
    node. Changes nothing, and does nothing when nobody listens to remarks.
  }];
}

def SplitKernels : Pass<"kiln-split-kernels", "::mlir::ModuleOp"> {
  let summary = "Let threads share the work of a kernel";
  let description = [{
    Gives each kernel that is worth it two more arguments, the number of a
    thread and the number of threads, marks it `kiln.split`, and has it do only
    the thread's share: a contiguous part of the iterations of its outermost
    loop, or of the outermost few, if one alone has too few to share evenly.
    No iteration is split, so that each element is computed the same way
    whatever the number of threads. A last iteration that overlaps with the one
    before it, as that of a tile that ends where the buffer does, stays with it.
    Calls ask for all of the work, as the first of one thread.

    A loop is shared only if its iterations are found to be independent: in
    each buffer that it writes, other than a `kiln.scratch` one, there is a
    dimension in which everything that an iteration touches lies in a range of
    its own. A kernel of less than some microseconds' work is left alone. A
    remark for each kernel says what was done, and why.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
}

def FormPhases : Pass<"kiln-form-phases", "::mlir::ModuleOp"> {
  let summary = "Group what threads may do at the same time";
  let description = [{
    Moves the body of the model function to functions marked `kiln.phase`, one
    after the other, that take its arguments, the number of a thread and the
    number of threads. In one phase no thread touches what another one writes,
    so that threads wait for each other between phases only. What is not split
    is done by the first thread; phases with nothing else are `"serial"`.
    Workspace bytes that buffers share count as touched by both.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect",
                           "::mlir::scf::SCFDialect"];
}

def DescribeKernels : Pass<"kiln-describe-kernels", "::mlir::ModuleOp"> {
  let summary = "Say which layers each kernel call computes, and its work";
  let description = [{
    Sets `kiln.kernels` on the module: for each call of a kernel in the model's
    function the names of its nodes, its share of their floating-point
    operations, which are those of `kiln.layers`, and the bytes it touches. A
    loop that is no kernel is an entry by itself, and so are other ops with an
    effect between two such. `kiln.kernel` on the ops says which entry is
    theirs.

    A node's operations are shared among the calls that carry its name in the
    proportion of the multiply-adds they do. Bytes are those of the part of a
    buffer that the indices of its accesses span; the whole buffer where that
    is not known.
  }];
}

#endif // KILN_SCHEDULE_PASSES_TD
